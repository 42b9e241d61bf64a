import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { readExport } from '../../../shared/batch/exports/exportState';
import { platformNames } from '../../../shared/batch/family';
import { writeOptions } from '../../fields/options';
import { readWaitingTimes, waitingFields } from '../../fields/wait';
import { item, type Out } from '../../operation';
import type { Item } from '../../run/item';
import { PartlyDone } from '../../run/platforms';
import { createFields, createOptions } from './create.fields';
import { createExport } from './createExport';
import { downloadField, outputFields } from './download.fields';
import { readDownloadSettings } from './downloadSettings';
import { requireSuccess } from './exportEnd';
import { readFamily, viewRequest, type ExportPlace } from './locateExport';
import { readParts } from './readParts';

/** Export → Create and Wait: creates, asks until Batch is done, and fetches the files where that is wanted. */
export const createExportAndWait = item({
	text: {
		name: 'Create and Wait',
		value: 'createAndWait',
		action: 'Create export and wait',
		description: 'Ask Batch for an export, wait until it is ready, and download it if wanted',
	},
	// Large ones take half an hour (batch-api-2x.md §7.1).
	fields: [
		...createFields,
		downloadField,
		...outputFields(downloadField.name),
		...waitingFields({ atMost: 3_600, every: 10 }),
		writeOptions(createOptions),
	],
	run,
});

async function run(item: Item, api: Api): Promise<Out | Out[]> {
	// Everything is read before anything is created.
	const waiting = readWaitingTimes(item);
	const output = item.choice('download', ['none', 'binary', 'rows']);
	const settings = output === 'none' ? undefined : readDownloadSettings(item, output);
	const family = readFamily(item);
	const created = await createExport(item, api);
	const { id } = created;
	if (typeof id !== 'string' || id === '') {
		return { status: 'pending', ...created, reason: 'Batch took it, but did not say its ID. Look for it with Export → Get Many.' };
	}
	item.show({ id, ...(family.platform && { platform: platformNames[family.platform] }) });
	const place: ExportPlace = { ...family, id };
	const result = await settleCalls(api.until(viewRequest(place), (body) => readExport(family.family, body).end !== 'none', waiting));
	if (result.failed !== undefined) throw asCreated(result.failed, id);
	const { isDone, body } = result.value;
	const state = readExport(family.family, body);
	if (!isDone) return { status: 'pending', ...created, exportStatus: state.status, reason: pendingReason(waiting.atMost) };
	if (settings !== undefined) {
		const read = await settleCalls(readParts(item, api, place, state, settings));
		if (read.failed !== undefined) throw state.end === 'success' ? asCreated(read.failed, id) : read.failed;
		return read.value;
	}
	requireSuccess(id, state);
	const { status: exportStatus, ...others } = state.body;
	return { status: 'accepted', ...(created as IDataObject), ...others, exportStatus };
}

function pendingReason(seconds: number): string {
	return `The export was not ready within ${seconds} seconds. Batch goes on with it: Get and Download find it by its ID.`;
}

/** The export is there, whatever became of the question how far it is, and of its files. */
function asCreated({ failure }: CallFailed, id: string): PartlyDone {
	return new PartlyDone({}, new CallFailed({ ...failure, advice: `The export ${id} was created: Get and Download find it by its ID. ${failure.advice}` }));
}

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { platformNames } from '../../../shared/batch/family';
import { projectExports } from '../../../shared/batch/routes/exports';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';
import { readExportRequest } from './readExportRequest';

/**
 * Creates an export.
 * @returns what Batch gave, with what leads back to it
 * @throws CallFailed; after a lost answer it says how to look
 */
export async function createExport(item: Item, api: Api): Promise<IDataObject> {
	const { request, warning } = readExportRequest(item);
	if (warning !== undefined) warn(item, warning);
	const { platform, route } = request;
	const result = await settleCalls(api.send(request));
	if (result.failed !== undefined) throw withWayToLook(result.failed);
	const due = route === projectExports.createBySegment ? api.dueIn(route) : 0;
	return {
		...told(result.value),
		...(platform && { platform: platformNames[platform] }),
		...(due > 0 && { nextExportAt: new Date(item.now() + due).toISOString() }),
		...(warning !== undefined && { warning }),
	};
}

/** What Batch said. How far the export is, is another thing than what became of the row. */
function told(answer: unknown): IDataObject {
	if (!isRecord(answer)) return answer === undefined ? {} : { answer: answer as string };
	const { status: exportStatus, ...others } = answer as IDataObject;
	return { ...others, ...(exportStatus !== undefined && { exportStatus }) };
}

/** Runs that have shown it. */
const warned = new WeakSet<IExecuteFunctions>();

/** One hint for all items, in the editor; each item says it, too. */
function warn(item: Item, warning: string): void {
	item.show({ warning });
	if (warned.has(item.context)) return;
	warned.add(item.context);
	item.context.addExecutionHints({ type: 'warning', location: 'outputPane', message: warning });
}

function withWayToLook(failed: CallFailed): CallFailed {
	if (!failed.failure.mayHaveArrived) return failed;
	return new CallFailed({
		...failed.failure,
		advice: 'The export may have been created, and is not created again by itself. Look for it with Export → Get Many before you create another.',
	});
}

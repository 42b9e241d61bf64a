import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
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
		...(isRecord(result.value) ? (result.value as IDataObject) : result.value !== undefined && { answer: result.value as string }),
		...(platform && { platform }),
		...(due > 0 && { nextExportAt: new Date(item.now() + due).toISOString() }),
		...(warning !== undefined && { warning }),
	};
}

/** One hint for all items, in the editor; each item says it, too. */
function warn(item: Item, warning: string): void {
	item.show({ warning });
	item.context.addExecutionHints({ type: 'warning', location: 'outputPane', message: warning });
}

function withWayToLook(failed: CallFailed): CallFailed {
	if (!failed.failure.mayHaveArrived) return failed;
	return new CallFailed({
		...failed.failure,
		advice: 'The export may have been created, and is not created again by itself. Look for it with Export → Get Many before you create another.',
	});
}

import type { ExportState } from '../../../shared/batch/exports/exportState';
import { CallFailed, type CallFailure } from '../../../shared/batch/client/failure';

/**
 * Ends the item when there is nothing to fetch: the export failed at Batch, or is not ready.
 * @throws CallFailed
 */
export function requireSuccess(id: string, { end, status, reason }: ExportState): void {
	if (end === 'success') return;
	throw new CallFailed(end === 'failure' ? failedAtBatch(id, status, reason) : notReady(id, status));
}

function failedAtBatch(id: string, status: string, reason: string | undefined): CallFailure {
	const isExpired = status.toUpperCase() === 'EXPIRED';
	return {
		message: `The export ${id} ended with ${status}${reason === undefined ? '' : `: ${reason}`}`,
		advice: isExpired ? 'Batch keeps files for a month. Create the export again.' : 'Batch could not make it. Check its fields, and create it again.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'refused',
	};
}

function notReady(id: string, status: string): CallFailure {
	return {
		message: `The export ${id} is not ready yet (${status || 'no status'})`,
		advice: 'Batch makes an export in minutes, a large one in half an hour. Run Download again later, or use Create and Wait.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'unavailable',
	};
}

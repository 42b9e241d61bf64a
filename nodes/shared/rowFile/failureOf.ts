import { StorageError } from '../storage/storageError';
import { TabularError } from '../tabular/failure';
import type { Failure } from './reading';

/** What stands in the way of one file, and whether it stands in the way of all. */
export function failureOf(error: unknown): Failure {
	if (error instanceof StorageError) {
		const { kind, message, advice, isTemporary } = error;
		if (kind === 'cancelled') {
			return { reason: 'The time was over, or the run cancelled, before the next part of the file was read.', stopsPoll: true };
		}
		const reason = advice === '' ? message : `${message}. ${advice}`;
		// What is gone or another one by now is for the next listing to say.
		const mayPass = kind === 'notFound' || kind === 'changed';
		return { reason, stopsPoll: isTemporary || kind === 'authentication', ...(mayPass && { mayPass }) };
	}
	if (error instanceof TabularError) return { reason: error.message, stopsPoll: false, ...(error.failure === 'truncated' && { mayPass: true }) };
	return { reason: error instanceof Error ? error.message : String(error), stopsPoll: false };
}

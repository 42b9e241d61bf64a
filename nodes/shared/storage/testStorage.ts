import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { networkFailure } from './networkFailure';
import { openStorage, storageKinds, type StorageKind } from './openStorage';
import type { Storage } from './storage';
import { isStorageError, StorageError } from './storageError';
import { withTimeLimit } from './timeLimit';
import { n8nTestHttp } from './web/n8nHttp';
import { n8nResolve } from './web/resolve';

/** Milliseconds a test may take, however little by little the server answers: somebody waits for it in front of the form. */
const testAtMost = 60_000;

/**
 * Logs in and begins a listing: what the trigger does first. Reads only.
 *
 * @param kind where there is a login before anything is listed, a missing folder is no fault of the credential; of the others,
 *   any server on the web says "not found"
 */
export async function testStorage(
	kind: StorageKind,
	credential: ICredentialsDecrypted,
	logIn: (data: NonNullable<ICredentialsDecrypted['data']>, signal: AbortSignal) => Promise<Storage>,
): Promise<INodeCredentialTestResult> {
	const hangUp = new AbortController();
	let storage: Storage | undefined;
	const beginListing = async (): Promise<void> => {
		storage = await logIn(credential.data ?? {}, hangUp.signal);
		await storage.list('')[Symbol.asyncIterator]().next();
	};
	try {
		await withTimeLimit(beginListing(), testAtMost, tookTooLong);
		return { status: 'OK', message: 'Connected, and the folder can be listed' };
	} catch (error) {
		if (isStorageError(error, 'notFound') && (kind === 'sftp' || kind === 'ftp')) {
			return { status: 'OK', message: 'Connected. There is no folder to list, so files must be given by their path' };
		}
		const { message, advice } = isStorageError(error, 'notFound') ? notThere(error, kind) : networkFailure(error, 'The storage');
		return { status: 'Error', message: advice === '' ? message : `${message}. ${advice}` };
	} finally {
		await storage?.close();
		hangUp.abort();
	}
}

function tookTooLong(): StorageError {
	return new StorageError('timeout', `The storage took longer than ${testAtMost / 1_000} s to begin its listing`, 'Check that the credential leads to the right server.');
}

/** The tests of the credential types, by the names that `testedBy` gives. */
export const storageCredentialTests = Object.fromEntries(storageKinds.map(({ value, testedBy }) => [testedBy, testOf(value)]));

function notThere({ message }: StorageError, kind: StorageKind): Pick<StorageError, 'message' | 'advice'> {
	if (kind !== 'http') return { message, advice: 'Check the address of the service and the Bucket in the credential.' };
	return {
		message,
		advice:
			'Check the Address in the credential. A server that shows no folders answers like that, too: then choose Known by Name under Files, and try it with a file.',
	};
}

function testOf(kind: StorageKind) {
	return async function (
		this: ICredentialTestFunctions,
		credential: ICredentialsDecrypted,
	): Promise<INodeCredentialTestResult> {
		const environment = { send: n8nTestHttp(this.helpers), resolve: n8nResolve({}) };
		return await testStorage(kind, credential, async (data, signal) => await openStorage(kind, data, { ...environment, signal }));
	};
}

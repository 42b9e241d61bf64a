import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { networkFailure } from './networkFailure';
import { openStorage, storageKinds, type StorageKind } from './openStorage';
import type { Storage } from './storage';
import { isStorageError, type StorageError } from './storageError';
import { n8nTestHttp } from './web/n8nHttp';
import { n8nResolve } from './web/resolve';

/**
 * Logs in and begins a listing: what the trigger does first. Reads only.
 *
 * @param kind where there is a login before anything is listed, a missing folder is no fault of the credential; of the others,
 *   any server on the web says "not found"
 */
export async function testStorage(
	kind: StorageKind,
	credential: ICredentialsDecrypted,
	logIn: (data: NonNullable<ICredentialsDecrypted['data']>) => Promise<Storage>,
): Promise<INodeCredentialTestResult> {
	let storage: Storage | undefined;
	try {
		storage = await logIn(credential.data ?? {});
		await storage.list('')[Symbol.asyncIterator]().next();
		return { status: 'OK', message: 'Connected, and the folder can be listed' };
	} catch (error) {
		if (isStorageError(error, 'notFound') && (kind === 'sftp' || kind === 'ftp')) {
			return { status: 'OK', message: 'Connected. There is no folder to list, so files must be given by their path' };
		}
		const { message, advice } = isStorageError(error, 'notFound') ? notThere(error, kind) : networkFailure(error, 'The storage');
		return { status: 'Error', message: advice === '' ? message : `${message}. ${advice}` };
	} finally {
		await storage?.close();
	}
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
		return await testStorage(kind, credential, async (data) => await openStorage(kind, data, environment));
	};
}

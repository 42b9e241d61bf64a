import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { networkFailure } from './networkFailure';
import { openStorage, storageKinds, type StorageKind } from './openStorage';
import type { Storage } from './storage';
import { isStorageError } from './storageError';
import { n8nTestHttp } from './web/n8nHttp';
import { n8nResolve } from './web/resolve';

/** Logs in and begins a listing: what the trigger does first. Reads only. */
export async function testStorage(
	credential: ICredentialsDecrypted,
	logIn: (data: NonNullable<ICredentialsDecrypted['data']>) => Promise<Storage>,
): Promise<INodeCredentialTestResult> {
	let storage: Storage | undefined;
	try {
		storage = await logIn(credential.data ?? {});
		await storage.list('')[Symbol.asyncIterator]().next();
		return { status: 'OK', message: 'Connected, and the folder can be listed' };
	} catch (error) {
		if (isStorageError(error, 'notFound')) {
			return { status: 'OK', message: 'Connected. There is no folder to list, so files must be given by their path' };
		}
		const { message, advice } = networkFailure(error, 'The storage');
		return { status: 'Error', message: advice === '' ? message : `${message}. ${advice}` };
	} finally {
		await storage?.close();
	}
}

/** The tests of the credential types, by the names that `testedBy` gives. */
export const storageCredentialTests = Object.fromEntries(storageKinds.map(({ value, testedBy }) => [testedBy, testOf(value)]));

function testOf(kind: StorageKind) {
	return async function (
		this: ICredentialTestFunctions,
		credential: ICredentialsDecrypted,
	): Promise<INodeCredentialTestResult> {
		const environment = { send: n8nTestHttp(this.helpers), resolve: n8nResolve({}) };
		return await testStorage(credential, async (data) => await openStorage(kind, data, environment));
	};
}

import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { networkFailure } from './networkFailure';
import { openStorage, type StorageKind } from './openStorage';
import type { Storage } from './storage';
import { isStorageError, StorageError } from './storageError';
import { withTimeLimit } from './timeLimit';
import { n8nTestHttp } from './web/n8nHttp';
import { n8nResolve } from './web/resolve';

/** Milliseconds a test may take, however little by little the server answers: somebody waits for it in front of the form. */
const testAtMost = 60_000;

/** Logs in and begins a listing: what the trigger does first. Reads only. */
export async function testStorage(
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
		if (isStorageError(error, 'notFound')) {
			return { status: 'OK', message: 'Connected. There is no folder to list, so files must be given by their path' };
		}
		const { message, advice } = networkFailure(error, 'The storage');
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
export const storageCredentialTests = {
	testBatchStorageS3: testOf('s3'),
	testBatchStorageSftp: testOf('sftp'),
	testBatchStorageFtp: testOf('ftp'),
	testBatchStorageGcs: testOf('gcs'),
	testBatchStorageHttp: testOf('http'),
};

function testOf(kind: StorageKind) {
	return async function (
		this: ICredentialTestFunctions,
		credential: ICredentialsDecrypted,
	): Promise<INodeCredentialTestResult> {
		const environment = { send: n8nTestHttp(this.helpers), resolve: n8nResolve({}) };
		return await testStorage(credential, async (data, signal) => await openStorage(kind, data, { ...environment, signal }));
	};
}

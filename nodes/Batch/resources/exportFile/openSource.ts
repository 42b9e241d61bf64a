import { BINARY_ENCODING, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';

import type { Parameters } from '../../../shared/parameters';
import { sourceOf } from '../../../shared/rowFile/sources';
import { openStorage } from '../../../shared/storage/openStorage';
import type { Storage, StoredFile } from '../../../shared/storage/storage';
import { StorageError } from '../../../shared/storage/storageError';
import { n8nHttp } from '../../../shared/storage/web/n8nHttp';
import { n8nResolve } from '../../../shared/storage/web/resolve';

/** A file and what opens it. */
export interface OpenSource {
	readonly file: StoredFile;
	readonly storage: Pick<Storage, 'open' | 'close'>;
}

/** The file an item means: in its binary data, or on a storage. */
export async function openSource(context: IExecuteFunctions, index: number, parameters: Parameters): Promise<OpenSource> {
	const from = parameters.choice('fileFrom');
	return from === 'binary' ? fromBinary(context, index, parameters.text('binaryField')) : await fromStorage(context, index, from, parameters.text('path').trim());
}

function fromBinary(context: IExecuteFunctions, index: number, field: string): OpenSource {
	const data = context.helpers.assertBinaryData(index, field);
	const bytes = data.bytes;
	return {
		file: { path: data.fileName ?? field, size: bytes, modifiedAt: undefined },
		storage: {
			open: async () => ({ stream: await bytesOf(context, data), size: bytes, close: async () => undefined }),
			close: async () => undefined,
		},
	};
}

/** n8n holds it in memory, or on disk or in a bucket, from where it is streamed. */
async function bytesOf(context: IExecuteFunctions, data: IBinaryData): Promise<AsyncIterable<Uint8Array>> {
	if (data.id !== undefined) return (await context.helpers.getBinaryStream(data.id)) as AsyncIterable<Uint8Array>;
	return only(Buffer.from(data.data, BINARY_ENCODING));
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

async function fromStorage(context: IExecuteFunctions, index: number, from: string, path: string): Promise<OpenSource> {
	const source = sourceOf(from);
	if (source === undefined) throw new StorageError('configuration', `"${from}" is no place for a file`);
	if (path === '') throw new StorageError('configuration', 'Path is empty');
	const { helpers } = context;
	const storage = await openStorage(source.value, await context.getCredentials(source.credential, index), {
		send: n8nHttp(helpers),
		resolve: n8nResolve(helpers),
		signal: context.getExecutionCancelSignal(),
	});
	const file = await storage.stat(path).catch(async (error: unknown) => {
		await storage.close();
		return await Promise.reject(error);
	});
	if (file !== undefined) return { file, storage };
	await storage.close();
	throw new StorageError('notFound', `There is no file "${path}"`, 'Check Path, and the folder or bucket in the credential.');
}

import { BINARY_ENCODING, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';

import type { Parameters } from '../shared/parameters';
import { sourceOf } from '../shared/rowFile/sources';
import { openStorage } from '../shared/storage/openStorage';
import type { Storage, StoredFile } from '../shared/storage/storage';
import { StorageError } from '../shared/storage/storageError';
import { n8nHttp } from '../shared/storage/web/n8nHttp';
import { n8nResolve } from '../shared/storage/web/resolve';

/** A file and what opens it. */
export interface OpenSource {
	readonly file: StoredFile;
	readonly storage: Pick<Storage, 'open' | 'close'>;
}

/** The file an item means: in its binary data, or on a storage. */
export async function openSource(context: IExecuteFunctions, index: number, parameters: Parameters): Promise<OpenSource> {
	const from = parameters.choice('fileFrom');
	if (from === 'binary') return binarySource(context, index, parameters.text('binaryField'));
	const path = parameters.text('path').trim();
	if (path === '') throw new StorageError('configuration', 'Path is empty');
	const storage = await openStorageOf(context, index, from);
	const file = await fileAt(storage, path).catch(async (error: unknown) => {
		await storage.close();
		return await Promise.reject(error);
	});
	return { file, storage };
}

/** The file in an item's binary data. */
export function binarySource(context: IExecuteFunctions, index: number, field: string): OpenSource {
	// n8n finds what every object has, too.
	if (!Object.hasOwn(context.getInputData()[index]?.binary ?? {}, field)) throw new StorageError('configuration', `The item has no binary field "${field}"`);
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

/** The storage that the credential of an item's source describes. Whoever opens it closes it. */
export async function openStorageOf(context: IExecuteFunctions, index: number, from: string): Promise<Storage> {
	const source = sourceOf(from);
	if (source === undefined) throw new StorageError('configuration', `"${from}" is no place for a file`);
	const { helpers } = context;
	return await openStorage(source.value, await context.getCredentials(source.credential, index), {
		send: n8nHttp(helpers),
		resolve: n8nResolve(helpers),
		signal: context.getExecutionCancelSignal(),
	});
}

/** The file at a path. @throws StorageError `notFound` when there is none */
export async function fileAt(storage: Pick<Storage, 'stat'>, path: string): Promise<StoredFile> {
	const file = await storage.stat(path);
	if (file !== undefined) return file;
	throw new StorageError('notFound', `There is no file "${path}"`, 'Check Path, and the folder or bucket in the credential.');
}

import { StorageError } from '../storageError';

/**
 * The bytes of a source, which must be so many at least. A server that reads from disk while it sends ends a file
 * that was cut short meanwhile as if it were whole. Throws the kind `changed` then.
 * @param expected undefined where the server did not say
 */
export async function* expectBytes(
	source: AsyncIterable<Uint8Array>,
	expected: number | undefined,
	path: string,
): AsyncGenerator<Uint8Array> {
	let received = 0;
	for await (const chunk of source) {
		received += chunk.byteLength;
		yield chunk;
	}
	if (expected !== undefined && received < expected) {
		throw new StorageError('changed', `"${path}" was cut short while it was read`, 'What it is now is read with the next poll.');
	}
}

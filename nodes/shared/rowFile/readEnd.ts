import type { OpenFile, Storage, StoredFile } from '../storage/storage';

/**
 * The last bytes of a file that is open, over a second opening; undefined where that would cost the whole file.
 * A server that does not take it, or not now, is none to fail for: what the end would tell is met later, too.
 */
export async function readEndOf(
	file: StoredFile,
	{ size, isSeekable }: OpenFile,
	storage: Pick<Storage, 'open'>,
	most: number,
): Promise<Uint8Array | undefined> {
	if (size === undefined || isSeekable !== true) return undefined;
	try {
		const { stream, close } = await storage.open(file, Math.max(0, size - most));
		const chunks: Uint8Array[] = [];
		try {
			for await (const chunk of stream) chunks.push(chunk);
		} finally {
			await close();
		}
		return Buffer.concat(chunks);
	} catch {
		return undefined;
	}
}

import { describe, expect, it } from 'vitest';

import { boundedDownload } from '../../../nodes/shared/batch/client/boundedDownload';

const bounds = { size: 10_000, silence: 1_000, leastRate: 10 };

/** Reads what a server sends, one chunk after each wait of so many milliseconds on a clock that the reading moves. */
async function read(chunks: Iterable<{ bytes: number; after: number }>, readerTakes = 0) {
	let time = 0;
	let isEnded = false;
	async function* body() {
		for (const { bytes, after } of chunks) {
			time += after;
			yield new Uint8Array(bytes);
		}
	}
	const answer = { body: body(), destroy: () => void (isEnded = true) };
	let received = 0;
	let words = '';
	try {
		for await (const chunk of boundedDownload(answer, bounds, () => time)) {
			received += chunk.byteLength;
			time += readerTakes;
		}
	} catch (error) {
		words = (error as Error).message;
	}
	return { received, words, isEnded, time };
}

function* forEver(chunk: { bytes: number; after: number }) {
	for (;;) yield chunk;
}

describe('a download', () => {
	it('gives every byte of a file within its bounds, however slow its reader is', async () => {
		expect(await read(Array(10).fill({ bytes: 1_000, after: 90 }), 60_000)).toMatchObject({ received: 10_000, words: '', isEnded: true });
	});

	it('ends when it never ends', async () => {
		expect(await read(forEver({ bytes: 999, after: 0 }))).toMatchObject({
			received: 9_990,
			words: expect.stringContaining('is larger than') as string,
			isEnded: true,
		});
	});

	it('ends when it comes one byte a second', async () => {
		expect(await read(forEver({ bytes: 1, after: 1_000 }))).toMatchObject({
			words: expect.stringContaining('less than 10 bytes a second') as string,
			isEnded: true,
			time: 2_000,
		});
	});

	it('ends when nothing comes', async () => {
		let isEnded = false;
		const body = { [Symbol.asyncIterator]: () => ({ next: async () => await new Promise<never>(() => undefined) }) };
		const reading = boundedDownload({ body, destroy: () => void (isEnded = true) }, { ...bounds, silence: 50 }).next();
		await expect(reading).rejects.toThrow(/sent nothing for 0.05 s/);
		expect(isEnded).toBe(true);
	});

	it('lets go of the connection when its reader does', async () => {
		let isEnded = false;
		const body = (async function* () { yield new Uint8Array(1); })();
		for await (const chunk of boundedDownload({ body, destroy: () => void (isEnded = true) }, bounds)) {
			expect(chunk).toHaveLength(1);
			break;
		}
		expect(isEnded).toBe(true);
	});
});

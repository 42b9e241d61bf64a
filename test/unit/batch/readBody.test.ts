import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readBody } from '../../../nodes/shared/batch/client/exchange';

async function* pieces(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string, size?: number) => await readBody(pieces(text, size));

describe('readBody', () => {
	it('gives JSON parsed, however it is cut', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 7 }), async (value, size) => {
				expect(await read(JSON.stringify(value), size)).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
	});

	it.each(['', 'no JSON', '<html>{"a":[[[', '{"a":', '[1,]'])('gives %j as its text', async (text) => {
		expect(await read(text)).toBe(text);
	});

	it('stops at what is larger, deeper or of more parts than any answer of Batch, wherever quotes stand', async () => {
		await expect(read(`"${'x'.repeat(17 * 1024 * 1024)}"`)).rejects.toThrow('is larger than 16 MB');
		await expect(read(`${'['.repeat(101)}${']'.repeat(101)}`)).rejects.toThrow('nested more than 100 levels deep');
		await expect(read(` ${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).rejects.toThrow('nested more than 100 levels deep');
		await expect(read(`[${'1,'.repeat(100_000)}1]`)).rejects.toThrow('more than 100,000 entries');
		const quoted = JSON.stringify({ text: '["\\'.repeat(200_000), list: [] });
		expect(JSON.stringify(await read(quoted))).toBe(quoted);
	});
});

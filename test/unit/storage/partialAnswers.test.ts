import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { HttpStorage } from '../../../nodes/shared/storage/transport/http.ts';
import { S3Storage } from '../../../nodes/shared/storage/transport/s3.ts';
import type { HttpRequest } from '../../../nodes/shared/storage/web/httpSend.ts';
import type { Storage } from '../../../nodes/shared/storage/storage.ts';
import { failure, read } from '../../servers/support/conformance.ts';
import { answering, type Said } from './support/answers.ts';

const content = Array.from({ length: 300 }, (_, index) => `row-${index}\n`).join('');
const { length } = content;

const storages: Readonly<Record<string, (answer: (request: HttpRequest) => Said) => Storage>> = {
	web: (answer) => new HttpStorage({ address: new URL('https://files.example.test/x/'), logIn: { kind: 'none' }, allowsPrivateAddresses: false }, answering(answer).send, async () => ['93.184.215.14'], { timeout: 5_000 }),
	S3: (answer) => new S3Storage({ endpoint: 'https://s3.example.test', region: 'eu-west-3', bucket: 'b', accessKeyId: 'a', secretAccessKey: 's', sessionToken: '', usesPathStyle: true }, answering(answer).send, { timeout: 5_000 }),
};

/** What signs a request writes headers in small letters. */
const rangeOf = (headers: HttpRequest['headers']): string | undefined => headers?.Range ?? headers?.range;

/** Sends no more than `most` bytes of a range. */
function part({ headers }: HttpRequest, most: number, shift = 0): Said {
	const asked = /^bytes=(\d+)-$/.exec(rangeOf(headers) ?? '')?.[1];
	if (asked === undefined) return { headers: { 'content-length': String(length) }, body: content };
	const start = Number(asked) + shift;
	if (start >= length) return { status: 416, headers: { 'content-range': `bytes */${length}` } };
	const end = Math.min(length, start + most);
	return { status: 206, headers: { 'content-range': `bytes ${start}-${end - 1}/${length}` }, body: content.slice(start, end) };
}

describe.each(Object.keys(storages))('over %s', (kind) => {
	const storageOf = storages[kind]!;

	it('a range that comes in parts is read whole, from wherever it is read on', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: length }), fc.integer({ min: 1, max: length + 10 }), async (offset, most) => {
				// Where the parts are small, many requests would only take long.
				const storage = storageOf((request) => part(request, Math.max(most, 100)));
				expect((await read(await storage.open({ path: 'a.csv' }, offset))).toString()).toBe(content.slice(offset));
			}),
			{ numRuns: 60 },
		);
	});

	it('a range of a file whose length is not told is read until there is no more', async () => {
		const untold = (said: Said): Said => (said.status === 206 ? { ...said, headers: { 'content-range': said.headers!['content-range']!.replace(/\d+$/, '*') } } : said);
		for (const most of [100, length]) {
			const storage = storageOf((request) => untold(part(request, most)));
			expect((await read(await storage.open({ path: 'a.csv' }, 100))).toString()).toBe(content.slice(100));
		}
	});

	it('another part than was asked for is not read: the whole file is', async () => {
		for (const shift of [-7, 7]) {
			const storage = storageOf((request) => part(request, length, shift));
			expect((await read(await storage.open({ path: 'a.csv' }, 100))).toString()).toBe(content.slice(100));
		}
		const storage = storageOf(({ headers }) => (rangeOf(headers) === undefined ? { body: content } : { status: 206, headers: { 'content-type': 'multipart/byteranges; boundary=x' }, body: '--x' }));
		expect((await read(await storage.open({ path: 'a.csv' }, 100))).toString()).toBe(content.slice(100));
	});

	it('a server that knows ranges only at times gives the whole, too', async () => {
		let turn = 0;
		const storage = storageOf((request) => (turn++ % 2 === 0 ? part(request, 100) : { body: content }));
		expect((await read(await storage.open({ path: 'a.csv' }, 100))).toString()).toBe(content.slice(100));
	});

	it('a part that stays away fails, and does not end the file', async () => {
		let turn = 0;
		const storage = storageOf((request) => (turn++ === 0 ? part(request, 100) : part(request, length, 7)));
		expect((await failure(storage.open({ path: 'a.csv' }, 100).then(read))).kind).toBe('protocol');
		turn = 0;
		const shorter = storageOf((request) => (turn++ === 0 ? part(request, 100) : { status: 416 }));
		expect((await failure(shorter.open({ path: 'a.csv' }, 100).then(read))).kind).toBe('changed');
	});

	it('a server that gives a byte at a time of a file without end is given up', async () => {
		let asked = 0;
		const storage = storageOf(({ headers }) => {
			const start = Number(/\d+/.exec(rangeOf(headers) ?? '')?.[0]);
			if (++asked > 4_000) throw new Error('nobody gives up');
			return { status: 206, headers: { 'content-range': `bytes ${start}-${start}/1000000000000` }, body: 'x' };
		});
		const { kind: found, message } = await failure(storage.open({ path: 'a.csv' }, 100).then(read));
		expect([found, message]).toEqual(['protocol', expect.stringContaining('"a.csv"')]);
	}, 30_000);

	it('a part where the whole was asked for is no file', async () => {
		const storage = storageOf(() => ({ status: 206, headers: { 'content-range': `bytes 7-20/${length}` }, body: content.slice(7, 21) }));
		expect((await failure(storage.open({ path: 'a.csv' }).then(read))).kind).toBe('protocol');
	});
});

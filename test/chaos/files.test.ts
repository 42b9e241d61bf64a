import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accident } from '../nodes/harness/accountsForEveryItem.ts';
import { executeNode } from '../nodes/harness/execute.ts';
import { header, pushRows, usersOf, Watch } from '../nodes/batchFileTrigger/conformance/watch.ts';
import { startEmbeddedSftp } from '../servers/support/embeddedSftp.ts';
import { tell } from '../servers/support/tell.ts';
import { seconds, tryFor } from './support/chaos.ts';

/** This file has half of the time. */
const each = (seconds * 500) / 2;

const piece = fc.constantFrom('a', 'é', '🦊', '"', '""', "'", ';', ',', '\t', '|', '\n', '\n', '\r\n', '\r', ' ', '\0', '\ufeff', '=1+1', 'long'.repeat(2_000), '0', '2026-03-01', 'push_sent,2026-03-01T10:00:00Z,user-1,campaign\n');
const texts = fc.array(piece, { maxLength: 80 }).map((parts) => Buffer.from(parts.join('')));
const rightFile = Buffer.from(header + pushRows(40));
/** A right file with bytes of it changed, cut off, or doubled. */
const harmed = fc.array(fc.tuple(fc.constantFrom('set', 'cut', 'double'), fc.nat(rightFile.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }).map((changes) =>
	changes.reduce((bytes, [change, position, byte]) => {
		const at = position % Math.max(1, bytes.length);
		if (change === 'cut') return bytes.subarray(0, at);
		const between = change === 'set' ? Buffer.from([byte]) : bytes.subarray(at, at + 20);
		return Buffer.concat([bytes.subarray(0, at), between, bytes.subarray(change === 'set' ? at + 1 : at)]);
	}, rightFile),
);
const packed = fc.tuple(fc.oneof(texts, harmed), fc.nat(400)).map(([bytes, cut]) => gzipSync(bytes).subarray(0, cut < 100 ? cut : undefined));
const anyFile = fc.oneof(texts, harmed, packed, fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)), texts.map((bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le')));

/** What a folder may hold: any name but those that the file system knows no more, and those that mean something to the trigger, as a lock's does. */
const namePiece = fc.constantFrom('a', 'B', 'é', '日', '🦊', ' ', '  ', '%20', '%2F', '%', '?', '*', '[x]', '{a,b}', '#', '&', "'", '"', '\\', ';', '|', '\n', '\t', '..', '.', '~', '+', '=', '$(id)', '`id`', '-rf', '.csv', '\u202e', '\u0301', 'x'.repeat(60));
const anyName = fc
	.array(namePiece, { minLength: 1, maxLength: 6 })
	.map((parts) => parts.join(''))
	.filter((name) => Buffer.byteLength(name) < 200 && !/^\.|^~\$|^\s*$/.test(name));

describe('Export File: Parse', () => {
	it('makes rows of any file, or says why it does not, whatever its name', async () => {
		const cases = fc.record({ file: anyFile, fileName: fc.oneof(anyName, fc.string()), output: fc.constantFrom('rows', 'batches', 'summary') });
		const property = fc.asyncProperty(cases, async ({ file, fileName, output }) => {
			const startedAt = performance.now();
			const binary = [{ data: { data: file.toString('base64'), mimeType: 'application/octet-stream', fileName } }];
			const parameters = { resource: 'exportFile', operation: 'parse', output, options: { badRowLimit: 1_000_000 } };
			const { items, error } = await executeNode({ parameters, credentials: {}, items: [{}], binary });
			expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(10_000);
			if (error !== undefined) {
				expect(error.name).toMatch(/^Node(?:Operation|Api)Error$/);
				expect(`${error.message} ${error.description ?? ''}`).not.toMatch(accident);
				return;
			}
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
			if (output !== 'rows') return;
			// A row, or a problem in its place: none is left out between them.
			const numbers = items.map(({ json }) => (json._file as { row?: number } | undefined)?.row).filter((row) => row !== undefined);
			expect(numbers.toSorted((one, other) => one - other)).toEqual(numbers.map((_row, index) => index + 1));
		});
		tell(`${await tryFor(each, property)} files`);
	});
});

describe('Batch File Trigger', () => {
	it('gives the rows of every file once, whatever the names of the files', async () => {
		const sftp = await startEmbeddedSftp();
		const property = fc.asyncProperty(fc.uniqueArray(anyName, { minLength: 1, maxLength: 40 }), async (names) => {
			const watch = new Watch(sftp, { startFrom: 'all' });
			for (const [index, name] of names.entries()) await watch.write(name, header + pushRows(2, index * 2), 3_600_000);
			const given: unknown[] = [];
			const leftOut = new Set<string>();
			// It looks twice at each.
			for (let round = 0; round < 3; round++) {
				const [items, setAside] = await watch.drain();
				given.push(...items.map(({ customId }) => customId));
				for (const { problem } of setAside) leftOut.add(String(problem));
			}
			// A name with a line break in it is none (docs/files.md): the file is told of, and left alone.
			const isTaken = (name: string): boolean => !/\p{Cc}/u.test(name);
			expect(given.toSorted()).toEqual(names.flatMap((name, index) => (isTaken(name) ? usersOf(2, index * 2) : [])).toSorted());
			expect([...leftOut].filter((problem) => problem.includes('is left out'))).toHaveLength(names.filter((name) => !isTaken(name)).length);
		});
		try {
			tell(`${await tryFor(each, property)} folders`);
		} finally {
			await sftp.stop();
		}
	});
});

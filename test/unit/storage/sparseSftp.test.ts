// Servers that leave attributes out, as the protocol lets them; conformance.test.ts has those that do not.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { collect, failure, read } from '../../servers/support/conformance.ts';
import { startEmbeddedSftp, type Habits } from '../../servers/support/embeddedSftp.ts';
import { storageOf } from '../../servers/support/fixture.ts';
import { longestPause } from '../../longestPause.ts';
import { drain, noticeable } from './support/answers.ts';

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of stops.splice(0)) await stop();
});

async function serverWith(habits: Habits) {
	const server = await startEmbeddedSftp(habits);
	const storage = await storageOf(server);
	stops.push(async () => await storage.close(), async () => await server.stop());
	return { server, storage };
}

const moment = new Date('2026-11-22T19:03:11Z');
const file = { path: 'in/a.csv', size: 9, modifiedAt: moment.getTime() };

/** Attributes but for these. */
function without<Attributes extends object>(...names: Array<keyof Attributes>) {
	return (attributes: Attributes): Attributes => Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name as keyof Attributes))) as Attributes;
}

describe('an SFTP server that shows', () => {
	it.each<[string, Habits, object]>([
		['no type bits in a listing', { listed: ({ mode, ...rest }) => ({ mode: (mode ?? 0) & 0o777, ...rest }) }, file],
		['no permissions in a listing', { listed: without('mode') }, file],
		['nothing at all in a listing', { listed: () => ({}) }, file],
		['no time in a listing', { listed: without('mtime', 'atime') }, file],
		['no size in a listing', { listed: without('size') }, file],
		['no permissions anywhere, but long names', { listed: without('mode'), asked: without('mode'), hasLongNames: true }, file],
		['no type bits anywhere, but long names', { listed: ({ mode, ...rest }) => ({ mode: (mode ?? 0) & 0o777, ...rest }), asked: ({ mode, ...rest }) => ({ mode: (mode ?? 0) & 0o777, ...rest }), hasLongNames: true }, file],
		['no time anywhere', { listed: without('mtime', 'atime'), asked: without('mtime', 'atime') }, { ...file, modifiedAt: undefined }],
	])('%s: files are files, folders are folders, and nothing is NaN', async (_name, habits, expected) => {
		const { server, storage } = await serverWith(habits);
		await server.shelf.write('in/a.csv', 'id,event\n', moment);
		await server.shelf.write('in/sub/b.csv', 'id,event\n', moment);
		expect(await collect(storage.list('in'))).toEqual([expected]);
		expect(await collect(storage.list('in', { recursive: true }))).toEqual([expected, { ...expected, path: 'in/sub/b.csv' }]);
		expect(await storage.stat('in/a.csv')).toEqual(expected);
		expect((await read(await storage.open({ path: 'in/a.csv' }, 3))).toString()).toBe('event\n');
	});

	it('a folder or a link that may not be looked at says so of that alone', async () => {
		const { server, storage } = await serverWith({ isForbidden: (path) => /lost|link/.test(path) });
		await server.shelf.write('in/a.csv', 'x', moment);
		await server.shelf.write('in/lost+found/b.csv', 'x', moment);
		const { folder } = server;
		mkdirSync(join(folder, 'away'), { recursive: true });
		symlinkSync(join(folder, 'away'), join(folder, 'in', 'link'));
		const found = await collect(storage.list('in', { recursive: true }));
		expect(found.map(({ path, problem }) => [path, problem?.kind, problem?.isFolder])).toEqual([
			['in/a.csv', undefined, undefined],
			['in/link', 'permissionDenied', false],
			['in/lost+found', 'permissionDenied', true],
		]);
	});

	it.each([['names that lead elsewhere', ['../../etc/passwd', '/etc/passwd', 'a\u0000b', 'a\r\nb', '', 'x/y']]])('%s: none comes out as a path', async (_name, names) => {
		const { server, storage } = await serverWith({ endless: (answer) => [...names, `../${answer}`] });
		let count = 0;
		await server.shelf.makeFolder('in');
		for await (const { path, problem } of storage.list('in')) {
			expect(problem).toBeDefined();
			expect(path.slice('in/'.length)).toMatch(/^(?!.*\.\.)[^/\p{Cc}]+$/u);
			if (++count > 20) break;
		}
	});

	it('a listing without end ends with the time of the poll, nobody waits meanwhile, and nothing of it is kept', async () => {
		const server = await startEmbeddedSftp({ endless: (answer) => Array.from({ length: 1_000 }, (_none, index) => `export_${answer}_${index}.csv`) });
		await server.shelf.makeFolder('in');
		const storage = await storageOf(server, server.credential(), AbortSignal.timeout(2_000));
		stops.push(async () => await storage.close(), async () => await server.stop());
		const before = process.memoryUsage().heapUsed;
		const pause = await longestPause(async () => expect((await failure(drain(storage.list('in')))).kind).toBe('cancelled'));
		expect(pause).toBeLessThan(noticeable);
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
	}, 60_000);

	it('says where paths lead, whatever way they are written', async () => {
		const { storage } = await serverWith({});
		const places = await Promise.all(['in', './in', 'in/', '/in', 'in/../in', './/in//.'].map(async (path) => await storage.locate(path)));
		expect(new Set(places)).toEqual(new Set(['/in']));
	});
});

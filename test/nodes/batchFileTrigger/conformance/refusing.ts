import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { startCuttingProxy } from '../../../servers/support/cuttingProxy.ts';
import type { Running } from './describeTrigger.ts';
import { zip } from '../../../fixtures/zip.ts';
import { begun, header, minute, pushRows, users, usersOf, Watch } from './watch.ts';

/** What cannot be read, or may not. */
export function refusing(running: Running): void {
	it('sets aside rows and files that cannot be read, says why, and reads the others', async () => {
		const { shelf } = running();
		const watch = await begun(running());
		const whole = gzipSync(header + pushRows(500));
		await watch.write('a-cut.csv.gz', whole.subarray(0, whole.length / 2), 3 * minute);
		await watch.write('b-ragged.csv', `${header}push_sent,2026-03-01T10:00:00Z\n${pushRows(1, 7)}`, 2 * minute);
		if (shelf.forbid !== undefined) {
			await watch.write('c-forbidden.csv', header + pushRows(1, 8), 2 * minute);
			await shelf.forbid(`${watch.folder}/c-forbidden.csv`);
		}
		await watch.write('d-fine.csv', header + pushRows(1, 9), minute);
		const [items, setAside] = await watch.drain();
		expect(users(items.filter(({ _file }) => (_file as IDataObject).name !== 'a-cut.csv.gz'))).toEqual(['user-7', 'user-9']);
		const problems = Object.fromEntries(setAside.map(({ problem, _file }) => [(_file as IDataObject).name, problem]));
		expect(problems['a-cut.csv.gz']).toMatch(/given up after 1 attempts/);
		expect(problems['b-ragged.csv']).toMatch(/^Line 2 has 2 fields instead of 4/);
		if (shelf.forbid !== undefined) expect(problems['c-forbidden.csv']).toMatch(/given up|cannot be looked at/);
	});

	it('gives out no row of a zip with several files, and all of a zip with one', async () => {
		const watch = await begun(running());
		const large = { name: 'large.csv', content: header + pushRows(3_000) };
		await watch.write('several.zip', zip(large, { name: 'other.csv', content: header + pushRows(1) }), 2 * minute);
		await watch.write('one.zip', zip({ name: 'folder/', content: '' }, large), minute);
		const [items, setAside] = await watch.drain();
		// Where the end of a file cannot be had before its beginning, the second file is met behind the first.
		const before = running().knowsRanges === false ? users(items).length - 3_000 : 0;
		expect(before).toBeLessThan(3_000);
		expect(users(items)).toEqual([...usersOf(before), ...usersOf(3_000)]);
		expect(setAside.map(({ problem }) => problem)).toEqual([expect.stringContaining('The zip holds several files (large.csv, other.csv)')]);
	});

	it('reads a file that is allowed after all', async ({ skip }) => {
		const { shelf } = running();
		if (shelf.forbid === undefined || shelf.allow === undefined) return skip();
		const watch = await begun(running(), { options: { attempts: 5 } });
		await watch.write('push.csv', header + pushRows(1), minute);
		await shelf.forbid(`${watch.folder}/push.csv`);
		const [rows, told] = await watch.drain();
		// Some servers say of what is forbidden that it is not there: then it is told of when it still is not at the next attempt.
		watch.skipPauses();
		const [more, later] = await watch.drain();
		expect([...rows, ...more]).toEqual([]);
		told.push(...later);
		expect(told).toEqual([expect.objectContaining({ problem: expect.stringMatching(/could not be read, and is tried again|cannot be looked at/) })]);
		await shelf.allow(`${watch.folder}/push.csv`);
		watch.skipPauses();
		expect(users((await watch.drain())[0])).toEqual(['user-0']);
	});

	it.each([
		['list nor enter', 0o000],
		['list', 0o311],
		['enter', 0o444],
	])('forgets nothing while it may not %s the folder', async (_what, mode) => {
		const { shelf } = running();
		if (shelf.forbid === undefined || shelf.allow === undefined) return;
		const watch = await begun(running());
		await watch.write('push.csv', header + pushRows(1));
		expect(users((await watch.drain())[0])).toEqual(['user-0']);
		const known = structuredClone(watch.staticData);
		await shelf.forbid(watch.folder, mode);
		await expect(watch.poll()).rejects.toMatchObject({ name: 'NodeApiError', failure: { cause: expect.stringMatching(/-invalid$/) } });
		expect(watch.staticData).toEqual(known);
		await shelf.allow(watch.folder);
		expect(await watch.poll()).toBeNull();
	});

	it('says what stops it in n8n’s words, and changes nothing then', async () => {
		const fixture = running();
		const stranger = new Watch(fixture, {}, fixture.wrongCredential());
		await stranger.write('push.csv', header + pushRows(1));
		const cause = fixture.asksForLogin === false ? 'temporarily-unavailable' : 'credential-invalid';
		await expect(stranger.poll()).rejects.toMatchObject({ name: 'NodeApiError', failure: { cause } });
		expect(stranger.staticData).toEqual({});
		const nobody = await startCuttingProxy(fixture);
		await nobody.stop();
		const away = new Watch(fixture, {}, fixture.credential(nobody.port));
		await expect(away.poll()).rejects.toMatchObject({ name: 'NodeApiError', failure: { cause: 'temporarily-unavailable' } });
	});
}

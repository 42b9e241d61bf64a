import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { collect, failure, read } from './support/conformance.ts';
import { storageOf, type Fixture } from './support/fixture.ts';
import { startPython } from './support/python.ts';

describe('the web on python', () => {
	let fixture: Fixture;
	beforeAll(async () => {
		fixture = await startPython();
	});
	afterAll(async () => await fixture.stop());

	it('is listed without times, and each file says when it changed', async () => {
		await fixture.shelf.write('in/a.csv', 'id,event\n', new Date('2026-11-21T04:05:06Z'));
		await fixture.shelf.write('in/über ☂ 100%.csv', 'x', new Date('2026-11-21T04:05:06Z'));
		await fixture.shelf.write('in/sub/b.csv', 'x');
		const storage = await storageOf(fixture);
		const found = await collect(storage.list('in', { recursive: true }));
		expect(found.map(({ path }) => path)).toEqual(['in/a.csv', 'in/sub/b.csv', 'in/über ☂ 100%.csv']);
		expect(found[0]).toEqual({ path: 'in/a.csv', size: undefined, modifiedAt: undefined, isApproximate: true });
		expect(await storage.stat('in/a.csv')).toEqual({ path: 'in/a.csv', size: 9, modifiedAt: Date.parse('2026-11-21T04:05:06Z') });
		expect((await read(await storage.open({ path: 'in/a.csv' }, 3))).toString()).toBe('event\n');
		await fixture.shelf.write('in/a.csv', 'id,other\n', new Date('2026-11-22T04:05:06Z'));
		expect(await storage.stat('in/a.csv')).toMatchObject({ size: 9, modifiedAt: Date.parse('2026-11-22T04:05:06Z') });
		expect((await failure(storage.delete('in/a.csv'))).kind).toBe('permissionDenied');
	});

	it('shows a page in place of an index where there is one, which is no empty folder', async () => {
		await fixture.shelf.write('site/a.csv', 'x');
		await fixture.shelf.write('site/index.html', '<h1>We will be back soon</h1>');
		const storage = await storageOf(fixture);
		expect((await failure(collect(storage.list('site')))).kind).toBe('protocol');
		await fixture.shelf.remove('site/index.html');
		expect((await collect(storage.list('site'))).map(({ path }) => path)).toEqual(['site/a.csv']);
	});
});

import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const create = { resource: 'appData', operation: 'create', platforms: ['ios'], name: '={{ $json.table }}' };
const remove = { resource: 'appData', operation: 'delete', platforms: ['ios'], table: '={{ $json.table }}' };
const write = { resource: 'appData', operation: 'write', platforms: ['ios'], table: 'matches', key: '={{ $json.key }}', value: '={{ $json.value }}' };
const getMany = { resource: 'appData', operation: 'getAll', platform: 'ios', returnAll: true };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const tables = (platform: 'ios' | 'android' | 'web' = 'ios') => batch.sandbox.state.appData[platform];
const calls = (method: string) => batch.sandbox.state.requests.filter((request) => request.path.includes('app-data') && request.method === method);
const bodies = () => calls('PATCH').map(({ body }) => body as { overwrite: boolean; values: IDataObject });
const createMatches = async (platforms = ['ios']) => await batch.run({ ...create, platforms }, [{ table: 'matches' }]);

describe('App Data → Create, Delete, Get Many', () => {
	it('creates a table in each app, with what was added as options', async () => {
		const options = { description: 'Matches of the day', timeToLive: 30 };
		const { items, error } = await batch.run({ ...create, platforms: ['ios', 'web'], options }, [{ table: 'matches' }]);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ status: 'accepted', table: 'matches', platforms: { iOS: { status: 'accepted' }, Web: { status: 'accepted' } } });
		expect(Object.keys(items[0].json)[0]).toBe('status');
		expect(calls('POST').map(({ body }) => body)).toEqual([{ description: 'Matches of the day', time_to_live: 30 }, { description: 'Matches of the day', time_to_live: 30 }]);
		expect([tables().has('matches'), tables('web').has('matches'), tables('android').has('matches')]).toEqual([true, true, false]);
	});

	it.each([undefined, null, {}, [1], true, 'two words', ''])('refuses the name %j and goes on', async (table) => {
		const { items } = await batch.run(create, [{ table } as IDataObject, { table: 'fine' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('Table Name');
	});

	it('tells which app took it when another did not', async () => {
		await createMatches(['android']);
		const { items } = await createMatches(['ios', 'android']);
		expect(items[0].json).toMatchObject({ status: 'partial', platforms: { iOS: { status: 'accepted' }, Android: { status: 'refused' } } });
	});

	it('creates nothing twice when the answer is lost, also under Retry On Fail', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'app-data' } });
		const { items } = await batch.run(create, [{ table: 'matches' }], { tries: 3, onError: 'continueRegularOutput' });
		expect(calls('POST')).toHaveLength(1);
		expect(items[0].json).toMatchObject({ status: 'unknown', advice: expect.stringContaining('may have been delivered') });
	});

	it('deletes, and goes on when one of the tables does not exist', async () => {
		await createMatches();
		const { items } = await batch.run(remove, [{ table: 'nowhere' }, { table: 'matches' }], { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => [json.deleted, json.table, json.httpCode])).toEqual([[undefined, 'nowhere', 404], [true, 'matches', undefined]]);
		expect(tables().size).toBe(0);
	});

	it('lists the tables of an app', async () => {
		await createMatches();
		const { items } = await batch.run(getMany);
		expect(items.map(({ json }) => [json.name, json.nb_rows])).toEqual([['matches', 0]]);
		const { error } = await batch.run({ ...getMany, platform: '={{ 7 }}' });
		expect(error?.message).toContain('Platform (7)');
	});

	it('shows what would be sent', async () => {
		const { items } = await batch.run({ ...create, options: { previewOnly: true } }, [{ table: 'matches' }]);
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { method: 'POST', path: 'app-data/matches', platform: 'iOS' } });
		expect(calls('POST')).toEqual([]);
	});
});

describe('App Data → Write', () => {
	beforeEach(async () => {
		await createMatches();
	});

	it('writes keys and texts in one call, the later of one key over the earlier', async () => {
		const { items, error } = await batch.run(write, [{ key: 'a', value: '1:0' }, { key: 'b', value: 7 }, { key: 'a', value: ' 2:0 ' }]);
		expect(error).toBeUndefined();
		expect(bodies()).toEqual([{ overwrite: false, values: { a: ' 2:0 ', b: '7' } }]);
		expect(items.map(({ json }) => json)).toEqual(['a', 'b', 'a'].map((key) => ({ status: 'accepted', table: 'matches', key, platforms: { iOS: 'accepted' } })));
	});

	it('refuses an empty value, deletes the key or writes an empty text, as chosen', async () => {
		const rows = [{ key: 'a', value: null }, { key: 'b', value: 'x' }];
		const refused = await batch.run(write, rows);
		expect(refused.items[0].json.error).toContain('Value (empty) must not be empty; Empty Value says');
		await batch.run({ ...write, emptyValue: 'delete' }, rows);
		await batch.run({ ...write, emptyValue: 'write' }, rows);
		expect(bodies().map(({ values }) => values)).toEqual([{ b: 'x' }, { a: null, b: 'x' }, { a: '', b: 'x' }]);
	});

	it.each([{}, [1], true, 1e21])('refuses the value %j and goes on', async (value) => {
		const { items } = await batch.run(write, [{ key: 'a', value } as IDataObject, { key: 'b', value: 'x' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('Value');
	});

	it.each([undefined, null, {}, [1], ''])('refuses the key %j and goes on', async (key) => {
		const { items } = await batch.run(write, [{ key, value: 'x' } as IDataObject, { key: 'b', value: 'x' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('Key');
	});

	it('replaces all values in one call', async () => {
		await batch.run(write, [{ key: 'old', value: 'x' }]);
		// The last takes the place of the first: of one key there is one value.
		const rows = Array.from({ length: 10_001 }, (_unused, index) => ({ key: `k-${index % 10_000}`, value: String(index) }));
		const { items } = await batch.run({ ...write, overwrite: true }, rows);
		expect(bodies().slice(1).map(({ overwrite, values }) => [overwrite, Object.keys(values).length])).toEqual([[true, 10_000]]);
		expect(items.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(tables().get('matches')?.values.size).toBe(10_000);
		expect(tables().get('matches')?.values.has('old')).toBe(false);
	});

	it('replaces nothing by more values than one call takes: what a second adds could go with what the first replaces', async () => {
		await batch.run(write, [{ key: 'old', value: 'x' }]);
		const rows = Array.from({ length: 10_001 }, (_unused, index) => ({ key: `k-${index}`, value: String(index) }));
		const { error } = await batch.run({ ...write, overwrite: true }, rows);
		expect(error?.message).toContain('Replace All Values (10001 values of a table) takes at most 10000 values');
		expect(bodies()).toHaveLength(1);
		expect([...(tables().get('matches')?.values.keys() ?? [])]).toEqual(['old']);
	});

	it('replaces nothing when a row is wrong: what it held would be deleted', async () => {
		const { error } = await batch.run({ ...write, overwrite: true }, [{ key: 'a', value: 'x' }, { key: '', value: 'y' }]);
		expect(error?.description).toContain('sends nothing unless every row is right');
		expect(bodies()).toEqual([]);
	});

	it('cannot delete a key where all values are replaced', async () => {
		const { error } = await batch.run({ ...write, overwrite: true, emptyValue: 'delete' }, [{ key: 'a', value: '' }]);
		expect(error?.message).toContain('leave the row out');
	});

	it('replaces by all or nothing: a call that is refused is not cut into halves', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { path: 'app-data', nth: 1 } });
		const rows = Array.from({ length: 10 }, (_unused, index) => ({ key: `k-${index}`, value: 'x' }));
		const { error } = await batch.run({ ...write, overwrite: true }, rows);
		expect(error).toBeDefined();
		expect(bodies()).toHaveLength(1);
	});

	it('names the table that does not exist, and goes on with the other', async () => {
		const { items } = await batch.run({ ...write, table: '={{ $json.into }}' }, [{ key: 'a', value: 'x', into: 'nowhere' }, { key: 'b', value: 'x', into: 'matches' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
	});
});

import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const create = { resource: 'catalog', operation: 'create', name: 'articles' };
const update = { resource: 'catalog', operation: 'update', catalog: 'articles' };
const remove = { resource: 'catalog', operation: 'delete', catalog: '={{ $json.name }}' };
const get = { resource: 'catalog', operation: 'get', catalog: '={{ $json.name }}' };
const getMany = { resource: 'catalog', operation: 'getAll' };
const edit = { resource: 'catalog', operation: 'editItems', catalog: 'articles', itemId: '={{ $json.id }}' };
const fields = { field: [{ name: 'title', type: 'string' }, { name: 'published_at', type: 'date' }, { name: 'tags', type: 'array' }] };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const calls = (path: string) => batch.calls(`catalogs/${path}`);
const catalog = () => batch.sandbox.state.catalogs.get('articles');
const createArticles = async () => await batch.run({ ...create, fields });

describe('Catalog → Create, Update, Delete, Get, Get Many', () => {
	it('creates a catalog with its fields', async () => {
		const { items, error } = await createArticles();
		expect(error).toBeUndefined();
		expect(calls('create')[0].body).toEqual({ name: 'articles', fields: fields.field });
		expect(items).toEqual([{ json: { status: 'accepted', catalog: 'articles', fields: fields.field }, pairedItem: { item: 0 } }]);
	});

	it.each([
		[{ field: [] }, 'must be 1 to 25 fields'],
		[{ field: Array.from({ length: 26 }, (_unused, index) => ({ name: `f_${index}`, type: 'string' })) }, 'must be 1 to 25 fields'],
		[{ field: [{ name: 'Title', type: 'string' }] }, 'must be 1 to 250 lowercase letters'],
		[{ field: [{ name: 'title', type: 'text' }] }, 'Fields: Type'],
		[{ field: [{ name: 'title', type: 'string' }, { name: 'title', type: 'url' }] }, 'is given twice'],
	])('refuses the fields %j, naming the rule', async (wrong, rule) => {
		const { error } = await batch.run({ ...create, fields: wrong });
		expect(error?.message).toContain('Fields');
		expect(error?.message).toContain(rule);
		expect(calls('create')).toEqual([]);
	});

	it.each(['={{ undefined }}', '={{ null }}', '={{ {} }}', '={{ [1] }}', '={{ true }}'])('refuses the name %s', async (name) => {
		const { error } = await batch.run({ ...create, name, fields });
		expect(error?.message).toMatch(/^Name \(.*\) must/);
		expect(calls('create')).toEqual([]);
	});

	it('says “unknown” when the answer to a creation is lost, and does not create again, also under Retry On Fail', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'catalogs/create' } });
		const { items, error } = await batch.run({ ...create, fields }, [{}], { tries: 3, onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(calls('create')).toHaveLength(1);
		expect(items[0].json).toMatchObject({ status: 'unknown', catalog: 'articles', advice: expect.stringContaining('may have been delivered') });
	});

	it('adds and removes fields', async () => {
		await createArticles();
		const { items } = await batch.run({ ...update, fields: { field: [{ name: 'price', type: 'float' }] }, fieldsToRemove: 'tags' });
		expect(calls('update')[0].body).toEqual({ name: 'articles', fields: [{ action: 'remove', name: 'tags' }, { action: 'add', name: 'price', type: 'float' }] });
		expect(items[0].json).toEqual({ status: 'accepted', catalog: 'articles', added: ['price'], removed: ['tags'] });
		expect(catalog()?.fields.map(({ name }) => name)).toEqual(['title', 'published_at', 'price']);
	});

	it.each([
		[{}, 'must hold a field'],
		[{ fieldsToRemove: 'Tags' }, 'must be 1 to 250 lowercase'],
		[{ fieldsToRemove: 'price', fields: { field: [{ name: 'price', type: 'float' }] } }, 'is among Fields to Add'],
	])('refuses the update %j', async (wrong, rule) => {
		const { error } = await batch.run({ ...update, ...wrong });
		expect(error?.message).toContain(rule);
		expect(calls('update')).toEqual([]);
	});

	it('deletes, and goes on when one of the catalogs does not exist', async () => {
		await createArticles();
		const { items } = await batch.run(remove, [{ name: 'nowhere' }, { name: 'articles' }], { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => [json.status, json.deleted, json.catalog])).toEqual([['refused', undefined, 'nowhere'], [undefined, true, 'articles']]);
		expect(items[0].json).toMatchObject({ httpCode: 404, advice: expect.stringContaining('Check its name') });
		expect(catalog()).toBeUndefined();
	});

	it('gets a catalog as Batch has it, by the name of a locator, too', async () => {
		await createArticles();
		const { items } = await batch.run({ ...get, catalog: { __rl: true, mode: 'list', value: 'articles' } });
		expect(items[0].json).toMatchObject({ name: 'articles', items: 0, fields: fields.field });
		expect(calls('view')[0].query).toEqual({ name: 'articles' });
		const { error } = await batch.run(get, [{ name: null }]);
		expect(error?.message).toContain('Catalog (empty) must be chosen');
	});

	it('lists catalogs up to the limit', async () => {
		await createArticles();
		await batch.run({ ...create, name: 'offers', fields });
		const all = await batch.run({ ...getMany, returnAll: true });
		expect(all.items.map(({ json }) => json.name)).toEqual(['articles', 'offers']);
		const one = await batch.run({ ...getMany, returnAll: false, limit: 1 });
		expect(one.items).toHaveLength(1);
	});

	it('shows what would be sent without a credential', async () => {
		const { items } = await batch.run({ ...create, fields, options: { previewOnly: true } }, [{}], { credential: { restApiKey: '', projectKey: 'x' } });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { method: 'POST', path: 'catalogs/create', body: { name: 'articles' } } });
		expect(calls('create')).toEqual([]);
	});
});

describe('Catalog → Edit Items', () => {
	beforeEach(async () => {
		await createArticles();
	});
	const edited = () => calls('items/edit').map(({ body }) => (body as { items: IDataObject[] }).items);

	it('sends every incoming field under its own key, never wrapped, and leaves out what cannot be sent', async () => {
		const row = { id: 'a', title: 'Spring', published_at: '2026-01-10T09:30:00Z', 'url(link)': 'https://example.org', tags: ['sale'], Note: 'x', empty: '', odd: { a: 1 } };
		const { items, error } = await batch.run(edit, [row]);
		expect(error).toBeUndefined();
		const attributes = { title: 'Spring', published_at: '2026-01-10T09:30:00Z', 'url(link)': 'https://example.org', tags: ['sale'] };
		expect(edited()).toEqual([[{ id: 'a', action: 'add', attributes }]]);
		expect(items[0].json).toMatchObject({ status: 'accepted', catalog: 'articles', itemId: 'a', leftOut: ['Note', 'empty', 'odd'], indexingToken: expect.any(String) });
	});

	it('refuses instead where that was chosen, naming field and rule', async () => {
		const strict = { ...edit, emptyFields: 'refuse', namesNotAllowed: 'refuse', valuesNotTaken: 'refuse' };
		const rows = [{ id: 'a', title: '' }, { id: 'b', Title: 'x' }, { id: 'c', title: { a: 1 } }, { id: 'd', tags: ['x'.repeat(65)] }, { id: 'e', title: 'fine' }];
		const { items } = await batch.run(strict, rows);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'refused', 'refused', 'refused', 'accepted']);
		expect(items.slice(0, 4).map(({ json }) => json.error)).toEqual([
			expect.stringContaining('Attribute title (empty) must not be empty'),
			expect.stringContaining('Attribute name (Title) must be lowercase'),
			expect.stringContaining('must be a text, a number'),
			expect.stringContaining('must be at most 15 texts'),
		]);
		expect(edited()).toHaveLength(1);
	});

	it('takes fields that are named by hand with their types, and JSON as it is', async () => {
		const attribute = [
			{ name: 'title', type: 'text', text: '42' },
			{ name: 'date(published_at)', type: 'date', date: '2026-01-10T09:30:00' },
			{ name: 'tags', type: 'textList', texts: 'a, b' },
		];
		await batch.run({ ...edit, attributesFrom: 'fields', attributes: { attribute } }, [{ id: 'a' }]);
		await batch.run({ ...edit, attributesFrom: 'json', attributesJson: '={{ $json.attributes }}' }, [{ id: 'b', attributes: { title: '', 'date(published_at)': 1_768_037_400 } }]);
		expect(edited()).toEqual([
			[{ id: 'a', action: 'add', attributes: { title: '42', 'date(published_at)': '2026-01-10T08:30:00.000Z', tags: ['a', 'b'] } }],
			[{ id: 'b', action: 'add', attributes: { title: '', 'date(published_at)': 1_768_037_400 } }],
		]);
	});

	it('puts 200 items into a call, and paces them', async () => {
		const rows = Array.from({ length: 450 }, (_unused, index) => ({ id: `a-${index}`, title: `Title ${index}` }));
		const { items } = await batch.run(edit, rows);
		expect(edited().map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([50, 200, 200]);
		expect(items.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(catalog()?.items.size).toBe(450);
		expect(batch.sandbox.state.requests.filter(({ status }) => status === 429)).toEqual([]);
	});

	it('keeps two edits of one item in their order, in calls of their own', async () => {
		await batch.run(edit, [{ id: 'a', title: 'old' }, { id: 'a', title: 'new' }, { id: 'a', title: 'new' }]);
		expect(edited().map((items) => items.map(({ attributes }) => (attributes as IDataObject).title))).toEqual([['old'], ['new']]);
		expect(catalog()?.items.get('a')).toEqual({ title: 'new' });
	});

	it('waits until every call is applied, and says pending when the time is up', async () => {
		batch.sandbox.state.indexing.afterViews = 2;
		const waiting = { ...edit, wait: true, waitAtMost: 20 };
		const applied = await batch.run(waiting, [{ id: 'a', title: 'x' }]);
		expect(applied.items[0].json).toMatchObject({ status: 'accepted', applied: { articles: { items: 1 } } });
		Object.assign(batch.sandbox.state.indexing, { afterViews: 100, afterMilliseconds: 600_000 });
		const late = await batch.run({ ...waiting, waitAtMost: 1 }, [{ id: 'b', title: 'x' }]);
		expect(late.items[0].json).toMatchObject({ status: 'pending', reason: expect.stringContaining('Not applied after 1 seconds'), indexingToken: expect.any(String) });
		const seen = await batch.run({ ...get, options: { indexing: late.items[0].json.indexingToken as string } }, [{ name: 'articles' }]);
		expect(seen.items[0].json).toMatchObject({ indexing_state: 'IN_PROGRESS' });
	});

	it('takes another action from Additional Fields, and refuses an item without one', async () => {
		const other = { ...edit, itemAction: 'additional', options: { additionalJson: '={{ $json.more }}' } };
		const { items } = await batch.run(other, [{ id: 'a', more: { action: 'remove' } }, { id: 'b', more: {} }]);
		expect(edited()).toEqual([[expect.objectContaining({ id: 'a', action: 'remove' })]]);
		expect(items[1].json.error).toContain('must give the “action” of the item');
		const { error } = await batch.run({ ...edit, options: { additionalJson: '{"action":"remove"}' } }, [{ id: 'a', title: 'x' }]);
		expect(error?.message).toContain('is set by a field of the node already');
	});

	it.each(['={{ undefined }}', '={{ null }}', '={{ {} }}', '={{ [1] }}', '={{ true }}'])('refuses the id %s and goes on', async (wrong) => {
		const { items } = await batch.run({ ...edit, itemId: `={{ $json.title === "bad" ? ${wrong.slice(4, -3)} : $json.id }}` }, [{ id: 'a', title: 'bad' }, { id: 'b', title: 'good' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('Item ID');
	});

	it('names the catalog that does not exist, and goes on with the other', async () => {
		const { items } = await batch.run({ ...edit, catalog: '={{ $json.into }}', fieldsToLeaveOut: 'into' }, [{ id: 'a', title: 'x', into: 'nowhere' }, { id: 'b', title: 'x', into: 'articles' }]);
		expect(items.map(({ json }) => [json.status, json.catalog])).toEqual([['refused', 'nowhere'], ['accepted', 'articles']]);
	});

	it('repeats a call whose answer was lost: adding an item twice does no harm', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'items/edit' } });
		const { items } = await batch.run(edit, [{ id: 'a', title: 'x' }]);
		expect(items[0].json.status).toBe('accepted');
		expect(calls('items/edit')).toHaveLength(2);
	});
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { INodeParameters } from 'n8n-workflow';
import { BatchUnderTest, batchCredential } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';
import { searchList } from '../harness/editor.ts';

const create = { resource: 'audience', operation: 'create', name: '={{ $json.name }}' };
const get = { resource: 'audience', operation: 'get', audience: { __rl: true, mode: 'name', value: '={{ $json.name }}' } };
const getMany = { resource: 'audience', operation: 'getAll' };
const remove = { resource: 'audience', operation: 'delete', audience: { __rl: true, mode: 'name', value: '={{ $json.name }}' } };
const inApp = { api: 'app', idType: 'custom_ids', platforms: ['ios'], platform: 'ios' };
const installations = { api: 'app', idType: 'install_ids', platform: 'android' };

let batch: BatchUnderTest;
beforeEach(async () => {
	batch = await BatchUnderTest.start();
});
afterEach(async () => await batch.stop());

const wrongNames = ['={{ undefined }}', '={{ null }}', '={{ {a: 1} }}', '={{ ["a"] }}', 'two words', 'é', 'x'.repeat(256)];

describe('Audience → Create', () => {
	it('creates one of the project', async () => {
		const options = { displayName: 'VIP readers', additionalJson: '{}' };
		const { items, error } = await batch.run({ ...create, options }, [{ name: 'vip' }]);
		expect(error).toBeUndefined();
		expect(batch.calls('audiences/create')[0].body).toEqual({ name: 'vip', type: 'custom_ids', display_name: 'VIP readers' });
		expect(items[0].json).toEqual({ status: 'accepted', name: 'vip', indexingToken: expect.any(String) });
	});

	it('creates one in each app for custom ids, by version 1.0', async () => {
		const { items } = await batch.run({ ...create, ...inApp, platforms: ['ios', 'web'], options: { description: 'VIPs' } }, [{ name: 'vip' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', name: 'vip', platforms: { iOS: { status: 'accepted' }, Web: { status: 'accepted' } } });
		for (const platform of ['ios', 'web'] as const) {
			expect(batch.sandbox.state.customAudiences[platform]['1.0'].get('vip')).toMatchObject({ type: 'custom_ids', description: 'VIPs' });
		}
	});

	it('creates one of installations by version 1.1, without a type', async () => {
		await batch.run({ ...create, ...installations }, [{ name: 'phones' }]);
		expect(batch.sandbox.state.customAudiences.android['1.1'].has('phones')).toBe(true);
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('says that a name exists already, and goes on with the others', async () => {
		const { items } = await batch.run({ ...create, ...inApp }, [{ name: 'ios_audience_1' }, { name: 'new' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('exists already');
	});

	it('tells which app has the name already, and creates it in the others', async () => {
		const { items } = await batch.run({ ...create, ...inApp, platforms: ['ios', 'android', 'web'] }, [{ name: 'android_audience_1' }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({
			status: 'partial',
			name: 'android_audience_1',
			platforms: { iOS: { status: 'accepted' }, Android: { status: 'refused', reason: 'Name (android_audience_1) exists already' }, Web: { status: 'accepted' } },
			error: 'Name (android_audience_1) exists already',
		});
		expect(batch.sandbox.state.customAudiences.web['1.0'].has('android_audience_1')).toBe(true);
	});

	it('says first what became of it', async () => {
		const { items } = await batch.run({ ...create, ...inApp }, [{ name: 'new' }]);
		expect(Object.keys(items[0].json)).toEqual(['status', 'name', 'platforms']);
	});

	it('uses the one that is there when it may', async () => {
		const { items } = await batch.run({ ...create, ...inApp, options: { ifExists: 'use' } }, [{ name: 'ios_audience_1' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', platforms: { iOS: { existed: true } } });
	});

	it.each(wrongNames)('refuses the name %s', async (name) => {
		const { error } = await batch.run({ ...create, name });
		expect(error?.message).toContain('Name (');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('does not create a second time after a lost answer, and says how to look', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { method: 'POST' } });
		const { items } = await batch.run({ ...create, ...inApp }, [{ name: 'new' }], { onError: 'continueRegularOutput', tries: 3 });
		expect(items[0].json).toMatchObject({ status: 'unknown', advice: expect.stringContaining('Audience → Get') });
		expect(batch.calls('custom-audience/new')).toHaveLength(1);
	});

	it('creates nothing twice when n8n tries again', async () => {
		const { items } = await batch.run({ ...create, ...inApp }, [{ name: 'not allowed' }, { name: 'new' }], { tries: 3 });
		expect(items[1].json).toMatchObject({ status: 'accepted' });
		expect(batch.calls('custom-audience/new')).toHaveLength(1);
	});

	it('shows what would be sent, without a credential', async () => {
		const { items } = await executeNode({ parameters: { ...create, options: { previewOnly: true } }, items: [{ name: 'vip' }], credentials: {} });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { method: 'POST', path: 'audiences/create', body: { name: 'vip' } } });
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it.each(['true', 'Yes', 1])('takes %j for a preview', async (previewOnly) => {
		const { items } = await batch.run({ ...create, options: { previewOnly } }, [{ name: 'vip' }]);
		expect(items[0].json).toMatchObject({ status: 'preview' });
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it.each(['maybe', 2, ['true'], '={{ {} }}'])('sends nothing when %j says whether to preview', async (previewOnly) => {
		const { error } = await batch.run({ ...create, options: { previewOnly } } as INodeParameters, [{ name: 'vip' }]);
		expect(error?.message).toMatch(/^Preview Only .*must be true or false/);
		expect(batch.sandbox.state.requests).toEqual([]);
	});
});

describe('Audience → Get', () => {
	it('gives one of an app as Batch has it', async () => {
		const { items } = await batch.run({ ...get, ...inApp }, [{ name: 'ios_audience_2' }]);
		expect(items[0].json).toMatchObject({ name: 'ios_audience_2', type: 'custom_ids', nb_ids: 20, indexing_state: 'APPLIED' });
	});

	it('gives one of the project, by the change that is asked for', async () => {
		batch.sandbox.state.indexing.afterViews = 5;
		const [{ json }] = (await batch.run({ ...create, name: 'vip' })).items;
		const { items } = await batch.run({ ...get, options: { indexing: json.indexingToken } } as INodeParameters, [{ name: 'vip' }]);
		expect(items[0].json).toMatchObject({ name: 'vip', indexing_state: 'IN_PROGRESS' });
		expect(batch.calls('audiences/view')[0].query).toMatchObject({ indexing_token: json.indexingToken });
	});

	it('says of one that is not there so, and gives the others', async () => {
		const { items } = await batch.run({ ...get, ...installations }, [{ name: 'android_installations_1' }, { name: 'none' }, { name: 'android_installations_2' }]);
		expect(items.map(({ json }) => json.status ?? json.name)).toEqual(['android_installations_1', 'refused', 'android_installations_2']);
	});

	it.each(wrongNames)('refuses the name %s', async (value) => {
		const { error } = await batch.run({ ...get, ...inApp, audience: { __rl: true, mode: 'name', value } });
		expect(error?.message).toContain('Audience (');
		expect(batch.sandbox.state.requests).toEqual([]);
	});
});

describe('Audience → Get Many', () => {
	it('gives those of an app, page after page', async () => {
		const { items } = await batch.run({ ...getMany, ...inApp, returnAll: true });
		expect(items).toHaveLength(12);
	});

	it('gives those of the project', async () => {
		await batch.run({ ...create, name: 'vip' });
		const { items } = await batch.run({ ...getMany, returnAll: false, limit: 1 });
		expect(items.map(({ json }) => json.name)).toEqual(['vip']);
	});
});

describe('Audience → Delete', () => {
	it('deletes one of an app', async () => {
		const { items } = await batch.run({ ...remove, ...installations }, [{ name: 'android_installations_1' }]);
		expect(items[0].json).toEqual({ deleted: true, audience: 'android_installations_1', platform: 'Android' });
		expect(batch.sandbox.state.customAudiences.android['1.1'].has('android_installations_1')).toBe(false);
	});

	it('deletes one of the project, and says of one that is not there so', async () => {
		await batch.run({ ...create, name: 'vip' });
		const { items } = await batch.run(remove, [{ name: 'vip' }, { name: 'none' }]);
		expect(items[0].json).toEqual({ deleted: true, audience: 'vip', indexingToken: expect.any(String) });
		expect(items[1].json).toMatchObject({ status: 'refused', httpCode: 404 });
	});

	it('says of a lost answer that it may have been deleted', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { method: 'DELETE' } });
		const { items } = await batch.run({ ...remove, ...inApp }, [{ name: 'ios_audience_1' }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'unknown' });
	});
});

describe('the list of audiences', () => {
	const list = async (parameters: INodeParameters, filter?: string) => {
		const credentials = { batchApi: batchCredential(batch.sandbox) };
		const { results } = await searchList({ method: 'searchAudiences', parameters: { resource: 'audience', ...parameters }, credentials, filter });
		return results;
	};

	it('offers those of the project, and none of an app', async () => {
		await batch.run({ ...create, name: 'vip', options: { displayName: 'VIP readers' } });
		const results = await list({ operation: 'get' });
		expect(results).toEqual([{ name: expect.stringMatching(/^VIP readers \(vip\) · 0 members · \d{4}-\d\d-\d\d$/), value: 'vip' }]);
	});

	it('offers those of the chosen app and kind of id', async () => {
		expect(await list({ operation: 'get', ...inApp })).toHaveLength(12);
		expect(await list({ operation: 'get', ...inApp, idType: 'advertising_ids' })).toEqual([]);
		const installed = await list({ operation: 'updateMembers', ...installations });
		expect(installed.map(({ value }) => value)).toEqual(['android_installations_3', 'android_installations_2', 'android_installations_1']);
		expect((await list({ operation: 'replaceMembers', ...inApp })).map(({ value }) => value)).toEqual(['ios_installations_3', 'ios_installations_2', 'ios_installations_1']);
	});

	it('finds by a part of the name', async () => {
		expect((await list({ operation: 'get', ...inApp }, 'AUDIENCE_12')).map(({ value }) => value)).toEqual(['ios_audience_12']);
	});
});

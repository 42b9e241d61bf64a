import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IDataObject } from 'n8n-workflow';
import { BatchUnderTest } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

const update = { resource: 'audience', operation: 'updateMembers', memberId: '={{ $json.id }}', audience: { __rl: true, mode: 'name', value: 'ios_audience_1' } };
const inApp = { api: 'app', idType: 'custom_ids', platforms: ['ios'] };
const installations = { api: 'app', idType: 'install_ids', platform: 'ios', audience: { __rl: true, mode: 'name', value: 'ios_installations_1' } };
const replace = { ...update, resource: 'audience', operation: 'replaceMembers', ...installations };

let batch: BatchUnderTest;
beforeEach(async () => {
	batch = await BatchUnderTest.start();
});
afterEach(async () => await batch.stop());

const members = (name: string, version: '1.0' | '1.1' = '1.0', platform: 'ios' | 'android' | 'web' = 'ios') =>
	[...(batch.sandbox.state.customAudiences[platform][version].get(name)?.members.keys() ?? [])];
const people = (count: number, from = 0) => Array.from({ length: count }, (_unused, index) => ({ id: `reader-${from + index}` }));
const updates = () => batch.sandbox.state.requests.filter(({ method }) => method === 'PATCH' || method === 'PUT' || method === 'POST');
const reportOf = (items: Array<{ json: IDataObject }>) => (items[0].json.audiences as IDataObject[])[0];

async function newAudience(name: string): Promise<void> {
	await batch.run({ resource: 'audience', operation: 'create', name });
}

describe('Audience → Update Members', () => {
	it('adds and removes by a field of each item, in one call, and counts', async () => {
		const parameters = { ...update, ...inApp, change: 'field', changeField: 'status', wordsToAdd: 'in, true', wordsToRemove: 'out,false' };
		const rows = [
			{ id: 'a', status: 'IN' },
			{ id: 'sample-1', status: false },
			{ id: 'b', status: 'maybe' },
			{ id: 'a', status: true },
			{ id: '', status: 'in' },
			{ id: 'undefined', status: 'in' },
		];
		const { items, hints } = await batch.run(parameters, rows);
		expect(updates()[0].body).toEqual({ type: 'custom_ids', ids: [{ action: 'add', id: 'a' }, { action: 'remove', id: 'sample-1' }] });
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'refused', 'accepted', 'refused', 'refused']);
		expect(items[1].json).toMatchObject({ audience: 'ios_audience_1', memberId: 'sample-1', action: 'remove', indexingTokens: { iOS: expect.any(String) } });
		expect(items[2].json.error).toContain('Field status (maybe) must be one of: in, true, out, false');
		expect(reportOf(items)).toEqual({ audience: 'ios_audience_1', platform: 'iOS', state: 'accepted', sent: 3, unique: 2, duplicates: 1, added: 1, removed: 1, refused: 3 });
		expect(hints.map(({ message }) => message).join(' ')).toContain('3 sent, 2 unique, 1 duplicates');
		expect(members('ios_audience_1')).toContain('a');
		expect(members('ios_audience_1')).not.toContain('sample-1');
	});

	it('lets the last of several changes of one member count', async () => {
		const rows = [{ id: 'a', do: 'add' }, { id: 'a', do: 'remove' }];
		await batch.run({ ...update, ...inApp, change: '={{ $json.do }}' }, rows);
		expect(updates()[0].body).toMatchObject({ ids: [{ action: 'remove', id: 'a' }] });
	});

	it('goes to each app for custom ids, and says so of each', async () => {
		const audience = { __rl: true, mode: 'name', value: 'shared' };
		await batch.run({ resource: 'audience', operation: 'create', ...inApp, platforms: ['ios', 'web'], name: 'shared' });
		const { items } = await batch.run({ ...update, ...inApp, platforms: ['ios', 'web'], audience }, people(2));
		expect(items[0].json).toMatchObject({ status: 'accepted', platforms: { iOS: 'accepted', Web: 'accepted' } });
		expect((items[0].json.audiences as IDataObject[]).map(({ platform }) => platform)).toEqual(['iOS', 'Web']);
		expect(members('shared', '1.0', 'web')).toEqual(['reader-0', 'reader-1']);
	});

	it('waits once until all is applied, and says how many members there are', async () => {
		batch.sandbox.state.indexing.afterViews = 1;
		const { items } = await batch.run({ ...update, ...inApp, wait: true }, people(3));
		expect(reportOf(items)).toMatchObject({ state: 'applied', members: 13 });
		const looks = batch.sandbox.state.requests.filter(({ method }) => method === 'GET');
		expect(looks).toHaveLength(2);
	});

	it('says pending, with the token to go on by, when the time is up', async () => {
		Object.assign(batch.sandbox.state.indexing, { afterViews: 100, afterMilliseconds: 100_000 });
		const { items, error } = await batch.run({ ...update, ...inApp, wait: true, waitAtMost: 1 }, people(1));
		expect(error).toBeUndefined();
		const { iOS: token } = items[0].json.indexingTokens as IDataObject;
		expect(items[0].json).toMatchObject({ status: 'pending', reason: expect.stringContaining(String(token)) });
		expect(reportOf(items)).toMatchObject({ state: 'pending' });
	});

	it('sends attributes and tags of installations by version 1.1', async () => {
		const attributes = { attribute: [{ name: 'score', type: 'integer', number: '={{ $json.score }}' }, { name: 'since', type: 'date', date: '2026-01-10T09:30:00Z' }] };
		await batch.run({ ...update, ...installations, attributesFrom: 'fields', attributes, options: { tags: 'vip, new' } }, [{ id: 'i', score: 7 }]);
		expect(updates()[0].body).toEqual({
			ids: [{ action: 'add', id: 'i', attributes: { score: 7, 'date(since)': '2026-01-10T09:30:00' }, tags: ['vip', 'new'] }],
		});
	});

	it('takes attributes of the project from all fields but those that say who and what', async () => {
		await newAudience('vip');
		const audience = { __rl: true, mode: 'name', value: 'vip' };
		const parameters = { ...update, api: 'project', audience, change: 'field', changeField: 'status', attributesFrom: 'incoming' };
		const { items } = await batch.run(parameters, [{ id: 'a', status: 'add', plan: 'gold' }]);
		expect(batch.calls('audiences/update')[0].body).toEqual({ name: 'vip', ids: [{ action: 'add', id: 'a', attributes: { plan: 'gold' } }] });
		expect(items[0].json).toMatchObject({ status: 'accepted', indexingToken: expect.any(String) });
	});

	it('refuses a member with more attributes than Batch takes, and sends the others', async () => {
		await newAudience('vip');
		const audience = { __rl: true, mode: 'name', value: 'vip' };
		const many = Object.fromEntries(Array.from({ length: 16 }, (_unused, index) => [`a${index}`, index]));
		const { items } = await batch.run({ ...update, api: 'project', audience, attributesFrom: 'json', attributesJson: '={{ $json.attributes }}' }, [
			{ id: 'a', attributes: many },
			{ id: 'b', attributes: { a: 1 } },
		]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('at most 15 a member');
	});

	it('writes advertising ids in the case that is chosen, and never custom ids', async () => {
		const audience = { __rl: true, mode: 'name', value: 'ads' };
		await batch.run({ resource: 'audience', operation: 'create', ...inApp, idType: 'advertising_ids', platform: 'ios', name: 'ads' });
		const options = { idCase: 'upper' };
		await batch.run({ ...update, ...inApp, idType: 'advertising_ids', platform: 'ios', audience, options }, [{ id: 'ab-cd' }]);
		expect(members('ads')).toEqual(['AB-CD']);
		await batch.run({ ...update, ...inApp, options }, [{ id: 'MiXed' }]);
		expect(members('ios_audience_1')).toContain('MiXed');
	});

	it('says of an audience that is not there so, and changes the others', async () => {
		const audience = { __rl: true, mode: 'name', value: '={{ $json.audience }}' };
		const rows = [{ id: 'a', audience: 'none' }, { id: 'b', audience: 'ios_audience_1' }, { id: 'c', audience: 'ios_audience_2' }];
		const { items } = await batch.run({ ...update, ...inApp, audience }, rows);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted', 'accepted']);
		expect(items[0].json.error).toContain("no audience 'none'");
		expect(members('ios_audience_2')).toContain('c');
	});

	it.each(['={{ undefined }}', '={{ null }}', '={{ {a: 1} }}', '={{ ["a", "b"] }}', '={{ true }}', '={{ 1e21 }}'])('refuses the member id %s', async (memberId) => {
		const { error } = await batch.run({ ...update, ...inApp, memberId });
		expect(error?.message).toContain('Member ID (');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it.each(['={{ undefined }}', '={{ 5 }}', 'delete', '={{ ["add"] }}'])('refuses the action %s', async (change) => {
		const { error } = await batch.run({ ...update, ...inApp, change }, people(1));
		expect(error?.message).toContain('Action (');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('makes calls of ten thousand', async () => {
		const { items } = await batch.run({ ...update, ...inApp }, people(20_001));
		expect(updates().map(({ body }) => (body as { ids: unknown[] }).ids.length).sort()).toEqual([1, 10_000, 10_000].sort());
		expect(items).toHaveLength(20_001);
		expect(members('ios_audience_1')).toHaveLength(20_011);
	});

	it('waits between calls that say different things of one member', async () => {
		// Without waiting the removal would be carried out before the addition.
		batch.sandbox.state.indexing.delays = [2_500, 0, 0];
		const rows = [...people(10_000).map((row) => ({ ...row, do: 'add' })), { id: 'reader-0', do: 'remove' }];
		const { items } = await batch.run({ ...update, ...inApp, change: '={{ $json.do }}', wait: true }, rows);
		expect(reportOf(items)).toMatchObject({ state: 'applied', members: 10_009 });
		expect(members('ios_audience_1')).not.toContain('reader-0');
	});

	it('shows what would be sent, without a credential', async () => {
		const { items } = await executeNode({ parameters: { ...update, options: { previewOnly: true } }, items: people(5), credentials: {} });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: [{ method: 'POST', path: 'audiences/update', elements: 5 }] });
		expect(batch.sandbox.state.requests).toEqual([]);
	});
});

describe('Audience → Replace Members', () => {
	it('replaces all members in one call, and waits until that is applied', async () => {
		const { items, error } = await batch.run(replace, [...people(8), { id: 'reader-0' }]);
		expect(error).toBeUndefined();
		expect(members('ios_installations_1', '1.1')).toEqual(people(8).map(({ id }) => id));
		expect(reportOf(items)).toMatchObject({ state: 'applied', sent: 9, unique: 8, duplicates: 1, added: 8, removed: 0, refused: 0, members: 8 });
		expect(items[0].json).toMatchObject({ status: 'accepted', indexingTokens: { iOS: expect.any(String) } });
	});

	it('replaces with the first portion, and adds the rest once that is applied', async () => {
		Object.assign(batch.sandbox.state.indexing, { late: true, delays: [1_200, 900, 0] });
		const { items, error } = await batch.run(replace, people(20_001));
		expect(error).toBeUndefined();
		const order = batch.sandbox.state.requests.map(({ method }) => method).join(' ');
		expect(order).toMatch(/^GET PUT( GET)+ PATCH PATCH( GET)+$/);
		expect(members('ios_installations_1', '1.1')).toHaveLength(20_001);
		expect(reportOf(items)).toMatchObject({ state: 'applied', members: 20_001 });
	});

	it('sends nothing when suddenly most members are missing', async () => {
		const audience = { __rl: true, mode: 'name', value: 'ios_installations_3' };
		const { error } = await batch.run({ ...replace, audience }, people(14));
		expect(error?.message).toContain('14) must be at least 50% of the 30 members it holds');
		expect(updates()).toEqual([]);
		await batch.run({ ...replace, audience, options: { fewestMembers: '0' } }, people(14));
		expect(members('ios_installations_3', '1.1')).toHaveLength(14);
	});

	it.each(['fifty', '-1', '1.5', '120%', '={{ null }}'])('refuses %s for Fewest Members', async (fewestMembers) => {
		const { error } = await batch.run({ ...replace, options: { fewestMembers } }, people(14));
		expect(error?.message).toContain('Fewest Members');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('never empties an audience by an empty input, unless that is allowed', async () => {
		const { error } = await batch.run(replace, [{}]);
		expect(error?.message).toContain('Member ID (empty) must not be empty');
		expect(error?.description).toContain('Allow Empty');
		expect(updates()).toEqual([]);
		const { items } = await batch.run({ ...replace, options: { allowEmpty: true } }, [{}]);
		expect(updates()[0].body).toEqual({ ids: [] });
		expect(reportOf(items)).toMatchObject({ state: 'applied', sent: 0, unique: 0, added: 0, members: 0 });
		expect(members('ios_installations_1', '1.1')).toEqual([]);
	});

	it('leaves out a row without an id although an empty input is allowed', async () => {
		const { items } = await batch.run({ ...replace, options: { allowEmpty: true } }, [...people(8), { id: null }]);
		expect(items.at(-1)?.json).toMatchObject({ status: 'refused' });
		expect(members('ios_installations_1', '1.1')).toHaveLength(8);
	});

	it('takes an item without a field for a row whose ID is missing, where there are others', async () => {
		const { items } = await batch.run({ ...replace, options: { allowEmpty: true } }, [...people(8), {}]);
		expect(items.at(-1)?.json).toMatchObject({ status: 'refused', error: 'Member ID (empty) must not be empty' });
		expect(reportOf(items)).toMatchObject({ sent: 8, refused: 1, members: 8 });
		const { error } = await batch.run({ ...replace, options: { allowEmpty: true } }, [{}, {}]);
		expect(error?.message).toContain('Member ID (empty) must not be empty');
		expect(members('ios_installations_1', '1.1')).toHaveLength(8);
	});

	it('ends with an error when the first portion is not applied in time', async () => {
		Object.assign(batch.sandbox.state.indexing, { late: true, afterViews: 1_000, afterMilliseconds: 100_000 });
		const { error } = await batch.run({ ...replace, waitAtMost: 1 }, people(10_001));
		expect(error?.message).toContain('broken off after 1 of 2 calls');
		expect(error?.description).toContain('starts over');
	});

	it('tells each row of a replacement that was broken off what became of it', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { method: 'PATCH' } });
		const { items } = await batch.run(replace, people(10_001), { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'unknown', error: expect.stringContaining('broken off after 1 of 2 calls') });
		expect(items.at(-1)?.json).toMatchObject({ status: 'refused' });
		expect(reportOf(items)).toMatchObject({ state: 'incomplete' });
	});

	it('starts over when n8n tries again, and ends as the same audience', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { method: 'PATCH' } });
		const { items, error } = await batch.run({ ...replace, options: { fewestMembers: '0' } }, people(10_001), { tries: 2 });
		expect(error).toBeUndefined();
		expect(items.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(members('ios_installations_1', '1.1').toSorted()).toEqual(people(10_001).map(({ id }) => id).toSorted());
	});

	it('says so when somebody else replaced the members meanwhile', async () => {
		await newAudience('vip');
		const audience = { __rl: true, mode: 'name', value: 'vip' };
		Object.assign(batch.sandbox.state.indexing, { late: true, afterMilliseconds: 4_000, afterViews: 1_000 });
		const running = batch.run({ ...replace, api: 'project', audience }, people(3));
		await expect.poll(() => batch.calls('audiences/replace').length, { timeout: 10_000 }).toBe(1);
		const { url, keys } = batch.sandbox;
		batch.sandbox.state.indexing.delays = [0];
		await fetch(`${url}/2.11/audiences/replace`, {
			method: 'POST',
			headers: { authorization: `Bearer ${keys.restApiKey}`, 'x-batch-project': keys.projectKey, 'content-type': 'application/json' },
			body: JSON.stringify({ name: 'vip', ids: [{ id: 'somebody' }] }),
		});
		const { error } = await running;
		expect(error?.message).toContain('replaced by somebody else');
	}, 20_000);

	it('sends custom ids to 1.1 with their type, where sources differ', async () => {
		await batch.run({ ...replace, idType: 'custom_ids', platforms: ['ios'] }, people(8));
		expect(updates()[0].body).toMatchObject({ type: 'custom_ids' });
	});

	it('replaces in one app alone what belongs to one, whatever is chosen for others', async () => {
		const audience = { __rl: true, mode: 'name', value: 'ios_installations_1' };
		const { items } = await batch.run({ ...replace, audience, platforms: ['web'] }, people(8));
		expect(updates().map(({ path }) => path)).toEqual(['/1.1/ios/custom-audience/ios_installations_1']);
		expect(items[0].json).toMatchObject({ platforms: { iOS: 'accepted' } });
	});
});

describe('Audience → Replace Members, in several apps', () => {
	const audience = { __rl: true, mode: 'name', value: 'everywhere' };
	const inBoth = { ...replace, idType: 'custom_ids', platforms: ['ios', 'web'], audience };
	const held = (platform: 'ios' | 'web') => members('everywhere', '1.1', platform).toSorted();
	const idsOf = (rows: ReadonlyArray<{ id: string }>) => rows.map(({ id }) => id).toSorted();
	const reports = (items: Array<{ json: IDataObject }>) => items[0].json.audiences as IDataObject[];
	const ofWeb = { path: '/web/' };

	beforeEach(() => {
		const { customAudiences } = batch.sandbox.state;
		for (const [platform, count] of [['ios', 10], ['web', 4]] as const) {
			const ids = people(count, 50_000).map(({ id }) => id);
			customAudiences[platform]['1.1'].set('everywhere', { ...customAudiences.ios['1.1'].get('ios_installations_1')!, name: 'everywhere', members: new Map(ids.map((id) => [id, {}])) });
		}
	});

	it('replaces in each, waits for each, and reports each', async () => {
		Object.assign(batch.sandbox.state.indexing, { late: true, delays: [1_200, 900, 0, 1_500] });
		const { items, error } = await batch.run(inBoth, people(10_001));
		expect(error).toBeUndefined();
		for (const platform of ['ios', 'web'] as const) expect(held(platform)).toEqual(idsOf(people(10_001)));
		expect(items[0].json).toMatchObject({ status: 'accepted', platforms: { iOS: 'accepted', Web: 'accepted' }, indexingTokens: { iOS: expect.any(String), Web: expect.any(String) } });
		expect(reports(items)).toMatchObject([
			{ platform: 'iOS', state: 'applied', sent: 10_001, unique: 10_001, members: 10_001 },
			{ platform: 'Web', state: 'applied', sent: 10_001, unique: 10_001, members: 10_001 },
		]);
	});

	it('sends nothing to any when one would lose most of its members', async () => {
		const { error } = await batch.run(inBoth, people(4));
		expect(error?.message).toContain('Members of the audience "everywhere" (iOS) (4) must be at least 50% of the 10 members it holds');
		expect(updates()).toEqual([]);
	});

	it('sends nothing to any when the credential lacks the key of one', async () => {
		const { error } = await batch.run(inBoth, people(8), { credential: { webApiKey: '' } });
		expect(error?.message).toContain('needs the Web App Key');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it.each([
		['before its first call', { kind: '400', match: { ...ofWeb, method: 'PUT' } } as const, 'partial', { iOS: 'accepted', Web: 'refused' }],
		['after its first call', { kind: '400', match: { ...ofWeb, method: 'PATCH' } } as const, 'unknown', { iOS: 'accepted', Web: 'unknown' }],
	])('goes on with one when another breaks off %s, says so in each row, and ends right when it is run again', async (_when, fault, status, platforms) => {
		batch.sandbox.faults.add({ ...fault, times: 1_000 });
		const again = { ...inBoth, options: { fewestMembers: '0' } };
		const { items } = await batch.run(again, people(10_001), { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status, platforms, error: expect.any(String) });
		expect(items.filter(({ json }) => json.error === undefined)).toEqual([]);
		expect(held('ios')).toEqual(idsOf(people(10_001)));
		expect(reports(items)).toContainEqual(expect.objectContaining({ platform: 'iOS', state: 'applied', members: 10_001 }));
		expect(reports(items)).not.toContainEqual(expect.objectContaining({ platform: 'Web', state: 'applied' }));
		batch.sandbox.faults.clear();
		const { error } = await batch.run(again, people(10_001));
		expect(error).toBeUndefined();
		expect(held('web')).toEqual(idsOf(people(10_001)));
	});

	it('says which app has not applied it in time', async () => {
		Object.assign(batch.sandbox.state.indexing, { late: true, delays: [0, 100_000], afterViews: 1_000 });
		const { items } = await batch.run({ ...inBoth, platforms: ['ios', 'web'], waitAtMost: 1 }, people(8));
		const states = reports(items).map(({ state }) => state).toSorted();
		expect(states).toEqual(['applied', 'pending']);
		expect(items[0].json).toMatchObject({ status: 'pending' });
	});

	it('empties each where an empty input is allowed', async () => {
		const { error } = await batch.run({ ...inBoth, options: { allowEmpty: true } }, [{}]);
		expect(error).toBeUndefined();
		expect([held('ios'), held('web')]).toEqual([[], []]);
	});
});

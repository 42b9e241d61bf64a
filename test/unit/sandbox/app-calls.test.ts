import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const manyIds = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
const missing = { status: 400, json: { code: 30, type: 'MISSING_PARAMETER' } };
const malformed = { status: 400, json: { code: 31, type: 'MALFORMED_PARAMETER' } };

describe('transactional/send', () => {
	const push = {
		group_id: 'order_shipped',
		recipients: { custom_ids: ['42'] },
		message: { title: 'On its way', body: 'Order 42 has left' },
	};
	const post = async (body: unknown) =>
		await callApp(sandbox, '1.1', 'ios', 'transactional/send', body);

	it('records the push and answers its token', async () => {
		const reply = await post({ ...push, deeplink: 'shop://order/42', time_to_live: 3_600 });
		expect(reply.status).toBe(201);
		expect(sandbox.state.pushes).toEqual([
			{
				family: '1.x',
				platform: 'ios',
				groupId: 'order_shipped',
				recipients: { custom_ids: ['42'] },
				recipientCount: 1,
				message: push.message,
				fields: { deeplink: 'shop://order/42', time_to_live: 3_600 },
				token: reply.json.token,
				receivedAt: now,
			},
		]);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('takes 10,000 recipients over all kinds and not one more', async () => {
		const recipients = { custom_ids: manyIds(9_000), tokens: manyIds(1_000) };
		expect((await post({ ...push, recipients })).status).toBe(201);
		expect(sandbox.state.requests.at(-1)?.updates).toBe(10_000);
		expect(
			await post({ ...push, recipients: { ...recipients, tokens: manyIds(1_001) } }),
		).toMatchObject(malformed);
		expect(sandbox.state.pushes).toHaveLength(1);
	});

	it.each([
		['no group_id', { ...push, group_id: undefined }, missing],
		['a group_id with a space', { ...push, group_id: 'a b' }, malformed],
		['no recipients', { ...push, recipients: undefined }, missing],
		['nobody', { ...push, recipients: { custom_ids: [] } }, missing],
		['a number as recipient', { ...push, recipients: { custom_ids: [42] } }, malformed],
		['an unknown kind of recipient', { ...push, recipients: { emails: ['x'] } }, malformed],
		['no message', { ...push, message: undefined }, missing],
		['no body', { ...push, message: { title: 'x' } }, malformed],
		['a payload that is an object', { ...push, custom_payload: { a: 1 } }, malformed],
		['a payload that is not JSON', { ...push, custom_payload: '{' }, malformed],
		['four labels', { ...push, labels: ['a', 'b', 'c', 'd'] }, malformed],
		['over 28 days to live', { ...push, time_to_live: 2_419_201 }, malformed],
		['another priority', { ...push, priority: 'urgent' }, malformed],
	])('refuses %s', async (_, body, expected) => {
		expect(await post(body)).toMatchObject(expected);
		expect(sandbox.state.pushes).toEqual([]);
	});

	it('counts per group, day and platform', async () => {
		await post({ ...push, recipients: { custom_ids: ['1', '2'] } });
		await post(push);
		const stats = async (query: string) =>
			await callApp(sandbox, '1.1', 'ios', `transactional/stats/order_shipped?${query}`);
		expect((await stats('since=2026-02-01&until=2026-03-01')).json).toMatchObject({
			group_id: 'order_shipped',
			detail: [{ date: '2026-03-01', sent: 3, errors: 0 }],
		});
		expect(await stats('until=2026-03-01')).toMatchObject(missing);
		expect(await stats('since=2026-03-01&until=2026-03-01')).toMatchObject(malformed);
		expect(await stats('since=2025-08-31&until=2026-03-01')).toMatchObject(malformed);
		const other = await callApp(
			sandbox,
			'1.1',
			'web',
			'transactional/stats/order_shipped?since=2026-02-01',
		);
		expect(other.status).toBe(404);
	});
});

describe('partner/transactional/send', () => {
	const post = async (body: unknown) =>
		await send(`${sandbox.url}/partner/transactional/send`, 'POST', body, {
			'x-authorization': sandbox.keys.restApiKey,
		});
	const minimal = { template_id: 'sandbox-android-003', recipients: { custom_ids: ['42'] } };

	it('takes the message of the campaign', async () => {
		expect((await post(minimal)).status).toBe(201);
		expect(sandbox.state.pushes[0]).toMatchObject({
			family: 'partner',
			platform: 'android',
			templateId: 'sandbox-android-003',
			message: { title: 'Trial ends tomorrow' },
		});
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('lets the call override it', async () => {
		await post({ ...minimal, group_id: 'g', message: { body: 'Mine' }, deeplink: 'app://x' });
		expect(sandbox.state.pushes[0]).toMatchObject({
			groupId: 'g',
			message: { title: 'Trial ends tomorrow', body: 'Mine' },
			fields: { deeplink: 'app://x' },
		});
	});

	it('notes a template that names no campaign', async () => {
		expect((await post({ ...minimal, template_id: 'other' })).status).toBe(201);
		expect(sandbox.state.warnings).toHaveLength(1);
	});

	it.each([{ template_id: 'x' }, { recipients: { custom_ids: ['42'] } }])(
		'refuses %j',
		async (body) => {
			expect(await post(body)).toMatchObject(missing);
		},
	);
});

describe('custom data', () => {
	const data = async (path: string, body?: unknown, method?: string) =>
		await callApp(sandbox, '1.0', 'web', `data/users${path}`, body, method);
	const set = (id: string, values: object, overwrite = false) => ({
		id,
		update: { overwrite, values },
	});
	const valuesOf = (id: string) => sandbox.state.userData.web.get(id);

	it('merges, overwrites and deletes', async () => {
		const reply = await data('', [
			set('1', { 'u.plan': 'gold', 'ut.tags': ['a', 'b'] }),
			set('2', { 'u.x': 1 }),
		]);
		expect(reply).toMatchObject({ status: 200, json: { token: expect.any(String) } });
		await data('/1', {
			overwrite: false,
			values: { 'u.plan': null, 'ut.tags': { $add: ['c'], $remove: ['a'] } },
		});
		expect(valuesOf('1')).toEqual({ 'ut.tags': ['b', 'c'] });
		await data('/1', { overwrite: true, values: { 'date(u.end)': '2025-06-01T00:00:00' } });
		expect(valuesOf('1')).toEqual({ 'date(u.end)': '2025-06-01T00:00:00' });
		expect((await data('/1', undefined, 'DELETE')).status).toBe(200);
		await data('', ['2'], 'DELETE');
		expect(sandbox.state.userData.web.size).toBe(0);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('decodes the user in the path', async () => {
		await data(`/${encodeURIComponent('a/b c')}`, { overwrite: false, values: {} });
		expect([...sandbox.state.userData.web.keys()]).toEqual(['a/b c']);
	});

	it.each(['POST', 'DELETE'])('%s takes 10,000 users and not one more', async (method) => {
		const body = (count: number) =>
			method === 'POST' ? manyIds(count).map((id) => set(id, {})) : manyIds(count);
		expect((await data('', body(10_000), method)).status).toBe(200);
		expect(await data('', body(10_001), method)).toMatchObject(malformed);
	});

	it.each([
		['a name without a prefix', { plan: 'gold' }],
		['a name of 31 characters', { [`u.${'x'.repeat(31)}`]: 1 }],
		['a string of 65 characters', { 'u.plan': 'x'.repeat(65) }],
		['an empty collection', { 'ut.tags': [] }],
		['a date with an offset', { 'date(u.end)': '2025-06-01T00:00:00Z' }],
		['an object', { 'u.plan': {} }],
	])('refuses %s, and with it the whole call', async (_, values) => {
		expect(await data('', [set('1', { 'u.ok': 1 }), set('2', values)])).toMatchObject(malformed);
		expect(sandbox.state.userData.web.size).toBe(0);
	});
});

describe('trigger events', () => {
	const post = async (path: string, body: unknown) =>
		await callApp(sandbox, '1.0', 'ios', `events/users${path}`, body);
	const events = (count: number) => Array.from({ length: count }, () => ({ name: 'ue.opened' }));

	it('records events of one and of many users', async () => {
		const event = {
			name: 'ue.paid',
			time: '2026-03-01T09:00:00',
			attributes: { amount: 19.9 },
			tags: ['web'],
			label: 'x',
		};
		expect((await post('/42', { events: [event] })).status).toBe(200);
		await post('', [{ id: '43', events: events(1) }]);
		expect(sandbox.state.events).toMatchObject([
			{ family: '1.x', platform: 'ios', customId: '42', ...event },
			{ customId: '43', name: 'ue.opened', time: '2026-03-01T12:00:00' },
		]);
	});

	it('notes a field that is not documented', async () => {
		await post('/42', { events: [{ name: 'ue.opened', data: {} }] });
		expect(sandbox.state.warnings).toMatchObject([{ message: "field 'data' is not documented" }]);
	});

	it('takes 1,000 events over all users and not one more', async () => {
		const users = (last: number) => [
			{ id: '1', events: events(500) },
			{ id: '2', events: events(last) },
		];
		expect((await post('', users(500))).status).toBe(200);
		expect(sandbox.state.totals.events).toBe(1_000);
		expect(await post('', users(501))).toMatchObject(malformed);
		expect(await post('/1', { events: events(1_001) })).toMatchObject(malformed);
		expect(sandbox.state.totals.events).toBe(1_000);
	});

	const attributes = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}`, index]));

	it('takes 15 attributes, 10 tags and a label of 200', async () => {
		const event = {
			name: 'ue.x',
			attributes: attributes(15),
			tags: manyIds(10),
			label: 'x'.repeat(200),
		};
		expect((await post('/1', { events: [event] })).status).toBe(200);
	});

	it.each([
		['no name', {}, missing],
		['a name without ue.', { name: 'opened' }, malformed],
		['16 attributes', { name: 'ue.x', attributes: attributes(16) }, malformed],
		['11 tags', { name: 'ue.x', tags: manyIds(11) }, malformed],
		['a tag of 65 characters', { name: 'ue.x', tags: ['x'.repeat(65)] }, malformed],
		['a label of 201 characters', { name: 'ue.x', label: 'x'.repeat(201) }, malformed],
		['a time in the future', { name: 'ue.x', time: '2026-03-01T12:00:01' }, malformed],
		['a time over 24 hours ago', { name: 'ue.x', time: '2026-02-28T11:59:59' }, malformed],
		['a time with an offset', { name: 'ue.x', time: '2026-03-01T11:00:00Z' }, malformed],
	])('refuses %s, and with it the whole call', async (_, event, expected) => {
		expect(await post('/1', { events: [...events(1), event] })).toMatchObject(expected);
		expect(sandbox.state.events).toEqual([]);
	});
});

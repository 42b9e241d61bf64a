import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
let now = start;
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(() => {
	now = start;
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const push = {
	name: 'Sale',
	state: 'DRAFT',
	when: { start_time: '2026-03-02T08:00:00Z' },
	targeting: { languages: ['fr'], regions: ['FR'], query: { firstname: { $eq: 'Ada' } } },
	messages: [{ channel_type: 'push', platform_type: ['ios'], title: 'Sale', body: 'Now' }],
	send_rate: 1_000,
	labels: ['news'],
};
const email = {
	...push,
	messages: [
		{
			channel_type: 'email',
			subject: 'Sale',
			sender_identity_id: 'sender',
			html: '<p>Now</p>',
			reply_to: { email_address: 'shop@example.org' },
			languages: [{ language: 'fr', subject: 'Soldes' }],
		},
	],
};
const call = async (route: string, body: unknown) =>
	await callProject(sandbox, `campaigns/${route}`, body);
const create = async (campaign: object = push) => (await call('create', campaign)).json.id as string;
const view = async (id: string) =>
	await callProject(sandbox, `orchestrations/view?orchestration_id=${id}`);

it('creates a draft that lists and views show, without what cannot be read back', async () => {
	const id = await create();
	const [listed] = (await callProject(sandbox, 'orchestrations/list?limit=1')).json.orchestrations;
	const common = {
		...{ id, type: 'campaign', source: 'api', name: 'Sale', labels: ['news'], status: 'draft' },
		...{ start_time: '2026-03-02T08:00:00Z', created_date: '2026-03-01T12:00:00Z' },
	};
	expect(listed).toEqual({ ...common, channels: ['push'], platforms: ['ios'] });
	expect((await view(id)).json).toEqual({ ...common, updated_date: '2026-03-01T12:00:00Z' });
	expect(sandbox.state.warnings).toEqual([]);
});

it('views push campaigns only', async () => {
	expect((await view(await create(email))).json.error_code).toBe('API_MISUSE');
	expect(sandbox.state.warnings).toEqual([]);
});

describe('update', () => {
	it('overwrites everything', async () => {
		const id = await create();
		const { labels, targeting, ...rest } = push;
		now += 60_000;
		const reply = await call('update', { id, campaign: { ...rest, name: 'Sale 2' } });
		expect(reply).toMatchObject({ status: 200, json: {} });
		expect((await view(id)).json).toMatchObject({
			...{ name: 'Sale 2', labels: [], updated_date: '2026-03-01T12:01:00Z' },
		});
		const [{ campaign }] = sandbox.state.orchestrations;
		expect(campaign).not.toHaveProperty('targeting');
		expect([labels, targeting]).toEqual([push.labels, push.targeting]);
	});

	it('needs the whole campaign', async () => {
		const id = await create();
		expect((await call('update', { id, campaign: { state: 'RUNNING' } })).status).toBe(400);
		expect((await call('update', { id })).json.error_code).toBe('MISSING_PARAMETER');
		expect((await call('update', { id: 'orchestration_x', campaign: push })).status).toBe(404);
	});

	it('starts, but neither stops nor changes what runs or has run', async () => {
		const id = await create();
		const running = { ...push, state: 'RUNNING' };
		expect((await call('update', { id, campaign: running })).status).toBe(200);
		const stop = { id, campaign: { ...push, state: 'STOPPED' } };
		expect(await call('update', stop)).toMatchObject({ status: 403 });
		expect((await view(id)).json.status).toBe('running');
		now = Date.parse('2026-03-02T08:01:00Z');
		expect((await view(id)).json.status).toBe('completed');
		const again = { ...running, when: { start_time: 'now' } };
		expect((await call('update', { id, campaign: again })).status).toBe(403);
	});

	it('changes a recurring campaign that runs', async () => {
		const found = sandbox.state.orchestrations.find(
			({ type, status }) => type === 'recurring' && status === 'running',
		);
		const stop = { id: found?.id, campaign: { ...push, state: 'STOPPED' } };
		expect((await call('update', stop)).status).toBe(200);
		expect(found?.status).toBe('stopped');
	});
});

it('deletes with 204, and once only', async () => {
	const id = await create();
	expect(await call('delete', { id })).toMatchObject({ status: 204, text: '' });
	expect((await call('delete', { id })).status).toBe(404);
	expect((await view(id)).status).toBe(404);
});

it('counts from the start on', async () => {
	const id = await create({ ...push, state: 'RUNNING', when: { start_time: 'now' } });
	now = Date.parse('2026-03-03T12:00:00Z');
	const query = `orchestration_id=${id}&from=2026-02-01&to=2026-03-31`;
	const { details } = (await callProject(sandbox, `orchestrations/stats?${query}`)).json;
	expect(details.map(({ date }: { date: string }) => date)).toEqual([
		'2026-03-01',
		'2026-03-02',
		'2026-03-03',
	]);
	expect(details[0]).toMatchObject({ sent: 1_000, sent_optin: 800 });
});

const message = (fields: object) => ({ ...push, messages: [{ ...push.messages[0], ...fields }] });
const emailMessage = (fields: object) => ({
	...email,
	messages: [{ ...email.messages[0], ...fields }],
});
it.each([
	['no name', { ...push, name: undefined }],
	['no state', { ...push, state: undefined }],
	['another state', { ...push, state: 'PAUSED' }],
	['no schedule', { ...push, when: undefined }],
	['no start', { ...push, when: { local_time: true } }],
	['a past start', { ...push, when: { start_time: '2026-03-01T11:59:59Z' } }],
	['a start without zone', { ...push, when: { start_time: '2026-03-02T08:00:00' } }],
	['no message', { ...push, messages: [] }],
	['two messages', { ...push, messages: [...push.messages, ...email.messages] }],
	['another channel', message({ channel_type: 'sms' })],
	['no platform', message({ platform_type: [] })],
	['another platform', message({ platform_type: ['windows'] })],
	['no body', message({ body: '' })],
	['no subject', emailMessage({ subject: undefined })],
	['a reply-to that is none', emailMessage({ reply_to: { email_address: 'shop' } })],
	['a translation without language', emailMessage({ languages: [{ subject: 'x' }] })],
	['a slow send rate', { ...push, send_rate: 999 }],
	['six labels', { ...push, labels: ['a', 'b', 'c', 'd', 'e', 'f'] }],
	['a query that is a text', { ...push, targeting: { query: 'x' } }],
])('create refuses %s', async (_, campaign) => {
	expect((await call('create', campaign)).status).toBe(400);
	expect(sandbox.state.orchestrations).toHaveLength(30);
});

it('notes targeting whose names are unknown', async () => {
	expect((await call('create', { ...push, targeting: { audiences: ['vip'] } })).status).toBe(201);
	expect(sandbox.state.warnings).toMatchObject([{ message: "field 'audiences' is not documented" }]);
});

it('takes a local time until the last zone has passed it', async () => {
	const at = (start_time: string) => ({ ...push, when: { start_time, local_time: true } });
	expect((await call('create', at('2026-03-01T01:00:00Z'))).status).toBe(201);
	expect((await call('create', at('2026-02-28T23:59:59Z'))).status).toBe(400);
});

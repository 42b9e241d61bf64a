import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApp, callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(
	async () => (sandbox = await startSandbox({ now: () => Date.parse('2026-06-15T12:00:00Z') })),
);
afterAll(async () => await sandbox.close());

describe('2.x, by cursor', () => {
	it('gives ten at a time, the total on the first page only', async () => {
		const first = (await callProject(sandbox, 'segments/list')).json;
		expect(first).toMatchObject({ count: 25, has_more: true, next_from: expect.any(String) });
		const second = (await callProject(sandbox, `segments/list?from=${first.next_from}`)).json;
		expect(second).not.toHaveProperty('count');
		const third = (await callProject(sandbox, `segments/list?from=${second.next_from}`)).json;
		expect(third).toMatchObject({ has_more: false, next_from: expect.any(String) });
		const codes = [first, second, third].flatMap(({ segments }) =>
			segments.map(({ code }: { code: string }) => code),
		);
		expect(codes).toEqual(sandbox.state.segments.map(({ code }) => code));
	});

	it.each([
		['limit=100', 200],
		['limit=101', 400],
		['limit=0', 400],
		['limit=ten', 400],
		['from=nonsense', 400],
	])('answers %s with %i', async (query, status) => {
		expect((await callProject(sandbox, `segments/list?${query}`)).status).toBe(status);
	});

	it('lists orchestrations', async () => {
		const { orchestrations, count } = (await callProject(sandbox, 'orchestrations/list?limit=100'))
			.json;
		expect(orchestrations).toHaveLength(30);
		expect(count).toBe(30);
		expect(orchestrations[0]).not.toHaveProperty('tested');
		expect(sandbox.state.warnings).toEqual([]);
	});
});

describe('orchestration statistics', () => {
	const stats = async (query: string) =>
		await callProject(sandbox, `orchestrations/stats?${query}`);
	// Number 12 is a campaign that is A/B tested.
	const id = 'orchestration_id=orchestration_sandbox012';

	it('has one row a day, with versions', async () => {
		const reply = await stats(`${id}&from=2026-06-01&to=2026-06-03`);
		expect(reply.json.details.map(({ date }: { date: string }) => date)).toEqual([
			'2026-06-01',
			'2026-06-02',
			'2026-06-03',
		]);
		expect(reply.json.details[0]).toMatchObject({
			sent: 1_000,
			versions: [{ version: 'a' }, { version: 'b' }],
		});
	});

	it.each([
		[`${id}&from=2026-06-01`, 400],
		[`${id}&from=2026-06-31&to=2026-07-01`, 400],
		[`${id}&from=2025-12-14&to=2026-06-01`, 400],
		[`${id}&from=2025-12-15&to=2026-06-01`, 200],
		['orchestration_id=orchestration_x&from=2026-06-01&to=2026-06-02', 404],
	])('answers %s with %i', async (query, status) => {
		expect((await stats(query)).status).toBe(status);
	});
});

describe('a view of an orchestration', () => {
	const view = async (id: string) =>
		await callProject(sandbox, `orchestrations/view?orchestration_id=${id}`);

	it('is for push campaigns only', async () => {
		expect((await view('orchestration_sandbox012')).json).toMatchObject({
			id: 'orchestration_sandbox012',
			name: expect.any(String),
			labels: ['news'],
		});
		expect((await view('orchestration_sandbox001')).json).toMatchObject({ error_code: 'API_MISUSE' });
		expect((await view('orchestration_sandbox001')).status).toBe(403);
		expect((await view('orchestration_x')).status).toBe(404);
	});
});

describe('1.x, by offset', () => {
	const list = async (query: string) =>
		await callApp(sandbox, '1.1', 'ios', `campaigns/list?${query}`);

	it('is a bare array, newest first, without a total', async () => {
		const first: Array<{ campaign_token: string; created_date: string }> = (await list('')).json;
		expect(first).toHaveLength(10);
		const rest = (await list('from=10&limit=100')).json;
		const all = [...first, ...rest];
		expect(all.map((it) => it.campaign_token)).toEqual(
			sandbox.state.campaigns.ios.map((it) => it.campaign_token),
		);
		const dates = all.map((it) => it.created_date);
		expect(dates).toEqual([...dates].sort().reverse());
		expect((await list('from=36')).json).toEqual([]);
	});

	it('filters drafts', async () => {
		const drafts = (await list('live=false&limit=100')).json;
		expect(drafts).toHaveLength(12);
		expect(drafts.every(({ live }: { live: boolean }) => !live)).toBe(true);
		const both = (await list('live=true&from_api=true&limit=100')).json;
		expect(both).toHaveLength(6);
	});

	it('answers one campaign of this platform', async () => {
		const get = async (token: string) => await callApp(sandbox, '1.1', 'ios', `campaigns/${token}`);
		expect((await get('sandbox-ios-001')).json).toMatchObject({
			trigger: {},
			messages: [{ language: 'en' }],
		});
		expect((await get('sandbox-android-001')).status).toBe(404);
	});

	it('answers labels with a campaign, not in the list', async () => {
		const { json } = await callApp(sandbox, '1.1', 'ios', 'campaigns/sandbox-ios-002');
		expect(json).toMatchObject({ name: 'Weekend reads 2', labels: ['NEWS', 'DAILY'] });
		for (const listed of (await list('limit=100')).json) expect(listed).not.toHaveProperty('labels');
	});

	it('answers in-app campaigns at a route of their own', async () => {
		const get = async (path: string) => await callApp(sandbox, '1.1', 'ios', path);
		expect((await get('in-app-campaigns/sandbox-ios-in-app-2')).json).toMatchObject({
			name: 'Weekend reads (in-app 2)',
			labels: ['ONBOARDING'],
		});
		expect((await get('campaigns/sandbox-ios-in-app-2')).status).toBe(404);
		expect((await get('in-app-campaigns/sandbox-ios-002')).status).toBe(404);
	});

	it.each(['limit=101', 'from=-1', 'live=maybe'])('refuses %s', async (query) => {
		expect((await list(query)).json).toMatchObject({ code: 31, type: 'MALFORMED_PARAMETER' });
	});

	it('lists audiences with any kind of key', async () => {
		const reply = await callApp(sandbox, '1.0', 'web', 'custom-audience?limit=2');
		expect(reply.json.custom_audiences).toMatchObject([
			{ name: 'web_audience_12' },
			{ name: 'web_audience_11' },
		]);
	});
});

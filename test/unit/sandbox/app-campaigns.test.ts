import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp } from '../../sandbox/calls.ts';
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

const call = async (path: string, body?: unknown) =>
	await callApp(sandbox, '1.1', 'ios', path, body, body === undefined ? 'GET' : 'POST');

describe('push campaigns', () => {
	const campaign = {
		name: 'Spring sale',
		live: false,
		push_time: '2026-03-02T08:00:00',
		messages: [{ language: 'en', title: 'Sale', body: 'It starts now' }],
		labels: ['NEWS'],
		targeting: { segments: ['NEW'], query: { 'c.plan': 'gold' } },
	};
	const create = async (fields: object = campaign) => await call('campaigns/create', fields);
	const token = async (fields: object = campaign) =>
		(await create(fields)).json.campaign_token as string;
	const get = async (of: string) => (await call(`campaigns/${of}`)).json;

	it('are created, listed newest first and read back', async () => {
		const reply = await create();
		expect(reply.status).toBe(201);
		const { campaign_token } = reply.json;
		const common = { campaign_token, from_api: true, dev_only: false };
		expect(await get(campaign_token)).toEqual({
			...{ ...common, created_date: '2026-03-01T12:00:00', ...campaign },
		});
		const [listed] = (await call('campaigns/list?live=false&from_api=true')).json;
		expect(listed).toEqual({
			...{ ...common, created_date: '2026-03-01T12:00:00' },
			...{ name: 'Spring sale', live: false, push_time: '2026-03-02T08:00:00' },
		});
		expect(sandbox.state.warnings).toEqual([]);
	});

	it.each([
		['a short name', { ...campaign, name: 'ab' }, 31],
		['no live', { ...campaign, live: undefined }, 30],
		['no time', { ...campaign, push_time: undefined }, 30],
		['both times', { ...campaign, local_push_time: '2026-03-02T08:00:00' }, 31],
		['a past time', { ...campaign, push_time: '2026-03-01T11:59:59' }, 31],
		['a time with a zone', { ...campaign, push_time: '2026-03-02T08:00:00Z' }, 31],
		['no message', { ...campaign, messages: [] }, 31],
		['a message without language', { ...campaign, messages: [{ body: 'x' }] }, 31],
		['four labels', { ...campaign, labels: ['a', 'b', 'c', 'd'] }, 31],
		['a payload that is an object', { ...campaign, custom_payload: {} }, 31],
	])('are refused with %s', async (_, fields, code) => {
		expect(await create(fields)).toMatchObject({ status: 400, json: { code } });
		expect(sandbox.state.campaigns.ios).toHaveLength(36);
	});

	it('go live and stop', async () => {
		const of = await token();
		expect(await call(`campaigns/update/${of}`, { live: true })).toMatchObject({ status: 200 });
		expect((await get(of)).live).toBe(true);
		await call(`campaigns/update/${of}`, { live: false });
		expect((await get(of)).live).toBe(false);
	});

	it('do not go live again when completed', async () => {
		const of = await token({ ...campaign, live: true });
		now = Date.parse('2026-03-02T08:00:00Z');
		const reply = await call(`campaigns/update/${of}`, { live: true });
		expect(reply).toMatchObject({ status: 403, json: { type: 'API_MISUSE' } });
	});

	it('do not go live at a time that has passed meanwhile', async () => {
		const of = await token();
		now = Date.parse('2026-03-03T00:00:00Z');
		expect((await call(`campaigns/update/${of}`, { live: true })).status).toBe(400);
		const moved = { live: true, push_time: '2026-03-04T00:00:00' };
		expect((await call(`campaigns/update/${of}`, moved)).status).toBe(200);
	});

	it('of now are sent when they go live', async () => {
		const of = await token({ ...campaign, push_time: 'now' });
		expect((await get(of)).push_time).toBe('now');
		now += 60_000;
		await call(`campaigns/update/${of}`, { live: true });
		expect((await get(of)).push_time).toBe('2026-03-01T12:01:00');
	});

	it('of the dashboard are not updated, nothing is removed, and nothing is no update', async () => {
		const update = async (of: string, body: object) =>
			(await call(`campaigns/update/${of}`, body)).status;
		expect(await update('sandbox-ios-001', { name: 'Mine' })).toBe(403);
		const of = await token();
		expect(await update(of, { labels: null })).toBe(400);
		expect(await update(of, {})).toBe(400);
		expect(await update('other', { live: true })).toBe(404);
	});

	it('are deleted by POST without a body', async () => {
		const of = await token();
		const remove = async () =>
			await callApp(sandbox, '1.1', 'ios', `campaigns/delete/${of}`, undefined, 'POST');
		expect((await remove()).status).toBe(200);
		expect((await remove()).status).toBe(404);
	});

	it('have statistics once they were sent, in the forms that were seen', async () => {
		const stats = async (of: string) => (await call(`campaigns/stats/${of}`)).json;
		const of = await token();
		expect(await stats(of)).toEqual({ campaign_token: of, detail: [] });
		const detailOf = async (number: string) => (await stats(`sandbox-ios-${number}`)).detail[0];
		expect(await detailOf('002')).toMatchObject({ date: '2026-01-03', sent: 1_000, errors: 3 });
		expect((await detailOf('005')).date).toBe('2026-01-06T08:00:00');
		expect(await detailOf('007')).not.toHaveProperty('sent_optins');
		expect((await call('campaigns/stats/other')).status).toBe(404);
	});
});

describe('in-app campaigns', () => {
	const campaign = {
		name: 'Welcome back',
		live: true,
		start_date: 'now',
		trigger: { when: 'NEXT_SESSION', capping: 3, grace_period: { every: 24, unit: 'HOURS' } },
		landing: {
			theme: 'my_theme',
			contents: [{ language: 'en', title: 'Hello', actions: [{ label: 'OK', action: 'DISMISS' }] }],
		},
	};
	const create = async (fields: object = campaign) => await call('in-app-campaigns/create', fields);

	it('are created, listed, read back in lower case, updated and deleted', async () => {
		const { status, json } = await create();
		expect(status).toBe(201);
		const of = json.campaign_token as string;
		const get = async () => await call(`in-app-campaigns/${of}`);
		expect((await get()).json).toMatchObject({
			...{ ...campaign, trigger: { when: 'next_session', capping: 3 } },
		});
		const [listed] = (await call('in-app-campaigns/list?live=true&from_api=true')).json;
		expect(listed).toMatchObject({ campaign_token: of, name: 'Welcome back', live: true });
		const stop = { live: false, end_date: '2026-03-02T00:00:00' };
		expect((await call(`in-app-campaigns/update/${of}`, stop)).status).toBe(200);
		expect((await get()).json).toMatchObject(stop);
		await callApp(sandbox, '1.1', 'ios', `in-app-campaigns/delete/${of}`, undefined, 'POST');
		expect((await get()).status).toBe(404);
		expect(sandbox.state.warnings).toEqual([]);
	});

	const [start, end] = ['2026-03-03T00:00:00', '2026-03-02T00:00:00'];
	it.each([
		['no trigger', { ...campaign, trigger: undefined }],
		['no landing', { ...campaign, landing: undefined }],
		['no theme', { ...campaign, landing: { ...campaign.landing, theme: '' } }],
		['no contents', { ...campaign, landing: { theme: 'x', contents: [] } }],
		['both starts', { ...campaign, local_start_date: start }],
		['an end before the start', { ...campaign, start_date: start, end_date: end }],
		['a past start', { ...campaign, start_date: '2026-02-28T00:00:00' }],
		['a capping of 0', { ...campaign, trigger: { ...campaign.trigger, capping: 0 } }],
		[
			'an unknown unit',
			{ ...campaign, trigger: { when: 'NEXT_SESSION', grace_period: { every: 1, unit: 'DAYS' } } },
		],
		['a long deeplink', { ...campaign, deeplink: `app://${'x'.repeat(250)}` }],
		['a reserved key', { ...campaign, custom_payload: '{"com.batch":1}' }],
	])('are refused with %s', async (_, fields) => {
		expect((await create(fields)).status).toBe(400);
		expect(sandbox.state.inAppCampaigns.ios).toHaveLength(6);
	});

	it('note a trigger that is not documented', async () => {
		expect((await create({ ...campaign, trigger: { when: 'NOW' } })).status).toBe(201);
		expect(sandbox.state.warnings).toHaveLength(1);
	});
});

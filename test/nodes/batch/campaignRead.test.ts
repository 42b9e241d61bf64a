import type { INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest, batchCredential } from '../harness/batch.ts';
import { searchList } from '../harness/editor.ts';

const get = { resource: 'campaign', operation: 'get' };
const getMany = { resource: 'campaign', operation: 'getAll' };
const getStatistics = { resource: 'campaign', operation: 'getStatistics' };

const byId = (value: string): INodeParameterResourceLocator => ({ __rl: true, mode: 'id', value });
const goOn = { onError: 'continueRegularOutput' } as const;

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

describe('Refused Rows: Stop', () => {
	it('speaks of no delivery where something was only read', async () => {
		const campaign = { __rl: true, mode: 'id', value: '={{ $json.token }}' } as const;
		const get = { resource: 'campaign', operation: 'get', api: 'app', platform: 'ios', campaign, options: { refusedRows: 'stop' } };
		const [known] = [...batch.sandbox.state.campaigns.ios.values()];
		const { error } = await batch.run(get, [{ token: known.campaign_token }, { token: 'nobody' }]);
		expect(error?.message).toContain("there is no campaign 'nobody'");
		expect(error?.description).not.toContain('Delivered');
	});
});

describe('Campaign → Get', () => {
	it('gives a push campaign of a project as Batch has it', async () => {
		const campaign = batch.sandbox.state.orchestrations.find(({ type, channels }) => type === 'campaign' && channels.includes('push'));
		const { items } = await batch.run({ ...get, api: 'project', campaign: byId(String(campaign?.id)) });
		expect(items[0].json).toMatchObject({ id: campaign?.id, name: campaign?.name, status: expect.any(String) });
	});

	it('goes on when one is no push campaign, or is not known', async () => {
		const [mail, push] = ['email', 'push'].map((channel) => batch.sandbox.state.orchestrations.find(({ type, channels }) => type === 'campaign' && channels[0] === channel)?.id);
		const parameters = { ...get, api: 'project', campaign: byId('={{ $json.id }}') };
		const { items } = await batch.run(parameters, [{ id: mail }, { id: 'orchestration_nobody' }, { id: push }]);
		expect(items.map(({ json }) => json.httpCode ?? json.id)).toEqual([403, 404, push]);
	});

	it.each([
		['a token', byId('sandbox-ios-003')],
		['an address of the dashboard', { __rl: true, mode: 'url', value: 'https://dashboard.batch.com/app/77/apps/12/campaigns/push/sandbox-ios-003?tab=1' }],
	])('finds a campaign of an app by %s', async (_words, campaign) => {
		const { items } = await batch.run({ ...get, api: 'app', platform: 'ios', campaign });
		expect(items[0].json).toMatchObject({ campaign_token: 'sandbox-ios-003', messages: expect.any(Array) });
	});
});

describe('Campaign → Get Many', () => {
	const project = { ...getMany, api: 'project', returnAll: true };
	const app = { ...getMany, api: 'app', platform: 'ios', returnAll: true };
	const all = () => batch.sandbox.state.orchestrations;

	it('gives campaigns and automations, up to the limit', async () => {
		const { items } = await batch.run(project);
		expect(items.map(({ json }) => json.id)).toEqual(all().map(({ id }) => id));
		const { items: some } = await batch.run({ ...project, returnAll: false, limit: 3 });
		expect(some).toHaveLength(3);
	});

	it('filters them here: how Batch takes filters is not known', async () => {
		const { items } = await batch.run({ ...project, filters: { channels: ['email'], status: ['running', 'stopped'], type: ['campaign', 'recurring'] } });
		const wanted = all().filter(({ channels, status, type }) => channels.includes('email') && ['running', 'stopped'].includes(status) && type !== 'trigger');
		expect(wanted.length).toBeGreaterThan(0);
		expect(items.map(({ json }) => json.id)).toEqual(wanted.map(({ id }) => id));
		expect(batch.calls('orchestrations/list')[0].query).toEqual({ limit: '100' });
	});

	it('knows who made them, and a part of the name', async () => {
		const { items } = await batch.run({ ...project, filters: { createdBy: 'api', nameContains: 'WEEKEND' } });
		const wanted = all().filter(({ source, name }) => source === 'api' && name.includes('Weekend'));
		expect(items.map(({ json }) => json.id)).toEqual(wanted.map(({ id }) => id));
	});

	it('lets Batch filter those of an app', async () => {
		const { items } = await batch.run({ ...app, filters: { live: 'notLive', createdBy: 'api' } });
		expect(items.length).toBeGreaterThan(0);
		expect(items.every(({ json }) => json.live === false && json.from_api === true)).toBe(true);
		expect(batch.calls('campaigns/list')[0].query).toEqual({ limit: '100', live: 'false', from_api: 'true' });
	});

	it.each([
		['status', '={{ ["gone"] }}'],
		['channels', '={{ { a: 1 } }}'],
		['createdBy', '={{ null }}'],
		['nameContains', '={{ [] }}'],
	])('refuses a filter %s that is none', async (name, value) => {
		const { items } = await batch.run({ ...project, filters: { [name]: value } }, [{}], goOn);
		expect(items[0].json.status).toBe('refused');
		expect(batch.calls('orchestrations/list')).toEqual([]);
	});
});

describe('Campaign → Get Statistics', () => {
	// Within the last six months, by whatever clock.
	const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
	const [first, last] = [day(20), day(11)];
	const ofProject: INodeParameters = { ...getStatistics, api: 'project', from: first, to: last, campaign: byId('={{ $json.id }}') };
	const find = (wanted: { tested: boolean; channel: string }) =>
		batch.sandbox.state.orchestrations.find(
			({ type, status, tested, channels }) => type !== 'trigger' && status !== 'draft' && tested === wanted.tested && channels[0] === wanted.channel,
		)?.id as string;

	it('adds up the days, with the rate of opens where Batch gives what it is made of', async () => {
		const id = find({ tested: false, channel: 'push' });
		const { items, error } = await batch.run(ofProject, [{ id }]);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({
			id,
			days: 10,
			firstDay: first,
			lastDay: last,
			sent: 10_000,
			sent_optin: 8_000,
			unique_open: 3_000,
			openRate: 0.375,
			peopleOpens: 2_000,
		});
	});

	it('makes up no rate for e-mails', async () => {
		const { items } = await batch.run(ofProject, [{ id: find({ tested: false, channel: 'email' }) }]);
		expect(items[0].json).toMatchObject({ sent: 10_000, peopleOpens: 2_000 });
		expect(items[0].json).not.toHaveProperty('openRate');
	});

	it('gives an item for each day, and for each version', async () => {
		const rows = [{ id: find({ tested: true, channel: 'sms' }) ?? find({ tested: true, channel: 'push' }) }];
		const days = await batch.run({ ...ofProject, splitByDay: true }, rows);
		expect(days.items.map(({ json }) => json.date)).toEqual(Array.from({ length: 10 }, (_unused, index) => day(20 - index)));
		const versions = await batch.run({ ...ofProject, splitByVersion: true }, rows);
		expect(versions.items.map(({ json }) => [json.version, json.days, json.sent])).toEqual([
			['a', 10, 5_000],
			['b', 10, 5_000],
		]);
		const both = await batch.run({ ...ofProject, splitByDay: true, splitByVersion: true }, rows);
		expect(both.items).toHaveLength(20);
	});

	it('says of a campaign that was not sent that there are no days', async () => {
		const draft = batch.sandbox.state.orchestrations.find(({ type, status }) => type !== 'trigger' && status === 'draft');
		const { items } = await batch.run({ ...ofProject, splitByDay: true }, [{ id: draft?.id }]);
		expect(items.map(({ json }) => json)).toEqual([{ id: draft?.id, days: 0 }]);
	});

	it('counts those of an app, whose answer has other names', async () => {
		const parameters = { ...getStatistics, api: 'app', platform: 'ios', campaign: byId('={{ $json.token }}') };
		const { items } = await batch.run({ ...parameters, splitByVersion: true }, [{ token: 'sandbox-ios-001' }, { token: 'sandbox-ios-003' }, { token: 'nobody' }]);
		expect(items[0].json).toMatchObject({ campaignToken: 'sandbox-ios-001', platform: 'iOS', days: 1, sent: 1_000, direct_open: 40 });
		expect(items[0].json).not.toHaveProperty('openRate');
		expect(items[1].json).toEqual({ campaignToken: 'sandbox-ios-003', platform: 'iOS', days: 0 });
		expect(items[2].json).toMatchObject({ status: 'refused', httpCode: 404 });
	});

	it.each([
		[{ from: day(2) }, 'From', 'must not be later than To'],
		[{ from: '2020-01-01' }, 'From', 'at most 6 months ago'],
		[{ from: '={{ undefined }}' }, 'From', 'must be a date and time'],
		[{ to: '={{ { a: 1 } }}' }, 'To', 'must be a date and time'],
		[{ splitByDay: '={{ "perhaps" }}' }, 'Split by Day', 'must be true or false'],
	])('refuses %j', async (parameters, field, rule) => {
		const { items } = await batch.run({ ...ofProject, ...parameters }, [{ id: 'orchestration_1' }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field, rule: expect.stringContaining(rule) }] });
		expect(batch.calls('orchestrations/stats')).toEqual([]);
	});
});

describe('the list of campaigns', () => {
	const search = async (method: string, parameters: INodeParameters, filter?: string) =>
		await searchList({ method, parameters, credentials: { batchApi: batchCredential(batch.sandbox) }, filter });

	it('shows those of the project with status and day', async () => {
		const { results } = await search('searchOrchestrations', { ...get, api: 'project' });
		expect(results).toHaveLength(30);
		expect(results[0]).toEqual({ name: expect.stringMatching(/\((running|completed|draft|stopped), 2026-\d\d-\d\d\)$/), value: expect.stringMatching(/^orchestration_/) });
	});

	it('finds one of an app by its name', async () => {
		const { results } = await search('searchCampaigns', { ...get, api: 'app', platform: 'android' }, 'payment failed');
		expect(results.length).toBeGreaterThan(0);
		expect(results.every(({ value }) => String(value).startsWith('sandbox-android-'))).toBe(true);
	});
});

import type { IDataObject, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest, batchCredential } from '../harness/batch.ts';
import { searchList } from '../harness/editor.ts';

const create: INodeParameters = {
	...{ resource: 'inAppCampaign', operation: 'create' },
	platforms: ['ios'],
	name: '={{ $json.name ?? "Welcome back" }}',
	theme: 'my_theme',
	language: 'en',
	title: 'Hello',
	body: 'Nice to see you',
	targeting: 'everybody',
};
const update = { resource: 'inAppCampaign', operation: 'update' };
const start = { resource: 'inAppCampaign', operation: 'start' };
const stop = { resource: 'inAppCampaign', operation: 'stop' };
const remove = { resource: 'inAppCampaign', operation: 'delete' };
const get = { resource: 'inAppCampaign', operation: 'get' };
const getMany = { resource: 'inAppCampaign', operation: 'getAll' };

const byId = (value: string): INodeParameterResourceLocator => ({ __rl: true, mode: 'id', value });
/** Made in the dashboard. */
const [sampleToken] = ['sandbox-ios-in-app-2'];
const goOn = { onError: 'continueRegularOutput' } as const;

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const bodies = (path: string) => batch.sandbox.state.requests.filter((request) => request.path.includes(`in-app-campaigns/${path}`)).map(({ body }) => body);
const made = (platform: 'ios' | 'android' = 'ios') => batch.sandbox.state.inAppCampaigns[platform].filter(({ from_api }) => from_api === true);

/** @returns its token */
async function draft(parameters: INodeParameters = {}): Promise<string> {
	const { error } = await batch.run({ ...create, ...parameters });
	expect(error).toBeUndefined();
	batch.sandbox.state.requests.length = 0;
	return made()[0].campaign_token;
}

describe('In-App Campaign → Create', () => {
	it('refuses a message that says nothing, such as one whose expressions lead nowhere', async () => {
		const { items } = await batch.run({ ...create, title: '={{ $json.title }}', body: '={{ $json.body }}' }, [{}, { title: 'Hello' }], goOn);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toBe('Title (empty) must not be empty where Header, Body, Image URL and Buttons are');
	});

	it('refuses a translation that says nothing', async () => {
		const translations = { translation: [{ language: 'fr', title: '', body: '={{ undefined }}' }] };
		const { items } = await batch.run({ ...create, translations }, [{}], goOn);
		expect(items[0].json.error).toBe('Translations: Title (fr) must not be empty where Header and Body are');
	});

	it('takes a message that is a picture', async () => {
		const { items } = await batch.run({ ...create, title: '', body: '', image: 'https://example.com/a.png', translations: { translation: [{ language: 'fr', title: '', body: '' }] } }, [{}], goOn);
		expect(items[0].json.status).toBe('accepted');
	});

	it('holds the local times of its end and its start against each other as clocks show them', async () => {
		const local = { schedule: 'localTime', end: 'localTime', startsAt: '2099-03-29 03:00:00' };
		const { items } = await batch.run({ ...create, ...local, endsAt: '={{ $json.end }}' }, [{ end: '2099-03-29 02:45:00' }], goOn);
		expect(items[0].json.error).toContain('must be later than Starts At');
	});

	it('refuses a trigger that does not say when', async () => {
		const { items } = await batch.run({ ...create, trigger: 'json', triggerJson: '{"when":""}' }, [{}], goOn);
		expect(items[0].json.error).toContain('must say “when”');
	});

	it('creates a draft for the next session in each app', async () => {
		const { items, error } = await batch.run({ ...create, platforms: ['ios', 'android'] });
		expect(error).toBeUndefined();
		expect(bodies('create')[0]).toEqual({
			name: 'Welcome back',
			live: false,
			start_date: 'now',
			trigger: { when: 'NEXT_SESSION' },
			landing: { theme: 'my_theme', contents: [{ language: 'en', title: 'Hello', body: 'Nice to see you' }] },
		});
		expect(items[0].json).toEqual({
			status: 'accepted',
			name: 'Welcome back',
			state: 'draft',
			startsAt: 'now',
			platforms: {
				iOS: { status: 'accepted', campaignToken: made('ios')[0].campaign_token },
				Android: { status: 'accepted', campaignToken: made('android')[0].campaign_token },
			},
		});
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('takes everything that is documented', async () => {
		const { items, error } = await batch.run({
			...create,
			header: 'News',
			image: 'https://example.com/a.png',
			buttons: { button: [{ label: 'Yes', action: 'continue' }, { label: 'No', action: 'DISMISS' }] },
			translations: { translation: [{ language: 'fr', header: '', title: 'Bonjour', body: '', buttonLabels: 'Oui, Non' }] },
			deeplinkTo: 'url',
			deeplink: 'news://home',
			trigger: 'nextSession',
			capping: 3,
			gracePeriod: 24,
			schedule: 'localTime',
			startsAt: '2099-01-01T08:00:00',
			end: 'time',
			endsAt: '2099-02-01T08:00:00Z',
			targeting: 'matching',
			criteria: { segments: ['NEW'], query: '{"c.plan":"gold"}' },
			state: 'ready',
			options: { labels: 'ONBOARDING', customPayload: '{"a":1}' },
		});
		expect(error).toBeUndefined();
		const actions = (...labels: string[]) => labels.map((label, index) => ({ label, action: ['continue', 'DISMISS'][index] }));
		expect(bodies('create')[0]).toEqual({
			name: 'Welcome back',
			live: true,
			local_start_date: '2099-01-01T08:00:00',
			end_date: '2099-02-01T08:00:00',
			trigger: { when: 'NEXT_SESSION', capping: 3, grace_period: { every: 24, unit: 'HOURS' } },
			landing: {
				theme: 'my_theme',
				image: 'https://example.com/a.png',
				contents: [
					{ language: 'en', header: 'News', title: 'Hello', body: 'Nice to see you', actions: actions('Yes', 'No') },
					{ language: 'fr', title: 'Bonjour', actions: actions('Oui', 'Non') },
				],
			},
			targeting: { segments: ['NEW'], query: { 'c.plan': 'gold' } },
			deeplink: 'news://home',
			labels: ['ONBOARDING'],
			custom_payload: '{"a":1}',
		});
		expect(items[0].json).toMatchObject({ state: 'ready', startsAtLocal: '2099-01-01T08:00:00', endsAt: '2099-02-01T08:00:00Z', endsAtLocal: '2099-02-01T09:00:00+01:00' });
	});

	const refusals: Array<[string, INodeParameters, string]> = [
		['a short name', { name: 'ab' }, 'Name'],
		['no theme', { theme: '={{ undefined }}' }, 'Theme'],
		['no language', { language: '={{ null }}' }, 'Language'],
		['a title that is an object', { title: '={{ { a: 1 } }}' }, 'Title'],
		['a body that is a list', { body: '={{ [1] }}' }, 'Body'],
		['a start that has passed', { schedule: 'time', startsAt: '2020-01-01' }, 'Starts At'],
		['an end that has passed', { end: 'time', endsAt: '2020-01-01' }, 'Ends At'],
		['an end before the start', { schedule: 'time', startsAt: '2099-02-01', end: 'time', endsAt: '2099-01-01' }, 'Ends At'],
		['half a capping', { capping: '={{ 1.5 }}' }, 'Capping'],
		['a grace period of nothing', { gracePeriod: 0 }, 'Grace Period (Hours)'],
		['a trigger that says no when', { trigger: 'json', triggerJson: '{}' }, 'Trigger (JSON)'],
		['nobody said', { targeting: 'matching' }, 'Targeting'],
		['a picture that is no address', { image: 'a.png' }, 'Image URL'],
		['a long deeplink', { deeplinkTo: 'url', deeplink: `news://${'a'.repeat(255)}` }, 'Deeplink'],
		['the reserved key', { options: { customPayload: '{"com.batch":1}' } }, 'Custom Payload (JSON)'],
		['four labels', { options: { labels: 'a,b,c,d' } }, 'Labels'],
		['a button without a label', { buttons: { button: [{ label: '', action: 'DISMISS' }] } }, 'Buttons: Label'],
		['labels of other buttons', { translations: { translation: [{ language: 'fr', header: '', title: 'Bonjour', body: '', buttonLabels: 'Oui' }] } }, 'Translations: Button Labels'],
		['Ready for an audience that nothing names', { state: 'ready', targeting: 'matching', criteria: { audience: 'vip' } }, 'Audience'],
	];
	it.each(refusals)('refuses %s, naming the field', async (_words, parameters, field) => {
		const { items } = await batch.run({ ...create, ...parameters }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field }] });
		expect(bodies('create')).toEqual([]);
	});

	it('never creates two: neither for a lost answer, nor when a run is repeated', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'in-app-campaigns/create' } });
		const { items } = await batch.run(create, [{}], { ...goOn, tries: 3 });
		expect(items[0].json).toMatchObject({ status: 'unknown', advice: expect.stringContaining('Get Many') });
		const { items: repeated } = await batch.run(create, [{}, { name: 'Another' }]);
		expect(repeated.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(made().map(({ name }) => name).toSorted()).toEqual(['Another', 'Welcome back']);
	});

	it('shows with Preview Only what would be sent', async () => {
		const { items } = await batch.run({ ...create, options: { previewOnly: true } });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { path: 'in-app-campaigns/create', platform: 'iOS' } });
		expect(made()).toEqual([]);
	});
});

describe('In-App Campaign → Update', () => {
	it('changes what is filled in', async () => {
		const token = await draft();
		const { items } = await batch.run({ ...update, platform: 'ios', campaign: byId(token), name: 'Renamed', end: 'time', endsAt: '2099-01-01' });
		expect(bodies('update')).toEqual([{ name: 'Renamed', end_date: '2099-01-01T00:00:00' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', campaignToken: token, platform: 'iOS', name: 'Renamed' });
		expect(made()[0]).toMatchObject({ name: 'Renamed', live: false });
	});

	it('refuses to change nothing, and goes on when Batch does not change one', async () => {
		const token = await draft();
		const parameters = { ...update, platform: 'ios', campaign: byId('={{ $json.token }}'), name: '={{ $json.name }}' };
		const rows = [{ token, name: '' }, { token: 'nobody', name: 'Renamed' }, { token: sampleToken, name: 'Renamed' }, { token, name: 'Renamed' }];
		const { items } = await batch.run(parameters, rows);
		expect(items.map(({ json }) => [json.status, json.httpCode])).toEqual([
			['refused', undefined],
			['refused', 404],
			['refused', 403],
			['accepted', undefined],
		]);
	});
});

describe('In-App Campaign → Start, Stop, Delete', () => {
	it('starts one that says whom it reaches', async () => {
		const token = await draft({ targeting: 'matching', criteria: { segments: ['NEW'] } });
		const { items } = await batch.run({ ...start, platform: 'ios', campaign: byId(token) });
		expect(items[0].json).toEqual({ status: 'accepted', campaignToken: token, platform: 'iOS', state: 'ready' });
		expect(bodies('update')).toEqual([{ live: true }]);
	});

	it('shows one to everybody only when that is said', async () => {
		const token = await draft();
		const { items } = await batch.run({ ...start, platform: 'ios', campaign: byId(token) }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining('everybody') });
		await batch.run({ ...start, platform: 'ios', campaign: byId(token), targeting: 'everybody' });
		expect(bodies('update')).toEqual([{ live: true }]);
	});

	it('stops one', async () => {
		const token = await draft({ state: 'ready' });
		const { items } = await batch.run({ ...stop, platform: 'ios', campaign: byId(token) });
		expect(items[0].json).toEqual({ status: 'accepted', campaignToken: token, platform: 'iOS', state: 'stopped' });
		expect(made()[0].live).toBe(false);
	});

	it('deletes one, and goes on when Batch does not know another', async () => {
		const token = await draft();
		const { items } = await batch.run({ ...remove, platform: 'ios', campaign: byId('={{ $json.token }}') }, [{ token: 'nobody' }, { token }]);
		expect(items[0].json).toMatchObject({ status: 'refused', platform: 'iOS' });
		expect(items[1].json).toEqual({ deleted: true, campaignToken: token, platform: 'iOS' });
		expect(made()).toEqual([]);
	});

	it.each([start, stop, remove, update])('refuses for $operation a campaign that is none', async (parameters) => {
		const values = ['={{ undefined }}', '={{ null }}', '={{ { a: 1 } }}', '={{ [1] }}', 'orchestration_1'];
		for (const value of values) {
			const { items } = await batch.run({ ...parameters, name: 'Renamed', platform: 'ios', campaign: byId(value) }, [{}], goOn);
			expect((items[0].json.problems as IDataObject[])[0].field).toBe('Campaign');
		}
		expect(batch.sandbox.state.requests).toEqual([]);
	});
});

describe('In-App Campaign → Get, Get Many', () => {
	it('gets one as Batch has it', async () => {
		const { items } = await batch.run({ ...get, platform: 'ios', campaign: byId(sampleToken) });
		expect(items[0].json).toMatchObject({ campaign_token: sampleToken, landing: { theme: 'sandbox_theme' } });
	});

	it('lists them, up to the limit and by filters', async () => {
		await draft();
		const { items } = await batch.run({ ...getMany, platform: 'ios', returnAll: true });
		expect(items).toHaveLength(7);
		const { items: own } = await batch.run({ ...getMany, platform: 'ios', returnAll: true, filters: { createdBy: 'api', live: 'notLive', nameContains: 'welcome' } });
		expect(own.map(({ json }) => json.name)).toEqual(['Welcome back']);
		const { items: two } = await batch.run({ ...getMany, platform: 'ios', returnAll: false, limit: 2 });
		expect(two).toHaveLength(2);
	});

	it('offers them in the list of the field', async () => {
		const { results } = await searchList({
			method: 'searchInAppCampaigns',
			parameters: { ...get, platform: 'ios' },
			credentials: { batchApi: batchCredential(batch.sandbox) },
		});
		expect(results).toHaveLength(6);
	});
});

import type { IDataObject, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

const update = { resource: 'campaign', operation: 'update' };
const start = { resource: 'campaign', operation: 'start' };
const stop = { resource: 'campaign', operation: 'stop' };
const remove = { resource: 'campaign', operation: 'delete' };

const byId = (value: string): INodeParameterResourceLocator => ({ __rl: true, mode: 'id', value });
const goOn = { onError: 'continueRegularOutput' } as const;
const ahead = '2099-12-01T08:00:00Z';

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const written = () => batch.sandbox.state.requests.filter(({ path }) => path.includes('campaigns/update')).map(({ body }) => body);

/** A draft of the project, as Create puts it out. */
async function draft(parameters: INodeParameters = {}): Promise<IDataObject> {
	const { items, error } = await batch.run({
		resource: 'campaign',
		operation: 'create',
		api: 'project',
		channel: 'push',
		name: 'Weekly digest',
		sendTo: ['ios'],
		body: 'Five stories',
		schedule: 'time',
		startsAt: ahead,
		targeting: 'matching',
		criteria: { languages: 'en' },
		options: { ifNameExists: 'create' },
		...parameters,
	});
	expect(error).toBeUndefined();
	batch.sandbox.state.requests.length = 0;
	return items[0].json;
}

/** A draft of an app that was made by the API; it names segments. */
function appDraft(fields: IDataObject = {}): string {
	const campaign = {
		campaign_token: 'draft-of-the-app',
		from_api: true,
		dev_only: false,
		created_date: '2026-01-01T00:00:00',
		name: 'Weekly digest',
		live: false,
		push_time: '2099-12-01T08:00:00',
		messages: [{ language: 'en', body: 'Five stories' }],
		targeting: { segments: ['ENGAGED'] },
		...fields,
	};
	batch.sandbox.state.campaigns.ios.unshift(campaign);
	return campaign.campaign_token;
}

const find = (token: string) => batch.sandbox.state.campaigns.ios.find(({ campaign_token }) => campaign_token === token);

describe('Campaign → Update', () => {
	const whole: INodeParameters = {
		...update,
		api: 'project',
		channel: 'push',
		name: 'Renamed',
		sendTo: ['web'],
		body: 'Six stories',
		schedule: 'time',
		startsAt: ahead,
		targeting: 'everybody',
	};
	const changes: INodeParameters = { ...update, api: 'app', platform: 'ios', campaign: byId('={{ $json.token }}') };

	it('overwrites a campaign of the project whole', async () => {
		const { id } = await draft();
		const { items } = await batch.run({ ...whole, campaign: byId(String(id)) });
		const campaign = {
			name: 'Renamed',
			state: 'DRAFT',
			when: { start_time: ahead },
			messages: [{ channel_type: 'push', platform_type: ['web'], body: 'Six stories' }],
		};
		expect(written()).toEqual([{ id, campaign }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', id, state: 'draft', campaign });
	});

	it('changes in an app what is filled in, and never whether it is live', async () => {
		const { items, error } = await batch.run({ ...changes, body: 'Six stories', language: 'en' }, [{ token: appDraft() }]);
		expect(error).toBeUndefined();
		expect(written()).toEqual([{ messages: [{ language: 'en', body: 'Six stories' }] }]);
		expect(items[0].json).toEqual({ status: 'accepted', campaignToken: 'draft-of-the-app', platform: 'iOS' });
	});

	it.each([
		['nothing to change', {}, 'changes nothing'],
		['going live by the back door', { options: { additionalJson: '{"live":true}' } }, 'Start and Stop'],
		['a time that has passed', { schedule: 'time', startsAt: '2020-01-01' }, 'has passed'],
		['an audience that nothing names', { targeting: 'matching', criteria: { audience: 'vip' } }, 'not named'],
		['a targeting of nobody in particular by the back door', { name: 'Renamed', options: { additionalJson: '{"targeting":{}}' } }, 'takes for everybody'],
		['a targeting of nulls by the back door', { name: 'Renamed', options: { additionalJson: '{"targeting":{"segments":[null]}}' } }, 'takes for everybody'],
		['a targeting that is null', { name: 'Renamed', options: { additionalJson: '={{ { targeting: null } }}' } }, 'takes for everybody'],
		['a query that says nothing', { targeting: 'matching', criteria: { segments: ['NEW'], query: '{"$and":[{}]}' } }, 'would reach more people'],
	])('refuses %s', async (_words, parameters, rule) => {
		const { items } = await batch.run({ ...changes, ...parameters } as INodeParameters, [{ token: appDraft() }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(written()).toEqual([]);
	});

	it('goes on when Batch does not know one, or does not change one', async () => {
		const fromDashboard = 'sandbox-ios-001';
		const rows = [{ token: 'nobody' }, { token: fromDashboard }, { token: appDraft() }];
		const { items } = await batch.run({ ...changes, name: 'Renamed' }, rows);
		expect(items.map(({ json }) => [json.status, json.httpCode])).toEqual([
			['refused', 404],
			['refused', 403],
			['accepted', undefined],
		]);
	});

	it.each([
		['project', 'sandbox-ios-001', 'orchestration_'],
		['app', 'orchestration_1', 'project API'],
		['project', '={{ undefined }}', 'must be chosen'],
		['app', '={{ null }}', 'must be chosen'],
		['app', '={{ { a: 1 } }}', 'must be a text'],
		['project', '={{ [1] }}', 'must be a text'],
	])('refuses in the %s API the campaign %s', async (api, token, rule) => {
		const { items } = await batch.run({ ...whole, api, language: 'en', campaign: byId(token) }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(written()).toEqual([]);
	});
});

describe('Campaign → Start, of a project', () => {
	const json: INodeParameters = { ...start, api: 'project', campaignFrom: 'json', campaign: byId('={{ $json.id }}'), campaignJson: '={{ $json.campaign }}' };

	it('takes what Create put out, and sends it as scheduled', async () => {
		const created = await draft();
		const { items, error } = await batch.run(json, [created]);
		expect(error).toBeUndefined();
		expect(written()).toEqual([{ id: created.id, campaign: { ...(created.campaign as IDataObject), state: 'RUNNING' } }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', id: created.id, name: 'Weekly digest', state: 'ready', startsAt: ahead, startsAtLocal: '2099-12-01T09:00:00+01:00' });
	});

	it('takes the whole item that Create put out, too, and another time', async () => {
		const created = await draft();
		await batch.run({ ...json, campaignJson: '={{ $json }}', schedule: 'localTime', startsAt: '2099-12-02' }, [created]);
		expect(written()).toMatchObject([{ campaign: { when: { start_time: '2099-12-02T00:00:00Z', local_time: true }, targeting: { languages: ['en'] } } }]);
	});

	it('takes the form of Create', async () => {
		const { id } = await draft();
		const { items } = await batch.run({
			...start,
			api: 'project',
			campaignFrom: 'fields',
			campaign: byId(String(id)),
			channel: 'push',
			name: 'Weekly digest',
			sendTo: ['ios'],
			body: 'Five stories',
			schedule: 'now',
			targeting: 'everybody',
		});
		expect(items[0].json).toMatchObject({ status: 'accepted', state: 'ready', startsAt: 'now' });
		expect(written()).toMatchObject([{ id, campaign: { state: 'RUNNING', when: { start_time: 'now' } } }]);
	});

	it.each([
		['nothing', '={{ undefined }}', 'must not be empty'],
		['no campaign', '={{ { id: 1 } }}', 'must not be empty'],
		['a list', '={{ [1] }}', 'must be a JSON object'],
		['a number', '={{ 7 }}', 'must be a JSON object'],
		['a date', '={{ $now }}', 'must be a JSON object'],
	])('refuses %s in place of the campaign', async (_words, campaignJson, rule) => {
		const { items } = await batch.run({ ...json, campaignJson }, [{ id: 'orchestration_1' }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(written()).toEqual([]);
	});

	it.each<[string, IDataObject, string]>([
		['a message that is empty', { messages: [{}] }, 'messages: channel_type (empty) must be push or email'],
		['a message that is null', { messages: [null] }, 'must hold exactly one message'],
		['a message that is a text', { messages: ['push'] }, 'must hold exactly one message'],
		['no message', { messages: [] }, 'must hold exactly one message'],
		['two messages', { messages: [{ channel_type: 'push', platform_type: ['ios'], body: 'A' }, { channel_type: 'push', platform_type: ['ios'], body: 'B' }] }, 'exactly one'],
		['a message by SMS', { messages: [{ channel_type: 'sms', body: 'A' }] }, 'must be push or email'],
		['a push without a text', { messages: [{ channel_type: 'push', platform_type: ['ios'], body: ' ' }] }, 'messages: body ( ) must not be empty'],
		['a push of an object', { messages: [{ channel_type: 'push', platform_type: ['ios'], body: { en: 'A' } }] }, 'body ({"en":"A"}) must be a text'],
		['a title that is a number', { messages: [{ channel_type: 'push', platform_type: ['ios'], title: 7, body: 'A' }] }, 'title (7) must be a text'],
		['a push to no platform', { messages: [{ channel_type: 'push', platform_type: [], body: 'A' }] }, 'platform_type ([]) must be a list'],
		['a push to a platform as a text', { messages: [{ channel_type: 'push', platform_type: 'ios', body: 'A' }] }, 'platform_type (ios) must be a list'],
		['a push to another platform', { messages: [{ channel_type: 'push', platform_type: ['ios', 'tv'], body: 'A' }] }, 'must be a list of one or more of: ios, android, web'],
		['an e-mail without a body', { messages: [{ channel_type: 'email', subject: 'A', sender_identity_id: '1' }] }, 'html (empty) must not be empty'],
		['an e-mail whose reply goes nowhere', { messages: [{ channel_type: 'email', subject: 'A', sender_identity_id: '1', html: 'B', reply_to: 'a@example.com' }] }, 'reply_to (a@example.com) must be an object'],
		['a language without a code', { messages: [{ channel_type: 'email', subject: 'A', sender_identity_id: '1', html: 'B', languages: [{ subject: 'C' }] }] }, 'language (empty) must not be empty'],
		['a language twice', { messages: [{ channel_type: 'email', subject: 'A', sender_identity_id: '1', html: 'B', languages: [{ language: 'fr', subject: 'C' }, { language: 'fr', subject: 'D' }] }] }, 'language (fr) is given twice'],
		['a targeting that is a text', { targeting: 'everybody' }, 'targeting (everybody) must be an object'],
		['a targeting that is a list', { targeting: ['NEW'] }, 'targeting (["NEW"]) must be an object'],
		['languages that are null', { targeting: { languages: ['fr', null] } }, 'languages (["fr",null]) must be a list of texts'],
		['a query as a text', { targeting: { query: '{"plan":"gold"}' } }, 'must be an object'],
		['segments of which nothing is left', { targeting: { segments: [null, ''] } }, 'everybody would get it'],
		['a query of which nothing is left', { targeting: { query: { $and: [{}] } } }, 'everybody would get it'],
		['a clock that is a text', { when: { start_time: ahead, local_time: 'true' } }, 'when: local_time (true) must be true or false'],
		['labels that are none', { labels: [null, 1] }, 'must be a list of at most 5 texts'],
	])('refuses %s', async (_words, fields, rule) => {
		const created = await draft();
		const campaign = { ...(created.campaign as IDataObject), ...fields };
		const { items } = await batch.run(json, [{ ...created, campaign }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(items[0].json.error).toContain(rule.includes('everybody would') ? 'Targeting' : 'Campaign (JSON): ');
		expect(written()).toEqual([]);
	});

	it('takes a query that asks for nothing in particular: null and the empty text are values', async () => {
		const created = await draft();
		const campaign = { ...(created.campaign as IDataObject), targeting: { query: { firstname: { $eq: null } } } };
		const { items } = await batch.run(json, [{ ...created, campaign }], goOn);
		expect(items[0].json).toMatchObject({ status: 'accepted' });
	});

	it('sends nothing to everybody, and nothing at once, unless that is said', async () => {
		const everybody = await draft({ targeting: 'everybody' });
		const now = await draft({ schedule: 'now' });
		const past = { id: now.id, campaign: { ...(now.campaign as IDataObject), when: { start_time: '2020-01-01T00:00:00Z' } } };
		const { items } = await batch.run(json, [everybody, now, past], goOn);
		expect(items.map(({ json: { status, error } }) => [status, error])).toEqual([
			['refused', expect.stringContaining('everybody would get it')],
			['refused', expect.stringContaining('sent at once')],
			['refused', expect.stringContaining('has passed')],
		]);
		expect(written()).toEqual([]);
		await batch.run({ ...json, targeting: 'everybody', schedule: 'now' }, [everybody]);
		expect(written()).toMatchObject([{ campaign: { state: 'RUNNING', when: { start_time: 'now' } } }]);
	});

	it('says what Batch refuses', async () => {
		const running = batch.sandbox.state.orchestrations.find(({ type, status }) => type === 'campaign' && status === 'running');
		const created = await draft();
		const { items } = await batch.run(json, [{ ...created, id: running?.id }, created]);
		expect(items.map(({ json: { status } }) => status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('a running campaign cannot be updated');
	});

	it('does not start twice for a lost answer', async () => {
		const created = await draft();
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/update' } });
		const { items } = await batch.run(json, [created], { ...goOn, tries: 3 });
		expect(items[0].json).toMatchObject({ status: 'unknown', advice: expect.stringContaining('Look at the campaign') });
		expect(written()).toHaveLength(1);
	});
});

describe('Campaign → Start, of an app', () => {
	const app: INodeParameters = { ...start, api: 'app', platform: 'ios', campaign: byId('={{ $json.token }}') };

	it('starts at the time the campaign says', async () => {
		const token = appDraft();
		const { items, error } = await batch.run(app, [{ token }]);
		expect(error).toBeUndefined();
		expect(written()).toEqual([{ live: true }]);
		expect(find(token)?.live).toBe(true);
		expect(items[0].json).toEqual({
			status: 'accepted',
			campaignToken: token,
			platform: 'iOS',
			name: 'Weekly digest',
			state: 'ready',
			startsAt: ahead,
			startsAtLocal: '2099-12-01T09:00:00+01:00',
		});
	});

	it.each([
		['a time that has passed', { push_time: '2020-01-01T00:00:00' }, 'has passed'],
		['a local time that has passed', { push_time: undefined, local_push_time: '2020-01-01T00:00:00' }, 'has passed'],
		['Now', { push_time: 'now' }, 'sent at once'],
		['no time', { push_time: undefined }, 'not told'],
		['a time that is none', { push_time: 'soon' }, 'not told'],
		['everybody', { targeting: undefined }, 'everybody would get it'],
		['an empty targeting', { targeting: { segments: [] } }, 'everybody would get it'],
	])('refuses a campaign that says %s', async (_words, fields, rule) => {
		const { items } = await batch.run(app, [{ token: appDraft(fields as IDataObject) }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(written()).toEqual([]);
	});

	it('starts it at once, and for everybody, when that is said', async () => {
		await batch.run({ ...app, schedule: 'now', targeting: 'everybody' }, [{ token: appDraft({ targeting: undefined }) }], {
			credential: { iosApiKey: batch.sandbox.keys.devAppKeys.ios },
		});
		expect(written()).toEqual([{ live: true, push_time: 'now' }]);
	});

	it('says that a Dev key cannot read what would be sent', async () => {
		const { items } = await batch.run(app, [{ token: appDraft() }], { ...goOn, credential: { iosApiKey: batch.sandbox.keys.devAppKeys.ios } });
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining('Not started'), advice: expect.stringContaining('Everybody under Targeting') });
	});

	it('goes on when Batch does not know one', async () => {
		const { items } = await batch.run(app, [{ token: 'nobody' }, { token: appDraft() }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
	});

	it('does not start twice for a lost answer', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/update' } });
		const { items } = await batch.run(app, [{ token: appDraft() }], { ...goOn, tries: 3 });
		expect(items[0].json.status).toBe('unknown');
		expect(written()).toHaveLength(1);
	});

	it('shows with Preview Only what would be sent, without a credential', async () => {
		const { items } = await executeNode({ parameters: { ...app, campaign: byId('token-of-one'), options: { previewOnly: true } }, credentials: {} });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { path: 'campaigns/update/token-of-one', body: { live: true } } });
	});
});

describe('Campaign → Stop', () => {
	it('stops one of an app, as often as it is asked to', async () => {
		const token = appDraft({ live: true });
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/update' } });
		const { items } = await batch.run({ ...stop, api: 'app', platform: 'ios', campaign: byId(token) });
		expect(items[0].json).toEqual({ status: 'accepted', campaignToken: token, platform: 'iOS', state: 'stopped' });
		expect(written()).toEqual([{ live: false }, { live: false }]);
		expect(find(token)?.live).toBe(false);
	});

	it('stops one of a project with its whole content', async () => {
		const created = await draft();
		const { items } = await batch.run({ ...stop, api: 'project', campaignFrom: 'json', campaign: byId(String(created.id)), campaignJson: '={{ $json.campaign }}' }, [created]);
		expect(items[0].json).toMatchObject({ status: 'accepted', id: created.id, state: 'stopped' });
		expect(written()).toEqual([{ id: created.id, campaign: { ...(created.campaign as IDataObject), state: 'STOPPED' } }]);
	});

	it('says what Batch refuses: what is under way is not called back', async () => {
		const running = batch.sandbox.state.orchestrations.find(({ type, status }) => type === 'campaign' && status === 'running');
		const created = await draft();
		const { error } = await batch.run({ ...stop, api: 'project', campaignFrom: 'json', campaign: byId(String(running?.id)), campaignJson: '={{ $json.campaign }}' }, [created]);
		expect(error?.message).toContain('a running campaign cannot be updated');
	});

	it('takes the form of Create', async () => {
		const { id } = await draft();
		const { items } = await batch.run({
			...stop,
			api: 'project',
			campaignFrom: 'fields',
			campaign: byId(String(id)),
			channel: 'push',
			name: 'Weekly digest',
			sendTo: ['ios'],
			body: 'Five stories',
			schedule: 'time',
			startsAt: ahead,
			targeting: 'everybody',
		});
		expect(items[0].json).toMatchObject({ status: 'accepted', state: 'stopped' });
		expect(written()).toMatchObject([{ id, campaign: { state: 'STOPPED' } }]);
	});
});

describe('Campaign → Start, of a campaign that came as JSON', () => {
	const byJson = { ...start, api: 'project', campaignFrom: 'json', campaign: byId('orchestration_1'), schedule: 'stored', targeting: 'keep' };
	const whole = { name: 'Weekly digest', targeting: { languages: ['en'] }, messages: [{ channel_type: 'push', platform_type: ['ios'], body: 'b' }] };

	it.each(['2020-01-01 09:00:00', 'tomorrow', 'NOW', ' now ', '1577869200', ''])('refuses the time %j, of which nobody knows whether it lies ahead', async (time) => {
		const { items } = await batch.run({ ...byJson, campaignJson: '={{ $json }}' }, [{ ...whole, when: { start_time: time } }], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Campaign (JSON): when', rule: expect.stringContaining('in a form that can be read') }] });
		expect(written()).toEqual([]);
	});

	it('takes another time in its place', async () => {
		const { items } = await batch.run({ ...byJson, schedule: 'time', startsAt: ahead, campaignJson: '={{ $json }}', options: { previewOnly: true } }, [{ ...whole, when: { start_time: 'tomorrow' } }], goOn);
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { body: { campaign: { when: { start_time: ahead } } } } });
	});

	it('names fields as the JSON does', async () => {
		const { items } = await batch.run({ ...byJson, campaignJson: '={{ $json }}' }, [{ ...whole, when: { start_time: ahead }, send_rate: 10, labels: 'news' }], goOn);
		expect(items[0].json.error).toContain('Campaign (JSON): send_rate (10) must be');
		expect(items[0].json.error).toContain('Campaign (JSON): labels (news) must be a list of at most 5');
	});
});

describe('Campaign → Delete', () => {
	it('deletes one of a project', async () => {
		const { id } = await draft();
		const { items } = await batch.run({ ...remove, api: 'project', campaign: byId(String(id)) });
		expect(items[0].json).toEqual({ deleted: true, id });
		expect(batch.calls('campaigns/delete').map(({ body }) => body)).toEqual([{ id }]);
	});

	it('deletes those of an app, and goes on when Batch does not know one', async () => {
		const token = appDraft();
		const { items } = await batch.run({ ...remove, api: 'app', platform: 'ios', campaign: byId('={{ $json.token }}') }, [{ token: 'nobody' }, { token }]);
		expect(items[0].json).toMatchObject({ status: 'refused', campaignToken: 'nobody', platform: 'iOS' });
		expect(items[1].json).toEqual({ deleted: true, campaignToken: token, platform: 'iOS' });
		expect(find(token)).toBeUndefined();
	});

	it('says that a lost answer may have deleted it', async () => {
		const token = appDraft();
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/delete' } });
		const { items } = await batch.run({ ...remove, api: 'app', platform: 'ios', campaign: byId(token) }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'unknown', campaignToken: token, platform: 'iOS' });
	});

	it('shows with Preview Only what would be deleted', async () => {
		const token = appDraft();
		const { items } = await batch.run({ ...remove, api: 'app', platform: 'ios', campaign: byId(token), options: { previewOnly: true } });
		expect(items[0].json).toMatchObject({ status: 'preview', preview: { path: `campaigns/delete/${token}` } });
		expect(find(token)).toBeDefined();
	});
});

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

const create = { resource: 'campaign', operation: 'create' };
const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);

const push: INodeParameters = {
	...create,
	api: 'project',
	channel: 'push',
	name: '={{ $json.name ?? "Weekly digest" }}',
	sendTo: ['ios', 'android'],
	title: 'The week',
	body: 'Five stories',
	schedule: 'time',
	startsAt: `${soon}Z`,
	targeting: 'matching',
	criteria: { languages: 'en, fr' },
};
const app: INodeParameters = {
	...create,
	api: 'app',
	platforms: ['ios'],
	name: '={{ $json.name ?? "Weekly digest" }}',
	language: 'en',
	title: 'The week',
	body: 'Five stories',
	schedule: 'time',
	startsAt: `${soon}Z`,
	targeting: 'matching',
	criteria: { segments: ['ENGAGED'] },
};

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const calls = () => batch.calls('campaigns/create');
const made = () => batch.sandbox.state.orchestrations.filter(({ campaign }) => campaign !== undefined);
const goOn = { onError: 'continueRegularOutput' } as const;

describe('Campaign → Create, of a project', () => {
	it('says that it matches some where Additional Fields say so, whatever Targeting says', async () => {
		const { items } = await batch.run({ ...push, targeting: 'everybody', options: { additionalJson: '{"targeting":{"regions":["FR"]}}' } });
		expect(items[0].json).toMatchObject({ status: 'accepted', targeting: 'matching', campaign: { targeting: { regions: ['FR'] } } });
	});

	it.each([
		// In Paris clocks go from 2 to 3 at that hour; where people are, they may not.
		['2099-03-29 02:30:00', '2099-03-29T02:30:00Z'],
		['2099-03-29T02:30', '2099-03-29T02:30:00Z'],
		['2099-12-01', '2099-12-01T00:00:00Z'],
		['2099-335', '2099-12-01T00:00:00Z'],
		['2099-12-01T08:00:00Z', '2099-12-01T09:00:00Z'],
		['={{ DateTime.fromISO("2099-12-01T09:00") }}', '2099-12-01T09:00:00Z'],
	])('sends the local time %s as each clock shows it', async (startsAt, time) => {
		const { items } = await batch.run({ ...push, schedule: 'localTime', startsAt });
		expect(calls()[0].body).toMatchObject({ when: { start_time: time, local_time: true } });
		expect(items[0].json).toMatchObject({ startsAtLocal: time.slice(0, -1) });
	});

	it('refuses a send rate that an expression leaves empty: everything would be sent at once', async () => {
		const { items } = await batch.run({ ...push, options: { sendRate: '={{ $json.rate }}' } }, [{}, { rate: 5_000, name: 'Another' }], goOn);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toContain('Send Rate (per Minute) (empty) must be');
		expect(calls()[0].body).toMatchObject({ send_rate: 5_000 });
	});

	it('says that an earlier item of the run has the name', async () => {
		const { items } = await batch.run(push, [{}, {}], goOn);
		expect(items[1].json).toMatchObject({ status: 'refused', error: 'Name (Weekly digest) is that of an earlier item of this run' });
		expect(items[1].json).not.toHaveProperty('existing');
	});

	it('creates a draft, and shows its time in UTC and in the time zone of the workflow', async () => {
		const { items, error } = await batch.run({ ...push, startsAt: '2099-12-01T09:00:00' });
		expect(error).toBeUndefined();
		const body = {
			name: 'Weekly digest',
			state: 'DRAFT',
			when: { start_time: '2099-12-01T08:00:00Z' },
			targeting: { languages: ['en', 'fr'] },
			messages: [{ channel_type: 'push', platform_type: ['ios', 'android'], title: 'The week', body: 'Five stories' }],
		};
		expect(calls().map((call) => call.body)).toEqual([body]);
		expect(items[0].json).toEqual({
			status: 'accepted',
			id: made()[0].id,
			name: 'Weekly digest',
			state: 'draft',
			startsAt: '2099-12-01T08:00:00Z',
			startsAtLocal: '2099-12-01T09:00:00+01:00',
			targeting: 'matching',
			campaign: body,
		});
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('creates an e-mail with its translations', async () => {
		const { error } = await batch.run({
			...push,
			channel: 'email',
			subject: 'The week',
			html: '<p>Five stories</p>',
			senderIdentityId: 'sender-1',
			replyTo: 'readers@example.com',
			translations: { translation: [{ language: 'fr', subject: 'La semaine', html: '', senderIdentityId: '', replyTo: '' }] },
			options: { labels: 'news, weekly', sendRate: 5_000 },
		});
		expect(error).toBeUndefined();
		expect(calls()[0].body).toMatchObject({
			messages: [
				{
					channel_type: 'email',
					subject: 'The week',
					sender_identity_id: 'sender-1',
					reply_to: { email_address: 'readers@example.com' },
					html: '<p>Five stories</p>',
					languages: [{ language: 'fr', subject: 'La semaine' }],
				},
			],
			send_rate: 5_000,
			labels: ['news', 'weekly'],
		});
	});

	it('sends the time of each person’s clock', async () => {
		const { items } = await batch.run({ ...push, schedule: 'localTime', startsAt: '2099-12-01 09:00:00' });
		expect((calls()[0].body as IDataObject).when).toEqual({ start_time: '2099-12-01T09:00:00Z', local_time: true });
		expect(items[0].json).toMatchObject({ startsAtLocal: '2099-12-01T09:00:00', startsIn: 'the time zone of each person' });
	});

	it('opens a screen of Purchasely, and takes what it does not know under Additional Fields', async () => {
		await batch.run({
			...push,
			deeplinkTo: 'purchasely',
			appScheme: 'news',
			purchaselyScreen: 'placement',
			purchaselyIdentifier: 'summer',
			options: { additionalJson: '{"targeting":{"audiences":["vip"]}}', additionalMessageJson: '{"media":{"picture":"https://example.com/a.png"}}' },
		});
		expect(calls()[0].body).toMatchObject({
			targeting: { languages: ['en', 'fr'], audiences: ['vip'] },
			messages: [{ deeplink: 'news://ply/placements/summer', media: { picture: 'https://example.com/a.png' } }],
		});
	});

	it('is sent to everybody only when that was chosen', async () => {
		const { items } = await batch.run({ ...push, criteria: {} }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Targeting', rule: expect.stringContaining('everybody') }] });
		expect(calls()).toEqual([]);
		await batch.run({ ...push, targeting: 'everybody' });
		expect(calls()[0].body).not.toHaveProperty('targeting');
	});

	it.each(['languages', 'regions', 'query', 'audience'])('does not reach more people because the condition %s came out empty', async (name) => {
		const others = { languages: 'en', regions: 'FR', query: '{"plan":{"$eq":"gold"}}' };
		for (const empty of ['={{ undefined }}', '={{ null }}', '', ...(name === 'query' ? ['={{ ({}) }}', '{}'] : []), ...(name === 'languages' ? [' , ', '={{ [] }}', '={{ [null] }}'] : [])]) {
			const { items } = await batch.run({ ...push, criteria: { ...others, [name]: empty } }, [{}], goOn);
			expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ value: '', rule: expect.stringContaining('reach more people') }] });
		}
		expect(calls()).toEqual([]);
	});

	describe('with an audience, which no documented field names', () => {
		const vip = { ...push, criteria: { audience: 'vip' } };

		it('leaves a draft, and says that the audience is not named', async () => {
			const { items } = await batch.run(vip);
			expect(items[0].json).toMatchObject({ status: 'accepted', audience: 'vip', audienceNamed: false });
		});

		it('refuses Ready', async () => {
			const { items } = await batch.run({ ...vip, state: 'ready' }, [{}], goOn);
			expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Audience', value: 'vip' }] });
			expect(calls()).toEqual([]);
		});

		it('takes Ready when the body names it', async () => {
			const { items } = await batch.run({ ...vip, state: 'ready', options: { additionalJson: '{"targeting":{"query":{"audience":{"$in":["vip"]}}}}' } });
			expect(items[0].json).toMatchObject({ status: 'accepted', state: 'ready' });
		});
	});

	const refusals: Array<[string, INodeParameters, string, string]> = [
		['a time that has passed', { startsAt: '2020-01-01T00:00:00Z' }, 'Starts At', 'has passed'],
		['a local time that has passed', { schedule: 'localTime', startsAt: '2020-01-01' }, 'Starts At', 'has passed'],
		['no time', { startsAt: '={{ undefined }}' }, 'Starts At', 'must be a date and time'],
		['a time that is none', { startsAt: '={{ 42 }}' }, 'Starts At', 'must be a date and time'],
		['no name', { name: '={{ null }}' }, 'Name', 'must not be empty'],
		['a name that is an object', { name: '={{ { a: 1 } }}' }, 'Name', 'must be a text'],
		['a name that is a list', { name: '={{ [1] }}' }, 'Name', 'must be a text'],
		['no body', { body: '={{ undefined }}' }, 'Body', 'must not be empty'],
		['no platform', { sendTo: '={{ [] }}' }, 'Send To', 'at least one'],
		['a platform that is none', { sendTo: '={{ ["tv"] }}' }, 'Send To', 'must name one or more of'],
		['six labels', { options: { labels: 'a,b,c,d,e,f' } }, 'Labels', 'at most 5'],
		['a send rate that is too low', { options: { sendRate: 10 } }, 'Send Rate', '1000'],
		['a query that is no JSON', { criteria: { query: 'firstname' } }, 'Query (JSON)', 'must be a JSON object'],
		['a deeplink without a scheme', { deeplinkTo: 'url', deeplink: 'article' }, 'Deeplink', 'scheme'],
		['an additional field that a field sets', { options: { additionalJson: '{"state":"RUNNING"}' } }, 'Additional Fields (JSON)', 'set by a field'],
		['an e-mail without sender', { channel: 'email', subject: 'a', html: 'b', senderIdentityId: '={{ "" }}' }, 'Sender Identity ID', 'must not be empty'],
		[
			'a language that says nothing',
			{ channel: 'email', subject: 'a', html: 'b', senderIdentityId: 'c', translations: { translation: [{ language: 'fr', subject: '={{ $json.nowhere }}', html: '' }] } },
			'Translations: Subject',
			'must not be empty where HTML',
		],
		['an address that is none', { channel: 'email', subject: 'a', html: 'b', senderIdentityId: 'c', replyTo: 'nobody' }, 'Reply To', 'e-mail address'],
	];
	it.each(refusals)('refuses %s, naming field and rule, and goes on with the others', async (_words, parameters, field, rule) => {
		const { items } = await batch.run({ ...push, ...parameters }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused' });
		const [problem] = items[0].json.problems as IDataObject[];
		expect(problem.field).toContain(field);
		expect(problem.rule).toContain(rule);
		expect(calls()).toEqual([]);
	});

	it('goes on when one of the items is refused', async () => {
		const { items, hints } = await batch.run(push, [{ name: 'one' }, { name: '' }, { name: 'three' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'refused', 'accepted']);
		expect(hints[0].message).toContain('1 of 3 rows');
	});

	it('shows with Preview Only what would be sent, without a credential', async () => {
		const { items } = await executeNode({ parameters: { ...push, options: { previewOnly: true } }, credentials: {} });
		expect(items[0].json).toMatchObject({ status: 'preview', name: 'Weekly digest', preview: { method: 'POST', path: 'campaigns/create', body: { name: 'Weekly digest', state: 'DRAFT' } } });
		expect(calls()).toEqual([]);
	});

	it('says that a lost answer may have created it, and how to look', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/create' } });
		const { items } = await batch.run(push, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'unknown', name: 'Weekly digest', advice: expect.stringContaining('Get Many') });
		expect(made()).toHaveLength(1);
	});

	it('never creates two for a lost answer under Retry On Fail', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'campaigns/create' } });
		const { error } = await batch.run(push, [{}], { tries: 3 });
		expect(error?.description).toContain('Get Many');
		expect(made()).toHaveLength(1);
	});

	it('keeps what an earlier try created, and makes the rest up', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { path: 'campaigns/create', nth: 2 } });
		const { items } = await batch.run({ ...push, options: { refusedRows: 'stop' } }, [{ name: 'one' }, { name: 'two' }], { tries: 3 });
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
		expect(made().map(({ name }) => name).toSorted()).toEqual(['one', 'two']);
	});

	it('creates nothing again when a run that broke off is repeated', async () => {
		const rows = [{ name: 'one' }, { name: 'two' }];
		await batch.run(push, rows.slice(0, 1));
		const { items } = await batch.run(push, rows);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json).toMatchObject({ existing: expect.stringMatching(/^orchestration_/), problems: [{ field: 'Name', value: 'one' }] });
		expect(made()).toHaveLength(2);
	});

	it('creates one of a name in a run, and others when that is chosen', async () => {
		const same = [{ name: 'one' }, { name: 'one' }];
		const { items } = await batch.run(push, same);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'refused']);
		const { items: others } = await batch.run({ ...push, options: { ifNameExists: 'create' } }, same);
		expect(others.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
	});
});

describe('Campaign → Create, of apps', () => {
	const inApp = (platform: 'ios' | 'android') => batch.sandbox.state.campaigns[platform].filter(({ name }) => name === 'Weekly digest');

	it('creates a draft in each app', async () => {
		const { items, error } = await batch.run({
			...app,
			platforms: ['ios', 'android'],
			translations: { translation: [{ language: 'fr', title: '', body: 'Cinq articles' }] },
			options: { labels: 'NEWS', priority: 'normal', timeToLive: 3_600, mediaPicture: 'https://example.com/a.png', customPayload: '{"a":1}' },
		});
		expect(error).toBeUndefined();
		expect(calls().map(({ platform }) => platform)).toEqual(['ios', 'android']);
		expect(calls()[0].body).toEqual({
			name: 'Weekly digest',
			live: false,
			push_time: soon,
			messages: [
				{ language: 'en', title: 'The week', body: 'Five stories' },
				{ language: 'fr', body: 'Cinq articles' },
			],
			targeting: { segments: ['ENGAGED'] },
			labels: ['NEWS'],
			priority: 'normal',
			time_to_live: 3_600,
			media: { picture: 'https://example.com/a.png' },
			custom_payload: '{"a":1}',
		});
		expect(items[0].json).toMatchObject({
			status: 'accepted',
			name: 'Weekly digest',
			state: 'draft',
			startsAt: `${soon}Z`,
			platforms: {
				iOS: { status: 'accepted', campaignToken: inApp('ios')[0].campaign_token },
				Android: { status: 'accepted', campaignToken: inApp('android')[0].campaign_token },
			},
		});
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('is live when Ready is chosen, and Now is now', async () => {
		const { items } = await batch.run({ ...app, state: 'ready', schedule: 'now' });
		expect(calls()[0].body).toMatchObject({ live: true, push_time: 'now' });
		expect(items[0].json).toMatchObject({ state: 'ready', startsAt: 'now' });
	});

	it('sends the time of each person’s clock', async () => {
		await batch.run({ ...app, schedule: 'localTime', startsAt: '2099-12-01' });
		expect(calls()[0].body).toMatchObject({ local_push_time: '2099-12-01T00:00:00' });
	});

	const refusals: Array<[string, INodeParameters, string]> = [
		['a short name', { name: 'ab' }, 'Name'],
		['no language', { language: '={{ "" }}' }, 'Language'],
		['no body', { body: '={{ undefined }}' }, 'Body'],
		['a language twice', { translations: { translation: [{ language: 'en', title: '', body: 'a' }] } }, 'Translations: Language'],
		['a language twice, once in capitals', { translations: { translation: [{ language: 'EN', title: '', body: 'a' }] } }, 'Translations: Language'],
		['two translations into one language', { translations: { translation: [{ language: 'fr', body: 'a' }, { language: 'FR', body: 'b' }] } }, 'Translations: Language'],
		['a translation that is no text', { translations: { translation: [{ language: 'fr', title: '', body: '={{ { a: 1 } }}' }] } }, 'Translations: Body'],
		['a time that has passed', { startsAt: '2020-01-01' }, 'Starts At'],
		['no targeting', { criteria: {} }, 'Targeting'],
		['a segment that is none', { criteria: { segments: '={{ ["GONE"] }}' } }, 'Segments'],
	];
	it.each(refusals)('refuses %s', async (_words, parameters, field) => {
		const { items } = await batch.run({ ...app, ...parameters }, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field }] });
		expect(calls()).toEqual([]);
	});

	it('has its message also when another channel was chosen for a project before', async () => {
		const { items, error } = await batch.run({ ...app, channel: 'email' });
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('accepted');
	});

	it('looks for the name on every page', async () => {
		await batch.run(app);
		const { ios } = batch.sandbox.state.campaigns;
		const [own] = ios;
		ios.unshift(...Array.from({ length: 250 }, (_unused, index) => ({ ...own, campaign_token: `more-${index}`, name: `More ${index}` })));
		const { items } = await batch.run(app, [{}], goOn);
		expect(items[0].json).toMatchObject({ status: 'refused', existing: own.campaign_token });
	});

	it('creates one of a name after another that Batch refused', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { path: 'campaigns/create' } });
		const { items } = await batch.run(app, [{}, {}, {}]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted', 'refused']);
	});

	it('says which app has it and which may have it', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'android/campaigns/create' } });
		const { items } = await batch.run({ ...app, platforms: ['ios', 'android'] }, [{}], { ...goOn, tries: 3 });
		expect(items[0].json).toMatchObject({
			status: 'partial',
			platforms: { iOS: { status: 'accepted', campaignToken: expect.any(String) }, Android: { status: 'unknown' } },
		});
		expect([inApp('ios').length, inApp('android').length]).toEqual([1, 1]);
	});

	it('refuses a name that one of the apps has, before it is created in another', async () => {
		await batch.run({ ...app, platforms: ['android'] });
		const { items } = await batch.run({ ...app, platforms: ['ios', 'android'] }, [{}], goOn);
		expect(items[0].json.error).toContain('in the Android app');
		expect(inApp('ios')).toHaveLength(0);
	});

	it('needs a Live key to look at the names, and none to create without looking', async () => {
		const credential = { iosApiKey: batch.sandbox.keys.devAppKeys.ios };
		const { items } = await batch.run(app, [{}], { ...goOn, credential });
		expect(items[0].json).toMatchObject({ status: 'refused', advice: expect.stringContaining('Create Another') });
		const { items: others } = await batch.run({ ...app, options: { ifNameExists: 'create' } }, [{}], { credential });
		expect(others[0].json.status).toBe('accepted');
	});

	it('shows with Preview Only the call to each app', async () => {
		const { items } = await batch.run({ ...app, platforms: ['every'], options: { previewOnly: true } });
		expect((items[0].json.preview as IDataObject[]).map(({ platform }) => platform)).toEqual(['iOS', 'Android', 'Web']);
		expect(calls()).toEqual([]);
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest, batchCredential, partnerPath } from '../harness/batch.ts';
import { searchList } from '../harness/editor.ts';

const fromTemplate = {
	resource: 'push',
	operation: 'sendFromTemplate',
	platform: 'ios',
	template: { __rl: true, mode: 'list', value: 'sandbox-ios-007', cachedResultName: 'Trial ends tomorrow' },
	recipients: '={{ $json.id }}',
};

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const calls = () => batch.calls(partnerPath);
const readers = (count: number) => Array.from({ length: count }, (_unused, index) => ({ id: `reader-${index}` }));

describe('Push → Send From Template', () => {
	it('sends the template and the recipients alone when nothing else is filled in', async () => {
		const { items, error } = await batch.run(fromTemplate, readers(2));
		expect(error).toBeUndefined();
		expect(calls().map(({ body }) => body)).toEqual([
			{ template_id: 'sandbox-ios-007', recipients: { custom_ids: ['reader-0', 'reader-1'] } },
		]);
		const [push] = batch.sandbox.state.pushes;
		expect(push).toMatchObject({ family: 'partner', templateId: 'sandbox-ios-007', recipientCount: 2 });
		expect(push.message.body).toContain('open the app to read more');
		expect(items[1].json).toEqual({
			status: 'accepted',
			recipients: ['reader-1'],
			template: 'sandbox-ios-007',
			tokens: { iOS: push.token },
			platforms: { iOS: 'accepted' },
		});
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('refuses a campaign of the project API, which no app knows', async () => {
		const { error } = await batch.run({ ...fromTemplate, template: { __rl: true, mode: 'id', value: 'orchestration_1' } }, readers(1));
		expect(error?.message).toBe('Template (orchestration_1) is an ID of the project API, which no app knows');
		expect(calls()).toEqual([]);
	});

	it('overrides of the template what is filled in, and only that', async () => {
		await batch.run(
			{ ...fromTemplate, groupId: 'renewal', body: '=Hello {{ $json.id }}', options: { customPayload: '{"a":1}', priority: 'normal' } },
			readers(1),
		);
		expect(calls()[0].body).toEqual({
			template_id: 'sandbox-ios-007',
			group_id: 'renewal',
			message: { body: 'Hello reader-0' },
			custom_payload: '{"a":1}',
			priority: 'normal',
			recipients: { custom_ids: ['reader-0'] },
		});
		expect(batch.sandbox.state.pushes[0].message).toMatchObject({ title: expect.any(String), body: 'Hello reader-0' });
	});

	it('keeps to 10,000 recipients a call here, too', async () => {
		const { items } = await batch.run(fromTemplate, readers(10_001));
		expect(calls().map(({ updates }) => updates).sort()).toEqual([1, 10_000]);
		expect(items.filter(({ json }) => json.status === 'accepted')).toHaveLength(10_001);
	});

	it('never sends twice after a lost answer', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost' });
		const { items } = await batch.run(fromTemplate, readers(1), { onError: 'continueRegularOutput' });
		expect(items[0].json.status).toBe('unknown');
		expect(batch.sandbox.state.pushes).toHaveLength(1);
	});

	it.each([
		['the list', { mode: 'list', value: 'sandbox-ios-003' }],
		['a token', { mode: 'id', value: 'sandbox-ios-003' }],
		['an address of the dashboard', { mode: 'url', value: 'https://dashboard.batch.com/app/77/apps/12/campaigns/push/sandbox-ios-003?tab=1' }],
		['an address with no more after it', { mode: 'url', value: 'https://dashboard.batch.com/apps/12/campaigns/sandbox-ios-003' }],
	])('finds the template by %s', async (_words, template) => {
		const { error } = await batch.run({ ...fromTemplate, template: { __rl: true, ...template } }, readers(1));
		expect(error).toBeUndefined();
		expect((calls()[0].body as { template_id: string }).template_id).toBe('sandbox-ios-003');
	});

	it('refuses an address that names no campaign', async () => {
		const template = { __rl: true, mode: 'url', value: 'https://dashboard.batch.com/apps/12/settings' };
		const { items } = await batch.run({ ...fromTemplate, template }, readers(1), { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining('Template') });
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('refuses an empty template', async () => {
		const template = { __rl: true, mode: 'id', value: '={{ "" }}' };
		const { items } = await batch.run({ ...fromTemplate, template }, readers(1), { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ problems: [{ field: 'Template', value: '', rule: 'must be chosen' }] });
	});

	it('refuses a title without a text, which would be a message without one', async () => {
		const { items } = await batch.run({ ...fromTemplate, title: '={{ $json.title }}' }, [{ id: 'ada', title: 'Hello' }, { id: 'bob', title: '' }], {
			onError: 'continueRegularOutput',
		});
		expect(items[0].json).toMatchObject({
			status: 'refused',
			problems: [{ field: 'Body', value: '', rule: 'must not be empty where a title is given: write both, or leave both to the template' }],
		});
		expect(items[1].json.status).toBe('accepted');
		expect(calls().map(({ body }) => body)).toEqual([{ template_id: 'sandbox-ios-007', recipients: { custom_ids: ['bob'] } }]);
	});

	it('puts the app key of the platform into the address', async () => {
		const { error } = await batch.run({ ...fromTemplate, platform: 'web', template: { __rl: true, mode: 'id', value: 'sandbox-web-001' } }, readers(1), {
			credential: { partnerAddress: `${batch.sandbox.url}${partnerPath}?app={app_key}` },
		});
		expect(error).toBeUndefined();
		expect(calls()[0].query).toEqual({ app: batch.sandbox.keys.appKeys.web });
	});

	it('says that the credential lacks the partner address', async () => {
		const { error } = await batch.run(fromTemplate, readers(1), { credential: { partnerAddress: '' } });
		expect(error?.message).toContain('Partner Transactional URL (empty) is missing in the Batch credential');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('refuses, and does not call "unknown", what cannot have been sent because the partner address is none', async () => {
		const { items } = await batch.run(fromTemplate, readers(1), {
			credential: { partnerAddress: 'the partner address' },
			onError: 'continueRegularOutput',
		});
		expect(items[0].json.status).toBe('refused');
	});

	it('says in words when Batch does not accept the REST key', async () => {
		const { error } = await batch.run(fromTemplate, readers(1), { credential: { restApiKey: 'wrong-secret-key' } });
		expect(error?.message).toContain('AUTHENTICATION_INVALID');
		expect(JSON.stringify(error)).not.toContain('wrong-secret-key');
	});
});

describe('the list of templates', () => {
	const search = async (
		{ filter, paginationToken, platform = 'ios', credential = {} }: {
			filter?: string;
			paginationToken?: string;
			platform?: string;
			credential?: Record<string, string>;
		} = {},
	) =>
		await searchList({
			method: 'searchCampaigns',
			parameters: { ...fromTemplate, platform },
			credentials: { batchApi: { ...batchCredential(batch.sandbox), ...credential } },
			filter,
			paginationToken,
		});

	async function searchAll(filter?: string) {
		const results = [];
		let paginationToken: string | undefined;
		let pages = 0;
		do {
			const page = await search({ filter, paginationToken });
			results.push(...page.results);
			paginationToken = page.paginationToken as string | undefined;
			pages += 1;
		} while (paginationToken !== undefined && pages < 100);
		return { results, pages };
	}

	/** More campaigns than a page holds; the newest comes first. */
	function addCampaigns(count: number) {
		const { ios } = batch.sandbox.state.campaigns;
		const [sample] = ios;
		ios.unshift(
			...Array.from({ length: count }, (_unused, index) => ({ ...sample, campaign_token: `more-${index}`, name: `More ${index}`, live: true })),
		);
	}

	it('shows the campaigns of the chosen platform, and marks drafts', async () => {
		const { results, paginationToken } = await search({ platform: 'android' });
		expect(paginationToken).toBeUndefined();
		expect(results).toHaveLength(36);
		expect(results.every(({ value }) => String(value).startsWith('sandbox-android-'))).toBe(true);
		const { android } = batch.sandbox.state.campaigns;
		const drafts = android.filter(({ live }) => !live).map(({ campaign_token }) => campaign_token);
		expect(results.filter(({ name }) => name.endsWith(' (draft)')).map(({ value }) => value)).toEqual(drafts);
		expect(drafts).toHaveLength(12);
		expect(batch.calls('campaigns/list').map(({ platform, query }) => [platform, query])).toEqual([['android', { from: '0', limit: '100' }]]);
	});

	it('reads all pages, each once', async () => {
		addCampaigns(250);
		const { results, pages } = await searchAll();
		expect(results).toHaveLength(286);
		expect(new Set(results.map(({ value }) => value)).size).toBe(286);
		expect(pages).toBe(3);
		expect(batch.calls('campaigns/list').map(({ query }) => query.from)).toEqual(['0', '100', '200']);
	});

	it('ends when the last page is full', async () => {
		addCampaigns(64);
		const { results } = await searchAll();
		expect(results).toHaveLength(100);
	});

	it('finds by a part of the name or by the token, in any case, on whatever page', async () => {
		addCampaigns(250);
		const byName = await searchAll('payment FAILED');
		expect(byName.results.map(({ value }) => value)).toEqual(['sandbox-ios-031', 'sandbox-ios-019', 'sandbox-ios-007']);
		expect(byName.pages).toBe(1);
		expect((await searchAll('sandbox-ios-001')).results).toHaveLength(1);
		expect((await searchAll('nothing has this name')).results).toEqual([]);
	});

	it('says in the words of Batch that a Dev key does not open the list', async () => {
		const failure = search({ credential: { iosApiKey: batch.sandbox.keys.devAppKeys.ios } });
		await expect(failure).rejects.toMatchObject({
			message: expect.stringContaining('this route needs a Live API key'),
			description: expect.stringContaining('Some calls need the Live key'),
			httpCode: '403',
		});
	});

	it('says in our words that the credential holds no key of the platform', async () => {
		await expect(search({ platform: 'web', credential: { webApiKey: '' } })).rejects.toMatchObject({
			message: 'The Batch credential holds no Web App Key',
			description: expect.stringContaining('choose another platform'),
		});
		expect(batch.sandbox.state.requests).toEqual([]);
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { INodeParameters } from 'n8n-workflow';
import { BatchUnderTest } from '../harness/batch.ts';
import { startGateway } from '../harness/gateway.ts';

const send = {
	resource: 'push',
	operation: 'send',
	platforms: ['ios'],
	recipients: '={{ $json.id }}',
	groupId: 'renewal_reminder',
	title: 'Your subscription ends tomorrow',
	body: 'Renew today and keep reading',
};
const message = { title: send.title, body: send.body };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const people = (count: number) => Array.from({ length: count }, (_unused, index) => ({ id: `reader-${index}` }));
const sends = () => batch.calls('transactional/send');
const recipientsOf = (body: unknown) => (body as { recipients: Record<string, string[]> }).recipients;
const sendOne = async (parameters: INodeParameters) => await batch.run({ ...send, ...parameters }, [{ id: 'reader-1' }]);

describe('Push → Send', () => {
	it.each([
		['an object in a text', '{"ids":["reader-1","reader-2"]}'],
		['a list that broke off', '["reader-1","reader-2'],
		['a list that broke off between two', '[1,2'],
	])('refuses %s as recipients: cut at its commas it would be IDs of nobody', async (_words, recipients) => {
		const { error } = await batch.run({ ...send, recipients });
		expect(error?.message).toContain('must be a list of texts, a text with commas between the parts, or a JSON array of texts');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('takes an ID in braces for an ID', async () => {
		await batch.run({ ...send, recipients: '{3F2504E0-4F89-11D3-9A0C-0305E82C3301}, reader-2' });
		expect(batch.sandbox.state.requests[0].body).toMatchObject({ recipients: { custom_ids: ['{3F2504E0-4F89-11D3-9A0C-0305E82C3301}', 'reader-2'] } });
	});

	it('says of no app that it took what Preview Only shows', async () => {
		const { items } = await sendOne({ platforms: ['ios', 'android'], options: { previewOnly: true } });
		expect(items[0].json).toMatchObject({ status: 'preview', platforms: { iOS: 'preview', Android: 'preview' } });
	});

	it.each([['mediaIcon', 'Icon URL'], ['mediaPicture', 'Picture URL'], ['mediaAudio', 'Sound URL'], ['mediaVideo', 'Video URL']])('calls %s what the editor calls it', async (option, label) => {
		const { error } = await sendOne({ options: { [option]: 'file.png' } });
		expect(error?.message).toBe(`${label} (file.png) must be an http or https address`);
	});

	it('sends what is filled in and nothing else', async () => {
		const { items, error } = await sendOne({});
		expect(error).toBeUndefined();
		expect(sends()[0].body).toEqual({ group_id: 'renewal_reminder', message, recipients: { custom_ids: ['reader-1'] } });
		expect(items).toEqual([
			{
				json: {
					status: 'accepted',
					recipients: ['reader-1'],
					groupId: 'renewal_reminder',
					tokens: { iOS: batch.sandbox.state.pushes[0].token },
					platforms: { iOS: 'accepted' },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('leaves empty optional fields out of the call', async () => {
		await sendOne({
			title: '',
			options: {
				mediaIcon: '',
				mediaPicture: '',
				mediaAudio: '',
				mediaVideo: '',
				collapseKey: '',
				labels: '',
				customPayload: '{}',
				landing: '{}',
				additionalJson: '{}',
			},
		});
		expect(sends()[0].body).toEqual({
			group_id: 'renewal_reminder',
			message: { body: send.body },
			recipients: { custom_ids: ['reader-1'] },
		});
	});

	it('carries everything a message can hold', async () => {
		const landing = { theme: 'dark', header: 'Renew', actions: [{ action: 'open', label: 'Go' }] };
		const { error } = await sendOne({
			deeplinkTo: 'url',
			deeplink: 'news://article/42?from=push',
			options: {
				mediaIcon: 'https://example.org/icon.png',
				mediaPicture: 'https://example.org/picture.png',
				mediaAudio: 'https://example.org/sound.mp3',
				mediaVideo: 'https://example.org/video.mp4',
				priority: 'normal',
				timeToLive: 3_600,
				collapseKey: 'renewal',
				labels: 'renewal, news',
				customPayload: '{"order": 42, "nested": {"deep": true}}',
				landing: JSON.stringify(landing),
				additionalJson: '{"push_type": "alert", "sandbox": true}',
			},
		});
		expect(error).toBeUndefined();
		expect(sends()[0].body).toEqual({
			group_id: 'renewal_reminder',
			message,
			recipients: { custom_ids: ['reader-1'] },
			deeplink: 'news://article/42?from=push',
			media: {
				icon: 'https://example.org/icon.png',
				picture: 'https://example.org/picture.png',
				audio: 'https://example.org/sound.mp3',
				video: 'https://example.org/video.mp4',
			},
			priority: 'normal',
			time_to_live: 3_600,
			gcm_collapse_key: { enabled: true, key: 'renewal' },
			labels: ['renewal', 'news'],
			// Batch wants a text that holds JSON, not an object.
			custom_payload: '{"order":42,"nested":{"deep":true}}',
			landing,
			push_type: 'alert',
			sandbox: true,
		});
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it.each(['custom_ids', 'install_ids', 'tokens'])('names the people by %s', async (recipientKind) => {
		const { items } = await batch.run({ ...send, recipientKind, recipients: '={{ $json.ids }}' }, [{ ids: ['a', 'b', 42] }, { ids: 'c, d' }]);
		expect(recipientsOf(sends()[0].body)).toEqual({ [recipientKind]: ['a', 'b', '42', 'c', 'd'] });
		expect(items.map(({ json }) => json.recipients)).toEqual([['a', 'b', '42'], ['c', 'd']]);
	});

	it('reads the message of each item from expressions', async () => {
		const items = [{ id: 'a', name: 'Ada' }, { id: 'b', name: 'Bo' }];
		await batch.run({ ...send, body: '=Hello {{ $json.name }}', options: { customPayload: '={{ { name: $json.name } }}' } }, items);
		const received = batch.sandbox.state.pushes.map(({ message: text, fields }) => [text.body, fields.custom_payload]);
		expect(received.sort()).toEqual([['Hello Ada', '{"name":"Ada"}'], ['Hello Bo', '{"name":"Bo"}']]);
	});
});

describe('a Purchasely screen to open', () => {
	const screen = (parameters: INodeParameters) =>
		sendOne({ deeplinkTo: 'purchasely', appScheme: 'news', ...parameters }).then(({ error }) => ({
			error,
			deeplink: (sends()[0]?.body as { deeplink?: string } | undefined)?.deeplink,
		}));

	it.each([
		['placement', 'summer_offer', 'news://ply/placements/summer_offer'],
		['placement', '', 'news://ply/placements'],
		['presentation', 'paywall 2', 'news://ply/presentations/paywall%202'],
		['flow', 'été/50%?a=b#c', 'news://ply/flows/%C3%A9t%C3%A9%2F50%25%3Fa%3Db%23c'],
		['updateBilling', '', 'news://ply/update_billing'],
		['subscriptions', '', 'news://ply/subscriptions'],
		['plan', 'gold', 'news://ply/plans/gold'],
	])('%s “%s” is %s', async (purchaselyScreen, purchaselyIdentifier, deeplink) => {
		expect(await screen({ purchaselyScreen, purchaselyIdentifier })).toEqual({ error: undefined, deeplink });
	});

	it('takes the scheme with or without its colon and slashes', async () => {
		expect((await screen({ appScheme: 'news://', purchaselyIdentifier: 'x' })).deeplink).toBe('news://ply/placements/x');
	});

	it('is refused without an app scheme, or without the identifier it needs', async () => {
		expect((await screen({ appScheme: '={{ "" }}' })).error?.message).toContain('App Scheme (empty) must be the scheme of the app');
		expect((await screen({ purchaselyScreen: 'flow' })).error?.message).toContain('Screen Identifier (empty) must hold the Flow ID');
		expect(sends()).toEqual([]);
	});
});

describe('how items become calls', () => {
	it('sends 12,345 items with the same message in two calls for each platform', async () => {
		const rows = people(12_345);
		const { items, error } = await batch.run({ ...send, platforms: ['ios', 'android'] }, rows);
		expect(error).toBeUndefined();
		const calls = sends().map(({ platform, updates }) => `${platform} ${updates}`);
		expect(calls.sort()).toEqual(['android 10000', 'android 2345', 'ios 10000', 'ios 2345']);
		expect(items).toHaveLength(12_345);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_row, item) => ({ item })));
		for (const { json } of items) expect(json).toMatchObject({ status: 'accepted', platforms: { iOS: 'accepted', Android: 'accepted' } });
		for (const platform of ['ios', 'android']) {
			const reached = batch.sandbox.state.pushes.filter((push) => push.platform === platform).flatMap(({ recipients }) => recipients.custom_ids);
			expect(new Set(reached)).toEqual(new Set(rows.map(({ id }) => id)));
			expect(reached).toHaveLength(12_345);
		}
		const tokens = items[0].json.tokens as Record<string, string>;
		expect(batch.sandbox.state.pushes.find(({ token }) => token === tokens.Android)).toMatchObject({ platform: 'android', recipientCount: 10_000 });
	});

	it('makes a call for each message, and never has more than 9 on their way at once', async () => {
		const gateway = await startGateway(batch.sandbox.url, 20);
		try {
			const rows = people(40).map((person, index) => ({ ...person, text: `Message ${index}` }));
			const { items } = await batch.run({ ...send, body: '={{ $json.text }}' }, rows, { credential: { apiAddress: gateway.url } });
			expect(items.map(({ json }) => json.status)).toEqual(rows.map(() => 'accepted'));
			expect(sends()).toHaveLength(40);
			expect(batch.sandbox.state.pushes.map(({ message: text, recipients }) => `${recipients.custom_ids} ${text.body}`).sort()).toEqual(
				rows.map(({ id, text }) => `${id} ${text}`).sort(),
			);
			expect(gateway.atMost()).toBeGreaterThan(1);
			expect(gateway.atMost()).toBeLessThanOrEqual(9);
		} finally {
			await gateway.close();
		}
	});

	it('keeps to 9 calls at once when every message has many recipients', async () => {
		const gateway = await startGateway(batch.sandbox.url, 100);
		try {
			const rows = [0, 1, 2, 3].map((row) => ({ text: `Message ${row}`, ids: Array.from({ length: 30_001 }, (_unused, index) => `${row}-${index}`) }));
			const { items } = await batch.run({ ...send, recipients: '={{ $json.ids }}', body: '={{ $json.text }}' }, rows, {
				credential: { apiAddress: gateway.url },
			});
			expect(items.map(({ json }) => json.status)).toEqual(rows.map(() => 'accepted'));
			expect(sends()).toHaveLength(16);
			expect(gateway.atMost()).toBeGreaterThan(3);
			expect(gateway.atMost()).toBeLessThanOrEqual(9);
		} finally {
			await gateway.close();
		}
	});

	it('makes a call for each item when the user wants that', async () => {
		const { items } = await batch.run({ ...send, platforms: ['ios', 'web'], options: { grouping: 'perItem' } }, people(7));
		expect(sends().map(({ platform, updates }) => `${platform} ${updates}`).sort()).toEqual([
			...Array.from({ length: 7 }, () => 'ios 1'),
			...Array.from({ length: 7 }, () => 'web 1'),
		]);
		const tokens = items.map(({ json }) => (json.tokens as Record<string, string>).Web);
		expect(new Set(tokens).size).toBe(7);
	});

	it('sends the same message once to somebody who is named twice, and says of the second that it was left out', async () => {
		const { items } = await batch.run(send, [{ id: 'a' }, { id: 'b' }, { id: 'a' }, { id: 'a, c' }]);
		expect(recipientsOf(sends()[0].body)).toEqual({ custom_ids: ['a', 'b', 'c'] });
		expect(sends()).toHaveLength(1);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'skipped', 'accepted']);
		expect(items[2].json.reason).toBe('The same as item 0');
	});

	it('sends it twice when each item is a call of its own', async () => {
		await batch.run({ ...send, options: { grouping: 'perItem' } }, [{ id: 'a' }, { id: 'a' }]);
		expect(sends()).toHaveLength(2);
	});

	it('shows every token and what became of each part when one item needs several calls', async () => {
		const ids = Array.from({ length: 10_001 }, (_unused, index) => `r-${index}`);
		const { items } = await batch.run({ ...send, recipients: '={{ $json.ids }}' }, [{ ids }]);
		const tokens = batch.sandbox.state.pushes.map(({ token }) => token);
		expect(tokens).toHaveLength(2);
		expect([(items[0].json.tokens as Record<string, string[]>).iOS].flat().sort()).toEqual(tokens.sort());
		expect(items[0].json.platforms).toEqual({ iOS: 'accepted' });
	});

	it('says that an item went through in part when Batch refuses one of its calls', async () => {
		const ids = Array.from({ length: 10_001 }, (_unused, index) => `r-${index}`);
		batch.sandbox.faults.add({ kind: 'not-json', status: 403, match: { nth: 2 } });
		const { items } = await batch.run({ ...send, recipients: '={{ $json.ids }}' }, [{ ids }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'partial', platforms: { iOS: 'partial' }, httpCode: 403 });
		expect(items[0].json.tokens).toEqual({ iOS: batch.sandbox.state.pushes[0].token });
	});
});

describe('what goes wrong', () => {
	it('says that a push may have arrived when the answer is lost, and never sends it twice', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'transactional/send' } });
		const { items } = await batch.run(send, people(3), { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json.status)).toEqual(['unknown', 'unknown', 'unknown']);
		expect(items[0].json).toMatchObject({ platforms: { iOS: 'unknown' }, advice: expect.stringContaining('may have been delivered') });
		expect(items[0].json.tokens).toBeUndefined();
		expect(sends()).toHaveLength(1);
		expect(batch.sandbox.state.pushes).toHaveLength(1);
	});

	it('sends it again after a lost answer only when the user asks for it', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'transactional/send' } });
		const { items } = await batch.run({ ...send, options: { retryLostAnswers: true } }, people(1));
		expect(items[0].json.status).toBe('accepted');
		expect(batch.sandbox.state.pushes).toHaveLength(2);
	});

	it('tells the platform that was reached from the one that was not', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'android' } });
		const { items } = await batch.run({ ...send, platforms: ['ios', 'android'] }, people(2), { onError: 'continueRegularOutput' });
		for (const { json } of items) {
			expect(json).toMatchObject({ status: 'unknown', platforms: { iOS: 'accepted', Android: 'unknown' } });
			expect(Object.keys(json.tokens as object)).toEqual(['iOS']);
		}
	});

	it('does not throw away what one app took when the answer of the other is lost', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'android' } });
		const { items, error } = await sendOne({ platforms: ['ios', 'android'] });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ status: 'unknown', tokens: { iOS: batch.sandbox.state.pushes[0].token }, error: expect.any(String) });
	});

	it.each([1, 2])('names under Stop what one app took of %i rows that the other refused', async (count) => {
		batch.sandbox.faults.add({ kind: '404', match: { path: 'android' } });
		const { error } = await batch.run({ ...send, platforms: ['ios', 'android'], options: { refusedRows: 'stop' } }, people(count));
		const { token } = batch.sandbox.state.pushes[0];
		expect(error?.description).toContain(`Delivered, and not undone:<br>Item 0: partial`);
		expect(error?.description).toContain(token);
	});

	it('names the token under Stop, however many people were reached', async () => {
		batch.sandbox.faults.add({ kind: '404', match: { path: 'android' } });
		const ids = people(200).map(({ id }) => id);
		const { error } = await batch.run({ ...send, recipients: '={{ $json.ids }}', platforms: ['ios', 'android'], options: { refusedRows: 'stop' } }, [{ ids }]);
		expect(error?.description).toContain(batch.sandbox.state.pushes[0].token);
	});

	const refusals: Array<[string, INodeParameters, { field: string; value: string; rule: string }]> = [
		['no recipient', { recipients: '={{ [] }}' }, { field: 'Recipients', value: '', rule: 'must name at least one' }],
		['a recipient that is no identity', { recipients: 'a, undefined' }, { field: 'Custom ID', value: 'undefined', rule: 'is not an identity' }],
		['no platform', { platforms: '={{ [] }}' }, { field: 'Platforms', value: '', rule: 'must name at least one' }],
		['no group', { groupId: '={{ "" }}' }, { field: 'Group ID', value: '', rule: 'must not be empty' }],
		['a group with odd characters', { groupId: 'été 2026' }, { field: 'Group ID', value: 'été 2026', rule: 'letters, digits, underscores and hyphens' }],
		['no body', { body: '' }, { field: 'Body', value: '', rule: 'must not be empty' }],
		['too many labels', { options: { labels: 'a,b,c,d' } }, { field: 'Labels', value: '4', rule: 'must be at most 3' }],
		['a lifetime of 0 s', { options: { timeToLive: 0 } }, { field: 'Time to Live (Seconds)', value: '0', rule: 'from 1 to 2419200' }],
		['a lifetime above 28 days', { options: { timeToLive: 2_419_201 } }, { field: 'Time to Live (Seconds)', value: '2419201', rule: 'from 1 to 2419200' }],
		['a picture that is no address', { options: { mediaPicture: 'cat.png' } }, { field: 'Picture URL', value: 'cat.png', rule: 'must be an http or https address' }],
		['a deeplink without a scheme', { deeplinkTo: 'url', deeplink: 'article/42' }, { field: 'Deeplink', value: 'article/42', rule: 'must be an address with a scheme' }],
		['a payload that is no JSON', { options: { customPayload: '{"a":' } }, { field: 'Custom Payload (JSON)', value: '{"a":', rule: 'must be a JSON object' }],
		['a payload with the reserved key', { options: { customPayload: '{"com.batch":{}}' } }, { field: 'Custom Payload (JSON)', value: 'com.batch', rule: 'is a key reserved by Batch' }],
		['a landing that is a list', { options: { landing: '[]' } }, { field: 'Landing (JSON)', value: '[]', rule: 'must be a JSON object' }],
		['additional fields that are no object', { options: { additionalJson: '7' } }, { field: 'Additional Fields (JSON)', value: '7', rule: 'must be a JSON object' }],
	];

	it.each(refusals)('refuses %s, with field, value and rule', async (_words, parameters, { field, value, rule }) => {
		const { items } = await batch.run({ ...send, ...parameters }, people(1), { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field, value, rule: expect.stringContaining(rule) }] });
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('sends the rest when some rows are refused', async () => {
		const { items, hints } = await batch.run(send, [{ id: 'a' }, { id: '' }, { id: 'c' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'refused', 'accepted']);
		expect(recipientsOf(sends()[0].body)).toEqual({ custom_ids: ['a', 'c'] });
		expect(hints[0].message).toContain('1 of 3 rows');
	});

	it('sends a background push without title and body', async () => {
		const { items } = await sendOne({ title: '', body: '', options: { additionalJson: '{"push_type":"background"}' } });
		expect(items[0].json.status).toBe('accepted');
		expect(sends()[0].body).toEqual({ group_id: 'renewal_reminder', push_type: 'background', recipients: { custom_ids: ['reader-1'] } });
	});

	it('takes as many labels and as long a lifetime as Batch does', async () => {
		const { items } = await sendOne({ options: { labels: 'a,b,c', timeToLive: 2_419_200 } });
		expect(items[0].json.status).toBe('accepted');
	});

	it('names the app key that the credential lacks', async () => {
		const { error } = await batch.run({ ...send, platforms: ['ios', 'web'] }, people(1), { credential: { webApiKey: '' } });
		expect(error?.message).toContain('needs the Web App Key');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('says which app key Batch does not accept, and shows no key', async () => {
		const { error } = await batch.run(send, people(1), { credential: { iosApiKey: 'A-KEY-OF-NOBODY' } });
		expect(error?.message).toContain('AUTHENTICATION_INVALID');
		expect(error?.description).toContain('iOS App Key');
		expect(JSON.stringify(error)).not.toContain('A-KEY-OF-NOBODY');
	});
});

import type { INodeParameters } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { defaultEvents } from '../../nodes/PooolTrigger/catalogue/events';
import { serverEvents } from '../../nodes/PooolTrigger/catalogue/serverEvents';
import { envelope, sentEvent, siteOrigin } from '../fixtures/poool/envelope';
import { pooolTrigger, servePoool } from './harness/pooolTrigger';
import { activate, outputsOf } from './harness/webhook';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(parameters: INodeParameters = {}) {
	const server = await servePoool(parameters);
	open.push(server.close);
	return server;
}

const clickLog = {
	event: 'access.loginClick',
	name: 'Poool_click_log',
	fields: 'chosen',
	chosenFields: ['button', 'page.url'],
	fixed: {
		values: [
			{ name: 'urlType', type: 'text', text: 'Login' },
			{ name: '$label', type: 'text', text: 'paywall' },
			{ name: '$tags', type: 'text', text: 'Poool, click' },
			{ name: 'weight', type: 'number', number: 2 },
			{ name: 'premium', type: 'boolean', boolean: true },
		],
	},
};

describe('Poool Trigger: events of a page', () => {
	it('come out prepared for Batch, one item each, in one run', async () => {
		const server = await served();
		const now = Date.now();
		expect(await server.send(envelope({ events: [sentEvent({ ago: 5_000 }), sentEvent({ source: 'audit', name: 'page-view', data: { type: 'premium' } })] }))).toEqual({ status: 200, body: '{}' });
		expect(server.runs).toHaveLength(1);
		const [click, view] = server.items() as Array<{ batch: { event: { time: string } } }>;
		expect(click).toMatchObject({
			eventName: 'subscribeClick',
			source: 'access',
			anonymous: false,
			batch: {
				customId: 'reader-42',
				platform: 'web',
				event: {
					name: 'poool_subscribe_click',
					attributes: { widget: 'subscription', action_name: 'Offer', button: 'subscribe', 'url(url)': `${siteOrigin}/offers` },
				},
				leftOut: [],
			},
			poool: { user: { id: 'reader-42', pooolId: 'poool-reader-1' }, page: { type: 'premium' } },
		});
		expect(view).toMatchObject({ batch: { event: { name: 'poool_page_view', attributes: { type: 'premium' } } } });
		expect(Math.abs(Date.parse(click!.batch.event.time) - (now - 5_000))).toBeLessThan(2_000);
	});

	it('keep the time they happened, however long they waited in a sleeping tab', async () => {
		const server = await served();
		const weekend = 3 * 24 * 3_600_000;
		const now = Date.now();
		await server.send(envelope({ events: [sentEvent({ ago: weekend }), sentEvent({ id: 'clock-set', ago: 1e300 })] }));
		const [click, set] = server.items() as Array<{ batch: { event: { time: string } } }>;
		expect(Date.parse(set!.batch.event.time)).toBeLessThan(now - 365 * 24 * 3_600_000);
		expect(Math.abs(Date.parse(click!.batch.event.time) - (now - weekend))).toBeLessThan(2_000);
	});

	it('are mapped as the guide does it, in lower case for the server', async () => {
		const server = await served({ eventMapping: { values: [clickLog] } });
		await server.send(envelope({ events: [sentEvent({ name: 'loginClick' })] }));
		expect(server.items()[0]?.batch).toMatchObject({
			event: {
				name: 'poool_click_log',
				attributes: { urltype: 'Login', weight: 2, premium: true, button: 'subscribe', 'url(page_url)': `${siteOrigin}/article` },
				label: 'paywall',
				tags: ['poool', 'click'],
			},
			leftOut: ['widget', 'actionName', 'url'],
		});
	});

	it('take a field of the event that is called page, and the page around it', async () => {
		const mapping = { event: 'other', otherEvent: 'search', fields: 'chosen', chosenFields: ['page.url'], otherFields: 'page' };
		const server = await served({ siteEvents: 'search', eventMapping: { values: [mapping] } });
		await server.send(envelope({ events: [sentEvent({ source: 'site', name: 'search', data: { page: 3 } })] }));
		expect(server.items()[0]?.batch).toMatchObject({ event: { attributes: { page: 3, 'url(page_url)': `${siteOrigin}/article` } }, leftOut: [] });
	});

	it('are named as in the guide where that is chosen, own rows before it', async () => {
		const server = await served({ guideNames: true, eventMapping: { values: [{ event: 'access.subscribeClick', name: 'subscribed' }, { event: 'access.release', attributesOf: 'access.loginClick' }] } } as INodeParameters);
		const names = ['loginClick', 'subscribeClick', 'release'].map((name) => sentEvent({ name, data: {} }));
		await server.send(envelope({ events: [...names, sentEvent({ source: 'audit', name: 'page-view', data: {} })] }));
		const guided = { urltype: 'Login', category: 'Paywall Abonné', user_type: 'Abonné' };
		expect(server.items().map(({ batch }) => (batch as { event: object }).event)).toMatchObject([
			{ name: 'poool_click_log', attributes: guided },
			{ name: 'subscribed' },
			{ name: 'poool_release', attributes: guided },
			{ name: 'poool_page_view' },
		]);
	});

	it('carry the installation of a reader without a name, and exactly one of both', async () => {
		const server = await served();
		await server.send(envelope({ user: { installation: 'installation-1' } }));
		await server.send(envelope({ user: { id: 'reader-42', installation: 'installation-1' } }));
		const [anonymous, known] = server.items().map(({ batch }) => batch);
		expect(anonymous).toMatchObject({ installationId: 'installation-1', platform: 'web' });
		expect(anonymous).not.toHaveProperty('customId');
		expect(known).toMatchObject({ customId: 'reader-42' });
		expect(known).not.toHaveProperty('installationId');
	});

	it('of anonymous readers go to the second output, along, or nowhere', async () => {
		for (const [anonymousEvents, counts] of [['secondOutput', [1, 1]], ['pass', [2]], ['drop', [1]]] as const) {
			const server = await served({ anonymousEvents });
			await server.send(envelope());
			await server.send(envelope({ user: {} }));
			expect(counts.map((_, output) => server.items(output).length)).toEqual(counts);
		}
	});

	it('come out as received, with the headers, where that is chosen', async () => {
		const server = await served({ output: 'received', options: { includeHeaders: true } });
		await server.send(envelope());
		expect(server.items()).toMatchObject([{ eventName: 'subscribeClick', data: { button: 'subscribe' }, headers: { origin: siteOrigin } }]);
		expect(server.items()[0]).not.toHaveProperty('batch');
	});

	it('hold the app API’s limits where that is chosen', async () => {
		const server = await served({ options: { batchApi: 'app', includePayload: false } });
		await server.send(envelope({ events: [sentEvent({ data: { widget: 'x'.repeat(65), button: 'b' } })] }));
		expect(server.items()).toMatchObject([{ batch: { event: { attributes: { button: 'b' } }, leftOut: ['widget'] } }]);
		expect(server.items()[0]).not.toHaveProperty('poool');
	});
});

describe('Poool Trigger: activation', () => {
	const activated = async (parameters: INodeParameters, changes = {}) => await activate(await pooolTrigger(parameters, changes));
	const row = (changes: object): INodeParameters => ({ eventMapping: { values: [{ ...clickLog, ...changes }] } }) as INodeParameters;
	const fixed = (...values: object[]) => row({ fixed: { values } });
	const text = (name: string, value: string) => ({ name, type: 'text', text: value });

	it('goes through with a site and the defaults, and with the guide’s mapping', async () => {
		await expect(activated({})).resolves.toBeUndefined();
		await expect(activated({ destination: 'both', ...row({}) })).resolves.toBeUndefined();
		await expect(activated({ events: [], destination: 'both' })).resolves.toBeUndefined();
	});

	it.each<[string, INodeParameters, RegExp]>([
		['no site', { allowedOrigins: ' ' }, /Allowed Origins is empty/],
		['a site that is none', { allowedOrigins: 'https://www.example.com/path' }, /is no origin/],
		['a wildcard in the middle', { allowedOrigins: 'https://www.*.com' }, /is no origin/],
		['a prefix that is too long', { eventNamePrefix: 'paywall_of_our_site_' }, /event name "paywall_of_our_site_alternative_click"/],
		['a name the Web SDK drops', row({ name: 'Poool click' }), /event name "Poool click"/],
		['a name of 31 characters', row({ name: 'x'.repeat(31) }), /31 characters/],
		['a fixed attribute of 301 characters', fixed(text('note', 'x'.repeat(301))), /1 to 300 characters/],
		['an empty fixed attribute', fixed(text('note', '')), /1 to 300 characters/],
		['an attribute name with a space', fixed(text('a b', 'x')), /attribute name "a b"/],
		['an attribute name that means something to JavaScript', fixed(text('__proto__', 'x')), /attribute name "__proto__"/],
		['one attribute in two spellings', fixed(text('Button', 'x')), /attribute "button" twice/],
		['21 attributes', fixed(...Array.from({ length: 19 }, (_, index) => text(`a${index}`, 'x'))), /21 attributes/],
		['a label of 201 characters', fixed(text('$label', 'x'.repeat(201))), /1 to 200 characters/],
		['eleven tags', fixed(text('$tags', 'abcdefghijk'.split('').join(','))), /1 to 10 tags/],
		['two rows for one event', { eventMapping: { values: [clickLog, clickLog] } }, /two rows for access.loginClick/],
		['attributes of a row that is not there', row({ attributesOf: 'access.answer' }), /from access.answer, which has no row/],
		['a row for an event nobody listens to', row({ event: 'access.lock' }), /not among the events/],
		['a site event that is no name', { siteEvents: 'article<read>' }, /site event "article<read>"/],
		['no room for a body', { options: { maximumBody: 0 } }, /Maximum Body Size/],
		['no event', { options: { maximumEvents: 0 } }, /Maximum Events/],
		['more attributes than the app API takes', { ...fixed(...Array.from({ length: 14 }, (_, index) => text(`a${index}`, 'x'))), options: { batchApi: 'app' } }, /16 attributes; Batch takes 15/],
		['a secured webhook without a header', { receive: 'secured' }, /Signature Header/],
		['chosen events without a field to find them in', { receive: 'secured', signatureHeader: 'X', serverEvents: ['connect.account.updated'] }, /Event Field is empty/],
		['an event that waits for the workflow', { receive: 'secured', signatureHeader: 'X', eventField: 't', serverEvents: ['connect.account.signin'] }, /waits for an answer/],
		['a pattern that is none', { receive: 'submission', fieldErrors: { values: [{ field: 'a', condition: 'matches', pattern: '(', message: 'm' }] } }, /no regular expression/],
		['a field error without a message', { receive: 'submission', fieldErrors: { values: [{ field: 'a', condition: 'empty', message: '' }] } }, /needs a field and a message/],
	])('stops at %s', async (_, parameters, problem) => {
		await expect(activated(parameters)).rejects.toThrow(problem);
	});

	it('stops at a secret that is missing, only where one is needed', async () => {
		const credentials = { pooolIdentityApi: { identitySecret: '' }, pooolWebhookApi: { webhookSecret: ' x' } };
		await expect(activated({}, { credentials })).resolves.toBeUndefined();
		await expect(activated({ userVerification: 'refuse' }, { credentials })).rejects.toThrow(/secret/);
		await expect(activated({ receive: 'secured', signatureHeader: 'X' }, { credentials })).rejects.toThrow(/secret/);
		const open = { receive: 'secured', verification: 'none' };
		await expect(activated(open, { credentials })).resolves.toBeUndefined();
	});

	it('does not judge names nobody uses: output as received, to n8n only', async () => {
		const parameters = { ...row({ name: 'not a name' }), output: 'received' };
		await expect(activated(parameters)).resolves.toBeUndefined();
		await expect(activated({ ...parameters, destination: 'both' })).rejects.toThrow(/event name/);
	});
});

describe('Poool Trigger: description', () => {
	it('draws a second output only for anonymous events of their own', async () => {
		expect(await outputsOf(await pooolTrigger({ anonymousEvents: 'secondOutput' }))).toHaveLength(2);
		expect(await outputsOf(await pooolTrigger())).toEqual(['main']);
	});

	it('offers every server event, and marks those that ask for more', async () => {
		const { nodeType } = await pooolTrigger();
		const field = (name: string) => nodeType.description.properties.find((property) => property.name === name);
		expect(field('serverEvents')?.options).toHaveLength(serverEvents.length);
		expect(field('emailNotice')?.displayOptions?.show?.serverEvents).toHaveLength(10);
		expect(field('answerNotice')?.displayOptions?.show?.serverEvents).toHaveLength(3);
		expect(field('events')?.default).toEqual(defaultEvents);
	});

	it('tests its credentials without calling anybody', async () => {
		const { nodeType } = await pooolTrigger();
		const test = nodeType.methods?.credentialTest?.pooolSecretTest;
		const result = async (data: Record<string, string>) => (await test?.call({} as never, { id: '1', name: '', type: '', data }))?.status;
		expect(await result({ identitySecret: 'x' })).toBe('OK');
		expect(await result({ webhookSecret: 'x' })).toBe('OK');
		expect(await result({ webhookSecret: '' })).toBe('Error');
		expect(await result({ identitySecret: ' x' })).toBe('Error');
	});
});

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { defaultBatchName } from '../../nodes/PooolTrigger/catalogue/batchName';
import { pageEvents } from '../../nodes/PooolTrigger/catalogue/events';
import { eventKey } from '../../nodes/PooolTrigger/catalogue/pageEvent';
import { payloads, sentPayloads, type Library, type Payload } from '../fixtures/poool/payloads.ts';
import { startSite, type Pages, type Site } from '../fixtures/poool/site/site.ts';
import { validateTracked, type TrackedCall } from '../fixtures/poool/validateTracked.ts';
import { PooolSetUp } from './pooolSetUp.ts';

const soon = { timeout: 60_000, interval: 200 };
const calledBack = Object.entries(payloads).flatMap(([library, events]) =>
	Object.entries(events).map(([name, payload]) => ({ library: library as Library, name, payload })),
);
const sent = Object.entries(sentPayloads).map(([name, payload]) => (payload === undefined ? [name] : [name, payload]));
const mapped = {
	event: 'access.loginClick',
	name: 'Poool_click_log',
	fields: 'none',
	fixed: {
		values: [
			{ name: 'urlType', type: 'text', text: 'Login' },
			{ name: 'category', type: 'text', text: 'Paywall Abonné' },
			{ name: 'user_type', type: 'text', text: 'Abonné' },
		],
	},
};
/** From the bridge's own table, so that an event the page above does not make is missed. */
const everyKey = [...pageEvents.map(eventKey), 'site.article-read'];
const everyNameInBatch = everyKey.map((key) => (key === mapped.event ? mapped.name.toLowerCase() : defaultBatchName(key, 'poool_')));

let setUp: PooolSetUp;
let site: Site;
let browser: Browser;
let pages: Pages = {};

beforeAll(async () => {
	setUp = await PooolSetUp.start();
	site = await startSite(() => pages);
	browser = await chromium.launch({
		executablePath: findChromium(),
		args: ['--no-sandbox', '--disable-background-networking'],
	});
});

afterAll(async () => {
	await browser?.close();
	await setUp?.stop();
	await site?.close();
});

async function open(content: string, path = '/article'): Promise<Page> {
	pages = { [path]: `<!doctype html><meta charset="utf-8"><body>${content}</body>`, '/offers': '<h1>Offers</h1>' };
	const page = await browser.newPage();
	const errors: string[] = [];
	page.on('pageerror', ({ message }) => errors.push(message));
	Object.assign(page, { errorsOfPage: errors });
	await page.goto(site.origin + path);
	return page;
}

const closePages = async () => void (await Promise.all(browser.contexts().map(async (context) => await context.close())));
const errorsOf = (page: Page) => (page as Page & { errorsOfPage?: string[] }).errorsOfPage;
const tagFor = (script: string, attributes = '') => `<script async src="${script}" ${attributes}></script>`;
const library = '<script src="/standIn.js"></script>';
const batchSdk = '<script src="/batchSdk.js"></script>';
const containers = '<div id="paywall"></div><div id="element"></div>';
const start = (access = 'Access', audit = 'Audit', engage = 'Engage') => `
	audit = ${audit}.init('APP').config({ cookies_enabled: true });
	access = ${access}.init('APP').config({ cookies_enabled: true });
	engage = ${engage}.init('APP').config({ debug: false });
	access.createPaywall({ target: '#paywall', pageType: 'premium', mode: 'hide' });
	engage.createElement('banner', '#element');`;
const use = `${containers}<script>${start()}</script>`;

interface Layout {
	readonly title: string;
	readonly reader: string;
	/** What the page told Poool of itself while the bridge was there. */
	readonly pageType?: string;
	/** The page, given the address of the bridge. */
	readonly content: (script: string, reader: string) => string;
}

const layouts: Layout[] = [
	{
		title: 'the bridge above Poool’s scripts, as the node says',
		reader: 'reader-42',
		pageType: 'premium',
		content: (script, reader) => `${batchSdk}<script src="${script}" data-user="${reader}"></script>${library}${use}`,
	},
	{
		title: 'the bridge after everything of Poool’s',
		reader: 'reader-43',
		content: (script, reader) => `${library}${use}
			<script>(window.pooolBatch = window.pooolBatch || []).push(['consent', true], ['user', '${reader}'], ['listen', access])</script>
			${tagFor(script)}${batchSdk}`,
	},
	{
		title: 'names of the page’s own, given back by noConflict()',
		reader: 'reader-44',
		pageType: 'premium',
		content: (script, reader) => `<script>var Access = { mine: true }, Audit = { mine: true }, Engage = { mine: true };</script>
			<script src="${script}" data-user="${reader}"></script>${batchSdk}${library}${containers}
			<script>
				Access.noConflict(); Audit.noConflict(); Engage.noConflict();
				if (!(Access.mine && Audit.mine && Engage.mine)) throw new Error('The page lost a name');
				${start('PooolAccess', 'PooolAudit', 'PooolEngage')}
			</script>`,
	},
	{
		title: 'a script that loads Poool’s later, as Poool’s React package does',
		reader: 'reader-45',
		pageType: 'premium',
		content: (script, reader) => `<script src="${script}" data-user="${reader}"></script>${batchSdk}${containers}<script>
			const later = document.createElement('script');
			later.async = true;
			later.src = '/standIn.js';
			later.onload = () => {
				${start(...['Access', 'Audit', 'Engage'].map((name) => `(window.Poool${name} || window.${name}).noConflict()`))}
			};
			document.head.append(later);
		</script>`,
	},
];

/** The bridge is asynchronous: the rest of the page waits for it here where the order matters. */
const started = async (page: Page) => await page.waitForFunction(() => 'running' in (window.pooolBatch ?? {}));

declare global {
	interface Window {
		pooolBatch?: { push(...commands: unknown[][]): void };
		readonly access?: unknown;
		readonly audit: { sendEvent(...given: unknown[]): Promise<boolean> };
		readonly engage?: unknown;
		fire(library: Library, event: string, payload?: Payload): unknown[];
		readonly sentToPoool: unknown[][];
		readonly unknownEvents: string[];
		trackedEvents(): TrackedCall[];
	}
}

describe('Poool Trigger: a real page, a real n8n, the sandbox', () => {
	it.each(layouts)('brings every event of the three libraries, and the page’s own, to n8n, to Batch and to Batch’s SDK: $title', async ({ reader, pageType, content }) => {
		const { id, script } = await setUp.activate({
			allowedOrigins: site.origin,
			events: [],
			siteEvents: 'article-read',
			destination: 'both',
			formFields: 'job',
			eventMapping: { values: [mapped] },
		});
		const page = await open(content(script, reader));
		await started(page);
		await page.waitForFunction(() => window.engage !== undefined);
		const answers = await page.evaluate(
			(events) => events.flatMap(({ library, name, payload }) => window.fire(library, name, payload)),
			calledBack,
		);
		// A listener that answers a form with anything could block it.
		expect(new Set(answers)).toEqual(new Set([undefined]));
		const areSent = await page.evaluate(async (events) => {
			const promises = events.map(async (given) => await window.audit.sendEvent(...given));
			// What is no command, or one of somebody else's, does no harm.
			const anything: unknown[] = [undefined, null, 7, 'event', {}, [], ['constructor'], ['listen', null], ['event', {}]];
			for (const command of anything) window.pooolBatch?.push(command as unknown[]);
			window.pooolBatch?.push(['event', 'article-read', { section: 'sport', seconds: 12.5 }]);
			return await Promise.all(promises);
		}, sent);
		const expected = [...everyKey].sort();
		const arrived = async () => (await setUp.itemsOf(id)).map(({ source, eventName }) => `${source}.${eventName}`).sort();
		await expect.poll(arrived, soon).toEqual(expected);
		expect(errorsOf(page)).toEqual([]);

		// Poool's libraries had from the page what the page gave them, and from the bridge nothing they do not know.
		expect(areSent).toEqual(sent.map(() => true));
		expect(await page.evaluate(() => window.sentToPoool)).toEqual(sent);
		expect(await page.evaluate(() => window.unknownEvents)).toEqual([]);

		// The sandbox: each once, for the reader, in the names of the server.
		const ofReader = () => setUp.sandbox.state.events.filter(({ customId }) => customId === reader);
		const namesOf = (events: Array<{ name: unknown }>) => events.map(({ name }) => String(name).toLowerCase()).sort();
		await expect.poll(() => namesOf(ofReader()), soon).toEqual([...everyNameInBatch].sort());
		const event = (name: string) => ofReader().find((one) => one.name.toLowerCase() === name);
		expect(event('poool_click_log')?.attributes).toMatchObject({ urltype: 'Login', category: 'Paywall Abonné', user_type: 'Abonné' });
		expect(event('poool_subscribe_click')?.attributes).toMatchObject({ button: 'subscribe', action_name: 'Offre -50 %' });
		expect(setUp.sandbox.state.warnings).toEqual([]);

		// What may not leave the page did not, and nothing of the page's DOM came along.
		const text = JSON.stringify(await setUp.itemsOf(id));
		expect(text).not.toMatch(/hunter2|reader@example\.com|originalEvent/);
		expect(text).toContain('baker');
		const [item] = (await setUp.itemsOf(id)).filter(({ eventName }) => eventName === 'subscribeClick');
		expect(item?.poool).toMatchObject({
			user: { id: reader, pooolId: 'poool-reader-1', batchInstallationId: 'installation-1' },
			page: { url: `${site.origin}/article`, ...(pageType !== undefined && { type: pageType }) },
			data: { url: `${site.origin}/offers?from=paywall` },
		});

		// The page's own Batch SDK: the same events, under the SDK's rules, checked apart from the bridge.
		const tracked = await page.evaluate(() => window.trackedEvents());
		expect(namesOf(tracked)).toEqual([...everyNameInBatch].sort());
		expect(tracked.flatMap((call) => validateTracked(call))).toEqual([]);
		expect(tracked.find(({ name }) => name === 'Poool_click_log')?.attributes).toEqual([
			{ key: 'urlType', type: 'string', value: 'Login' },
			{ key: 'category', type: 'string', value: 'Paywall Abonné' },
			{ key: 'user_type', type: 'string', value: 'Abonné' },
		]);
		await page.close();
	});

	it('brings every click that leaves the page, and what the page tells Audit as it is left', async () => {
		const { id, script } = await setUp.activate({ allowedOrigins: site.origin, events: [] });
		const bridge = `<script src="${script}" data-user="leaver"></script>`;
		const clicks = pageEvents.filter(({ fields }) => 'url' in fields);
		const toldAudit = pageEvents.filter(({ source, name }) => source === 'audit' && name in sentPayloads);
		expect(clicks.map(eventKey)).toContain('access.subscribeClick');
		for (const { source, name } of clicks) {
			const page = await open(`${bridge}${library}${use}`);
			await Promise.all([page.waitForURL('**/offers'), page.click(`#${source}-${name}`)]);
		}
		for (const { name } of toldAudit) {
			const page = await open(`${bridge}${library}${use}`);
			const leave = (event: string) => {
				void window.audit.sendEvent(event);
				location.assign('/offers');
			};
			await Promise.all([page.waitForURL('**/offers'), page.evaluate(leave, name)]);
		}
		const expected = [...clicks, ...toldAudit].map(eventKey);
		const arrived = async () => (await setUp.itemsOf(id)).map(({ source, eventName }) => `${source}.${eventName}`).sort();
		await expect.poll(arrived, soon).toEqual([...expected].sort());
		const ofLeaver = () => setUp.sandbox.state.events.filter(({ customId }) => customId === 'leaver').map(({ name }) => name.toLowerCase()).sort();
		await expect.poll(ofLeaver, soon).toEqual(expected.map((key) => defaultBatchName(key, 'poool_')).sort());
		// Not earlier: a browser that is closed sends nothing any more.
		await closePages();
	});

	it('brings what the page tells Audit while it loads, under either name', async () => {
		const events = Object.keys(sentPayloads).map((name) => `audit.${name}`);
		const { id, script } = await setUp.activate({ allowedOrigins: site.origin, events });
		const page = await open(`<script src="${script}" data-user="early"></script>${library}<script>
			Audit.init('APP').config({ cookies_enabled: true }).sendEvent('page-view', { type: 'free' });
			Audit.noConflict();
			PooolAudit.sendEvent('conversion');
		</script>`);
		const arrived = async () => (await setUp.itemsOf(id)).map(({ source, eventName }) => `${source}.${eventName}`).sort();
		await expect.poll(arrived, soon).toEqual(events.sort());
		const [item] = (await setUp.itemsOf(id)).filter(({ eventName }) => eventName === 'page-view');
		expect(item?.poool).toMatchObject({ data: { type: 'free' }, page: { type: 'free' } });
		await page.close();
	});

	it('finds the libraries in every order, under every name, and keeps still without consent', async () => {
		const { id, script } = await setUp.activate({ allowedOrigins: site.origin, events: ['access.answer'], anonymousEvents: 'pass' });
		const answer = (value: string) => `<script>fireLater = () => fire('access', 'answer', { questionId: 'q', answer: '${value}' })</script>`;
		const bridge = tagFor(script);
		const waiting = async (page: Page) => {
			await started(page);
			await page.evaluate(() => (window as unknown as { fireLater(): void }).fireLater());
		};
		const lazily = (code: string) => `<script>
			addEventListener('load', () => { const wait = setInterval(() => {
				if (!('running' in (window.pooolBatch || {}))) return;
				clearInterval(wait);
				const script = document.createElement('script');
				script.src = '/standIn.js';
				script.onload = () => { ${code}; fireLater(); };
				document.body.append(script);
			}, 10); });
		</script>`;
		const configured = 'Access.init("APP").config({ cookies_enabled: true })';

		// Poool first; its instance made before the bridge, and handed over by the page.
		const listen = `<script>access = ${configured};
			(window.pooolBatch = window.pooolBatch || []).push(['consent', true], ['listen', access])</script>`;
		await waiting(await open(`${library}${listen}${answer('handed over')}${bridge}`));
		// The same without a word of the page's: the instance is a global variable, and Poool names the reader later.
		const global = `<script>var kept = ${configured};
			known = () => fire('access', 'identityAvailable', { userId: 'poool-reader-1' })</script>`;
		const found = await open(`${library}${global}${answer('found')}${bridge}`);
		await waiting(found);
		await found.evaluate(() => (window as unknown as { known(): void }).known());
		// The bridge first, Poool loaded by a script of the page.
		await open(`${bridge}${answer('lazily')}${lazily(configured)}`);
		// noConflict, as Poool's React package does it.
		await open(`${bridge}${answer('no conflict')}${lazily(`Access.noConflict().init("APP").config("cookies_enabled", true)`)}`);
		await open(`${bridge}${answer('renamed')}${lazily(`Access.noConflict(); PooolAccess.init("APP").config({ cookies_enabled: true })`)}`);
		// No consent, and a consent that is taken back.
		for (const config of ['.config({ cookies_enabled: false })', '.config("cookies_enabled", true).config("cookies_enabled", false)', '']) {
			await open(`${bridge}${answer('no consent')}${lazily(`Access.init('APP')${config}`)}`);
		}

		const answers = async () => (await setUp.itemsOf(id)).map(({ batch }) => batch.event.attributes.answer).sort();
		await expect.poll(answers, soon).toEqual(['found', 'handed over', 'lazily', 'no conflict', 'renamed']);
		await closePages();
		await new Promise((resolve) => setTimeout(resolve, 2_000));
		expect(await answers()).toHaveLength(5);
	});

	it('serves a script that pages of other origins can load, cached and re-validated', async () => {
		const { script } = await setUp.activate({ allowedOrigins: site.origin });
		const first = await fetch(script);
		expect(first.status).toBe(200);
		expect(Object.fromEntries(first.headers)).toMatchObject({
			'content-type': 'application/javascript; charset=utf-8',
			// Nothing older while a newer one is to be had: a rule that asks for more consent counts from the next page view.
			'cache-control': 'public, max-age=300, stale-if-error=86400',
			vary: expect.stringMatching(/Origin, Sec-Fetch-Dest/),
			'cross-origin-resource-policy': 'cross-origin',
			'x-content-type-options': 'nosniff',
		});
		const etag = first.headers.get('etag') ?? '';
		const again = await fetch(script, { headers: { 'if-none-match': etag } });
		expect([again.status, await again.text()]).toEqual([304, '']);
	});
});

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { payloads } from '../fixtures/poool/payloads.ts';
import { startSite, type Pages, type Site } from '../fixtures/poool/site/site.ts';
import { validateTracked, type TrackedCall } from '../fixtures/poool/validateTracked.ts';
import { PooolSetUp } from './pooolSetUp.ts';

const soon = { timeout: 60_000, interval: 200 };
const everyEvent = Object.entries(payloads).flatMap(([library, events]) =>
	Object.entries(events).map(([name, payload]) => ({ library, name, payload })),
);
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

const errorsOf = (page: Page) => (page as Page & { errorsOfPage?: string[] }).errorsOfPage;
const tagFor = (script: string, attributes = '') => `<script async src="${script}" ${attributes}></script>`;
const library = '<script src="/standIn.js"></script>';
const use = `<div id="paywall"></div><script>
	audit = Audit.init('APP').config({ cookies_enabled: true });
	access = Access.init('APP').config({ cookies_enabled: true });
	engage = Engage.init('APP').config({ debug: false });
	access.createPaywall({ target: '#paywall', pageType: 'premium', mode: 'hide' });
</script>`;
/** The bridge is asynchronous: the rest of the page waits for it here where the order matters. */
const started = async (page: Page) => await page.waitForFunction(() => 'running' in (window.pooolBatch ?? {}));

declare global {
	interface Window {
		pooolBatch?: { push(...commands: unknown[][]): void };
		fire(library: string, event: string, payload?: Record<string, unknown>): unknown[];
		trackedEvents(): TrackedCall[];
	}
}

describe('Poool Trigger: a real page, a real n8n, the sandbox', () => {
	it('brings every event of the three libraries, and the page’s own, to n8n, to Batch and to Batch’s SDK', async () => {
		const { id, script } = await setUp.activate({
			allowedOrigins: site.origin,
			events: [],
			siteEvents: 'article-read',
			destination: 'both',
			formFields: 'job',
			eventMapping: { values: [mapped] },
		});
		const page = await open(
			`<script src="/batchSdk.js"></script><script src="${script}" data-user="reader-42"></script>${library}${use}`,
		);
		const answers = await page.evaluate(
			(events) => events.flatMap(({ library, name, payload }) => window.fire(library, name, payload)),
			everyEvent,
		);
		// A listener that answers a form with anything could block it.
		expect(new Set(answers)).toEqual(new Set([undefined]));
		await page.evaluate(() => {
			void (window as unknown as { Audit: { sendEvent(name: string, data: unknown): unknown } }).Audit.sendEvent('page-view', { type: 'premium' });
			// What is no command, or one of somebody else's, does no harm.
			const anything: unknown[] = [undefined, null, 7, 'event', {}, [], ['constructor'], ['listen', null], ['event', {}]];
			for (const command of anything) window.pooolBatch?.push(command as unknown[]);
			window.pooolBatch?.push(['event', 'article-read', { section: 'sport', seconds: 12.5 }]);
		});
		const expected = [
			...everyEvent.map((event) => `${event.library}.${event.name}`),
			'audit.page-view',
			'site.article-read',
		].sort();
		const arrived = async () => (await setUp.itemsOf(id)).map(({ source, eventName }) => `${source}.${eventName}`).sort();
		await expect.poll(arrived, soon).toEqual(expected);
		expect(errorsOf(page)).toEqual([]);

		// The sandbox: each once, for the reader, in the names of the server.
		await expect.poll(() => setUp.sandbox.state.events.length, soon).toBe(expected.length);
		expect(new Set(setUp.sandbox.state.events.map(({ customId }) => customId))).toEqual(new Set(['reader-42']));
		const event = (name: string) => setUp.sandbox.state.events.find((one) => one.name.toLowerCase() === name);
		expect(event('poool_click_log')?.attributes).toMatchObject({ urltype: 'Login', category: 'Paywall Abonné', user_type: 'Abonné' });
		expect(event('poool_subscribe_click')?.attributes).toMatchObject({ button: 'subscribe', action_name: 'Offre -50 %' });
		expect(setUp.sandbox.state.warnings).toEqual([]);

		// What may not leave the page did not, and nothing of the page's DOM came along.
		const text = JSON.stringify(await setUp.itemsOf(id));
		expect(text).not.toMatch(/hunter2|reader@example\.com|originalEvent/);
		expect(text).toContain('baker');
		const [item] = (await setUp.itemsOf(id)).filter(({ eventName }) => eventName === 'subscribeClick');
		expect(item?.poool).toMatchObject({
			user: { id: 'reader-42', pooolId: 'poool-reader-1', batchInstallationId: 'installation-1' },
			page: { url: `${site.origin}/article`, type: 'premium' },
			data: { url: `${site.origin}/offers?from=paywall` },
		});

		// The page's own Batch SDK: the same events, under the SDK's rules, checked apart from the bridge.
		const tracked = await page.evaluate(() => window.trackedEvents());
		expect(tracked).toHaveLength(expected.length);
		expect(tracked.flatMap((call) => validateTracked(call))).toEqual([]);
		expect(tracked.find(({ name }) => name === 'Poool_click_log')?.attributes).toEqual([
			{ key: 'urlType', type: 'string', value: 'Login' },
			{ key: 'category', type: 'string', value: 'Paywall Abonné' },
			{ key: 'user_type', type: 'string', value: 'Abonné' },
		]);
		await page.close();
	});

	it('brings the click that leaves the page', async () => {
		const { id, script } = await setUp.activate({ allowedOrigins: site.origin, events: ['access.subscribeClick'] });
		const page = await open(`<script src="${script}" data-user="leaver"></script>${library}${use}`);
		await Promise.all([page.waitForURL('**/offers'), page.click('#subscribe')]);
		await expect.poll(async () => (await setUp.itemsOf(id)).map(({ eventName }) => eventName), soon).toEqual(['subscribeClick']);
		const ofLeaver = () => setUp.sandbox.state.events.filter(({ customId }) => customId === 'leaver').map(({ name }) => name.toLowerCase());
		await expect.poll(ofLeaver, soon).toEqual(['poool_subscribe_click']);
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
		for (const context of browser.contexts()) await context.close();
		await new Promise((resolve) => setTimeout(resolve, 2_000));
		expect(await answers()).toHaveLength(5);
	});

	it('serves a script that pages of other origins can load, cached and re-validated', async () => {
		const { script } = await setUp.activate({ allowedOrigins: site.origin });
		const first = await fetch(script);
		expect(first.status).toBe(200);
		expect(Object.fromEntries(first.headers)).toMatchObject({
			'content-type': 'application/javascript; charset=utf-8',
			'cache-control': expect.stringMatching(/^public, max-age=300/),
			'cross-origin-resource-policy': 'cross-origin',
			'x-content-type-options': 'nosniff',
		});
		const etag = first.headers.get('etag') ?? '';
		const again = await fetch(script, { headers: { 'if-none-match': etag } });
		expect([again.status, await again.text()]).toEqual([304, '']);
	});
});

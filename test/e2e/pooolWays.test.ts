import { readFile, writeFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { stubText } from '../fixtures/poool/site/collector.ts';
import { startSite, type Pages, type Site } from '../fixtures/poool/site/site.ts';
import { PooolSetUp } from './pooolSetUp.ts';

const soon = { timeout: 30_000, interval: 500 };
const documentation = new URL('../../docs/poool.md', import.meta.url);

/** The page of the guide: both scripts, `const`, inline, and nothing in it knows of n8n. */
const guide = `<div id="paywall"></div><script>
	const audit = Audit.init('APP').config({ cookies_enabled: true });
	audit.sendEvent('page-view', { type: 'premium' });
	const access = Access.init('APP').config({ cookies_enabled: true });
	access.createPaywall({ target: '#paywall', pageType: 'premium' });
</script>`;
const stub = `<script>${stubText}</script>`;
const libraries = '<script src="/batchSdk.js"></script><script src="/standIn.js"></script>';
const inject = (script: string, when: string) => `<script>${when.replace('INJECT', `() => {
	const script = document.createElement('script');
	script.src = '${script}'; script.dataset.user = 'reader-1';
	document.head.append(script);
}`)}</script>`;

interface Way {
	readonly title: string;
	readonly head: (script: string) => string;
	readonly end?: (script: string) => string;
	/** The reader clicks before the script is there, and stays. */
	readonly clicksEarly?: true;
	readonly advice: string;
}

const ways: Way[] = [
	{ title: 'stub, script `async`', head: (script) => `${stub}<script async src="${script}" data-user="reader-1"></script>`, advice: '' },
	{ title: 'stub, script `defer`', head: (script) => `${stub}<script defer src="${script}" data-user="reader-1"></script>`, advice: '' },
	{ title: 'stub, script as `module`', head: (script) => `${stub}<script type="module" src="${script}" data-user="reader-1"></script>`, advice: 'the script needs an answer with CORS headers, which n8n gives' },
	{
		title: 'stub, script 3 s late, the reader stays',
		head: (script) => stub + inject(script, 'setTimeout(INJECT, 3000);'),
		clicksEarly: true,
		advice: 'of what happened before the script came: clicks, forms, consent, page views',
	},
	{ title: 'stub, script at the end of the body', head: () => stub, end: (script) => `<script src="${script}" data-user="reader-1"></script>`, advice: '' },
	{ title: 'stub, script by a tag manager', head: (script) => stub + inject(script, "addEventListener('load', INJECT);"), advice: '' },
	{ title: 'no stub, plain script above Poool’s', head: (script) => `<script src="${script}" data-user="reader-1"></script>`, advice: 'the page waits for n8n or its cache' },
	{ title: 'no stub, script at the end of the body', head: () => '', end: (script) => `<script src="${script}" data-user="reader-1"></script>`, advice: 'use the stub' },
];

const destinations = { n8n: 'to n8n', batch: 'straight to Batch', both: 'both' } as const;
type Destination = keyof typeof destinations;

let setUp: PooolSetUp;
let site: Site;
let browser: Browser;
let pages: Pages = {};
const workflows: Partial<Record<Destination, { id: string; script: string }>> = {};
const outcomes = new Map<string, string[]>();

beforeAll(async () => {
	setUp = await PooolSetUp.start();
	site = await startSite(() => pages);
	browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-background-networking'] });
	for (const destination of Object.keys(destinations) as Destination[]) {
		workflows[destination] = await setUp.activate({ allowedOrigins: site.origin, destination });
	}
});

afterAll(async () => {
	await browser?.close();
	await setUp?.stop();
	await site?.close();
});

const started = async (page: Page) => await page.waitForFunction(() => 'running' in (window.pooolBatch ?? {}));

/** Views the page, clicks to log in, comes back and clicks to subscribe. */
async function read(way: Way, script: string, path: string): Promise<void> {
	const head = way.head(script);
	pages = {
		[path]: `<!doctype html><head><meta charset="utf-8">${head}${libraries}</head><body>${guide}${way.end?.(script) ?? ''}</body>`,
		'/offers': `<!doctype html><head><meta charset="utf-8">${head}<script src="/batchSdk.js"></script></head><body><h1>Offers</h1>${way.end?.(script) ?? ''}</body>`,
	};
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(site.origin + path);
	if (way.clicksEarly) {
		await page.evaluate(() => document.addEventListener('click', (event) => event.preventDefault()));
		await page.click('#access-loginClick');
		await page.click('#access-subscribeClick');
		await started(page);
		await page.waitForTimeout(1_500);
	} else {
		for (const name of ['loginClick', 'subscribeClick']) {
			if (name === 'subscribeClick') await page.goto(`${site.origin}${path}?again`);
			await started(page);
			// The page view goes first; what is asked here is whether the click does.
			await page.waitForTimeout(1_300);
			await Promise.all([page.waitForURL('**/offers'), page.click(`#access-${name}`)]);
			await started(page);
			await page.waitForTimeout(500);
		}
	}
	await context.close();
}

const wanted = ['poool_login_click', 'poool_page_view', 'poool_subscribe_click'];
const once = (names: string[]) => [...new Set(names)].sort();

describe('Poool Trigger: the guide’s page, whichever way the script comes', () => {
	for (const way of ways) {
		it.each(Object.keys(destinations) as Destination[])(`${way.title}: %s`, async (destination) => {
			const { id, script } = workflows[destination]!;
			const path = `/article-${ways.indexOf(way)}`;
			site.tracked.length = 0;
			await read(way, script, path);
			const hears = way.advice !== 'use the stub';
			const inN8n = async () =>
				(await setUp.itemsOf(id))
					.filter(({ poool }) => (poool as { page: { url: string } }).page.url.endsWith(path))
					.map(({ batch }) => batch.event.name);
			if (hears && destination !== 'batch') await expect.poll(async () => once(await inN8n()), soon).toEqual(wanted);
			if (hears && destination !== 'n8n') await expect.poll(() => once([...site.tracked]), soon).toEqual(wanted);
			const names = destination === 'batch' ? [...site.tracked] : await inN8n();
			outcomes.set(`${way.title} ${destination}`, once(names));
			expect(once(names)).toEqual(hears ? wanted : []);
		});
	}

	it('is told in the documentation as it is', async () => {
		const shown = (names: string[] = []) => (names.length === wanted.length ? 'all' : names.length === 0 ? 'nothing' : names.join(', '));
		const rows = ways.map(({ title, advice }) => {
			const cells = (Object.keys(destinations) as Destination[]).map((destination) => shown(outcomes.get(`${title} ${destination}`)));
			return `| ${[title, ...cells, advice].join(' | ')} |`;
		});
		const table = [`| the page has | ${Object.values(destinations).join(' | ')} | |`, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
		const place = /(<!-- ways -->\n)[^]*?(\n<!-- \/ways -->)/;
		const text = await readFile(documentation, 'utf8');
		const written = text.replace(place, (_, before: string, after: string) => `${before}${table}${after}`);
		if (process.env.WRITE_DOCUMENTATION !== undefined) await writeFile(documentation, written);
		else expect(text).toBe(written);
		expect(text).toMatch(place);
	});
});

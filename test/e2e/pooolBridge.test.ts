import { FiltersEngine, Request } from '@ghostery/adblocker';
import { chromium, type Browser, type BrowserContextOptions, type ConsoleMessage, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/support/chromium.mjs';
import { startCollector, stubText, type Collector } from '../fixtures/poool/site/collector.ts';
import { startSite, type Pages, type Site } from '../fixtures/poool/site/site.ts';

const soon = { timeout: 20_000, interval: 100 };

let collector: Collector;
let site: Site;
let browser: Browser;
let pages: Pages = {};

beforeAll(async () => {
	collector = await startCollector();
	site = await startSite(() => pages);
	browser = await chromium.launch({
		executablePath: findChromium(),
		args: ['--no-sandbox', '--disable-background-networking'],
	});
});

afterEach(async () => {
	await Promise.all(browser.contexts().map(async (context) => await context.close()));
	collector.clear();
	collector.cutOff(0);
	collector.configure({});
	site.tracked.length = 0;
});

afterAll(async () => {
	await browser?.close();
	await site?.close();
	await collector?.close();
});

interface Opened extends Page {
	readonly errors: string[];
	readonly said: string[];
}

const stub = `<script>${stubText}</script>`;
const tag = (attributes = '') => `<script async src="${collector.script}" data-user="reader-1" data-debug ${attributes}></script>`;
const poool = '<script src="/standIn.js"></script>';
const use = `<div id="paywall"></div><div id="element"></div><script>
	const audit = Audit.init('APP').config({ cookies_enabled: true });
	audit.sendEvent('page-view', { type: 'premium' });
	const access = Access.init('APP').config({ cookies_enabled: true });
	access.createPaywall({ target: '#paywall', pageType: 'premium' });
</script>`;

async function open(html: string, path = '/article', more: Pages = {}, options: BrowserContextOptions = {}): Promise<Opened> {
	pages = { '/offers': '<h1>Offers</h1>', [path.split('?')[0]!]: `<!doctype html><meta charset="utf-8"><body>${html}</body>`, ...more };
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const errors: string[] = [];
	const said: string[] = [];
	page.on('pageerror', ({ message }) => errors.push(message));
	page.on('console', (message: ConsoleMessage) => said.push(message.text()));
	await page.goto(site.origin + path);
	return Object.assign(page, { errors, said });
}

const started = async (page: Page) => await page.waitForFunction(() => 'running' in (window.pooolBatch ?? {}));
const keys = () => collector.events().map(({ key }) => key).sort();
const fire = async (page: Page, name: string, payload?: Record<string, unknown>) =>
	await page.evaluate(([event, given]) => window.fire('access', event as string, given as never), [name, payload] as const);
const push = async (page: Page, ...commands: unknown[][]) =>
	await page.evaluate((given) => window.pooolBatch?.push(...given), commands);

describe('Poool Trigger’s script: the stub', () => {
	it('keeps what happens before the script is there, and leaves the page as it is', async () => {
		const page = await open(`${stub}${poool}${use}<script>
			fire('access', 'alternativeClick', { button: 'no-thanks' });
			later = () => { const script = document.createElement('script'); script.src = '${collector.script}'; script.dataset.user = 'reader-1'; document.head.append(script); };
		</script>`);
		await page.evaluate(() => (window as unknown as { later(): void }).later());
		await expect.poll(keys, soon).toEqual(['access.alternativeClick', 'audit.page-view']);
		expect(collector.events()[0]?.page).toEqual({ url: `${site.origin}/article`, type: 'premium' });
		expect(await page.evaluate(() => window.unknownEvents)).toEqual([]);
		expect(page.errors).toEqual([]);
	});

	it('hears everything else once the script is there, each once', async () => {
		collector.configure({ events: [] });
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await started(page);
		for (const name of ['ready', 'release', 'answer', 'subscribeClick', 'lock']) await fire(page, name, { questionId: '1' });
		await expect.poll(keys, soon).toEqual(['access.answer', 'access.lock', 'access.ready', 'access.release', 'access.subscribeClick', 'audit.page-view']);
	});

	it('stands back where the page has names of its own', async () => {
		const page = await open(`${stub}<script>var Access = { mine: true }, Audit = { mine: true }, Engage = { mine: true };</script>${poool}
			<script>
				Access.noConflict(); Audit.noConflict(); Engage.noConflict();
				if (!(Access.mine && Audit.mine && Engage.mine)) throw new Error('The page lost a name');
				const access = PooolAccess.init('APP').config({ cookies_enabled: true });
				fire('access', 'loginClick', { button: 'login' });
			</script>${tag()}`);
		await expect.poll(keys, soon).toEqual(['access.loginClick']);
		expect(page.errors).toEqual([]);
	});

	it('keeps at most a hundred, should the script never come', async () => {
		const page = await open(`${stub}${poool}${use}`);
		await page.evaluate(() => {
			for (let count = 0; count < 1_000; count++) window.fire('access', 'loginClick', {});
		});
		expect(await page.evaluate(() => (window.pooolBatch as unknown as unknown[]).length)).toBe(100);
	});

	it('serves two scripts of two triggers', async () => {
		const other = await startCollector();
		try {
			const page = await open(`${stub}${poool}${use}<script>fire('access', 'loginClick', {})</script>${tag()}`);
			await expect.poll(keys, soon).toEqual(['access.loginClick', 'audit.page-view']);
			await page.evaluate((src) => {
				const script = document.createElement('script');
				script.src = src;
				script.dataset.user = 'reader-1';
				document.head.append(script);
			}, other.script);
			await expect.poll(() => other.events().map(({ key }) => key).sort(), soon).toEqual(['access.loginClick', 'audit.page-view']);
			expect(collector.events()).toHaveLength(2);
		} finally {
			await other.close();
		}
	});
});

describe('Poool Trigger’s script: without the stub', () => {
	it('says with data-debug what was there before it and cannot be heard', async () => {
		const page = await open(`${poool}${use}${tag()}`);
		await started(page);
		expect(page.said.join('\n')).toMatch(/found access came late: use the stub/);
	});
});

describe('Poool Trigger’s script: the page and the reader of an event', () => {
	it('are those of its time, in a single-page app', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await started(page);
		await fire(page, 'answer', { answer: 'a' });
		await page.evaluate(() => history.pushState(null, '', '/subscribe'));
		await fire(page, 'answer', { answer: 'b' });
		const pageOf = (answer: string) => collector.events().find(({ data }) => data.answer === answer)?.page;
		await expect.poll(() => pageOf('b'), soon).toBeDefined();
		expect(pageOf('a')).toEqual({ url: `${site.origin}/article`, type: 'premium' });
		expect(pageOf('b')).toEqual({ url: `${site.origin}/subscribe` });
	});

	it('whoever logs in after somebody else gets none of their events', async () => {
		const page = await open(`${stub}${poool}<script>const access = Access.init('APP'); access.createPaywall({ target: 'body' })</script><script async src="${collector.script}"></script>`);
		await started(page);
		await fire(page, 'answer', { answer: 'before anybody' });
		await push(page, ['user', 'alice']);
		await fire(page, 'answer', { answer: 'alice' });
		await push(page, ['user', null]);
		await fire(page, 'answer', { answer: 'nobody' });
		await push(page, ['user', 'bob']);
		await fire(page, 'answer', { answer: 'bob' });
		await push(page, ['consent', true]);
		await expect.poll(() => collector.events().length, soon).toBe(4);
		const readers = Object.fromEntries(collector.events().map(({ data, user }) => [data.answer, user.id]));
		expect(readers).toEqual({ 'before anybody': 'alice', alice: 'alice', nobody: undefined, bob: 'bob' });
	});

	it.each(['null', 'undefined', '', ' ', 'NULL'])('data-user="%s" is nobody', async (user) => {
		collector.configure({ anonymousEvents: 'pass' });
		const page = await open(`${stub}${poool}${use}<script async src="${collector.script}" data-user="${user}"></script>`);
		await started(page);
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		expect(collector.events()[0]?.user.id).toBeUndefined();
	});
});

describe('Poool Trigger’s script: how it sends', () => {
	it('sends ten page views of one reader in ten requests, however often Poool tells the same', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		for (let view = 0; view < 10; view++) {
			if (view > 0) await page.reload();
			await started(page);
			await page.evaluate(() => {
				window.fire('access', 'identityAvailable', { userId: 'p' });
				window.fire('access', 'paywallSeen', { widget: 'w' });
				window.fire('audit', 'identityAvailable', { userId: 'p' });
			});
			await expect.poll(() => collector.events().length, soon).toBe((view + 1) * 2);
		}
		// One for what happened in a second, and one more where the script came late in it.
		expect(collector.requests.length).toBeLessThanOrEqual(20);
	});

	it('sends in one request what happens at once, however often Poool tells of the consent', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		const before = collector.requests.length;
		await page.evaluate(() => {
			for (const name of ['paywallSeen', 'release', 'answer']) {
				window.fire('access', name, { questionId: '1' });
				window.fire('access', 'consent', {});
			}
		});
		await expect.poll(() => collector.events().length, soon).toBe(4);
		expect(collector.requests.length - before).toBe(1);
	});

	it('keeps events of anonymous readers in the page where the node drops them, until the reader has a name', async () => {
		collector.configure({ anonymousEvents: 'drop' });
		const page = await open(`${stub}${poool}${use}<script async src="${collector.script}"></script>`);
		await started(page);
		await fire(page, 'subscribeClick', {});
		await page.waitForTimeout(2_000);
		expect(collector.requests).toEqual([]);
		await push(page, ['user', 'reader-2']);
		await expect.poll(keys, soon).toEqual(['access.subscribeClick', 'audit.page-view']);
	});

	it('sends what no list of ad blockers stops that goes by kind and party, and no beacon', async () => {
		// Of EasyPrivacy, and of the forms in which lists name paths of any host.
		const lists = ['*$ping,third-party', '/analytics/*$script', '/beacon.', '/collect?', '/pixel.', '/track/*', '/tracking/*', '/telemetry/', '/tracker.js', '-analytics.js'];
		const engine = FiltersEngine.parse(lists.join('\n'));
		const isStopped = (url: string, type: string) =>
			engine.match(Request.fromRawDetails({ url, type: type as 'fetch', sourceUrl: 'https://www.example.com/article' })).match;
		expect(isStopped(collector.script.replace('bridge.js', 'events'), 'ping')).toBe(true);
		const requests: Array<[url: string, type: string]> = [];
		const page = await open(`<script>navigator.sendBeacon = () => true;</script>${stub}${poool}${use}${tag()}`);
		page.on('request', (request) => requests.push([request.url(), request.resourceType()]));
		await page.reload();
		// What is sent while the page goes, the browser does not tell of any more.
		await expect.poll(() => collector.events().filter(({ key }) => key === 'audit.page-view').length, soon).toBeGreaterThan(0);
		await page.waitForTimeout(1_300);
		await Promise.all([page.waitForURL('**/offers'), page.click('#access-loginClick')]);
		await expect.poll(() => collector.events().filter(({ key }) => key === 'access.loginClick').length, soon).toBe(1);
		const ours = requests.filter(([url]) => url.includes('/webhook/'));
		expect(new Set(ours.map(([, type]) => type))).toEqual(new Set(['script', 'fetch']));
		expect(ours.filter(([url, type]) => isStopped(url, type))).toEqual([]);
	});

	it('sends a hundred held events of 2 KB, in portions that may outlive the page, or need not', async () => {
		const page = await open(`${stub}${poool}<script>const access = Access.init('APP')</script>${tag()}`);
		await started(page);
		await page.evaluate(() => {
			(window.pooolBatch as { push(...commands: unknown[][]): void }).push(['listen', (window as never)['access']]);
		}).catch(() => undefined);
		await page.evaluate(() => {
			(0, eval)('access.config({})');
			for (let count = 0; count < 100; count++) window.fire('access', 'answer', { questionId: String(count), answer: 'x'.repeat(2_000) });
		});
		await push(page, ['consent', true]);
		await expect.poll(() => collector.events().length, soon).toBe(100);
		expect(Math.max(...collector.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(60_000);
		// What browsers refuse is sent again; here nothing had to be.
		expect(page.said.join('\n')).not.toMatch(/not sent/);
	});

	it('sends again what did not get through', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await started(page);
		collector.cutOff(3);
		await fire(page, 'loginClick', {});
		await expect.poll(keys, soon).toEqual(['access.loginClick', 'audit.page-view']);
	});

	it('keeps what happens while the network is away for a moment, and sends it when it is back', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		await page.context().setOffline(true);
		await fire(page, 'loginClick', {});
		await page.waitForTimeout(300);
		expect(keys()).toEqual(['audit.page-view']);
		await page.context().setOffline(false);
		await expect.poll(keys, soon).toEqual(['access.loginClick', 'audit.page-view']);
	});

	it('keeps the newest hundred of what waits', async () => {
		const page = await open(`${stub}${poool}<script>const access = Access.init('APP'); access.createPaywall({ target: 'body' })</script>${tag()}`);
		await started(page);
		await page.evaluate(() => {
			for (let count = 0; count < 150; count++) window.fire('access', 'answer', { questionId: String(count) });
		});
		await push(page, ['consent', true]);
		await expect.poll(() => collector.events().length, soon).toBe(100);
		expect(collector.events().map(({ data }) => Number(data.questionId)).sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index + 50));
	});

	it('forgets what waits when the reader says no, for n8n and for Batch', async () => {
		collector.configure({ destination: 'both' });
		const page = await open(`<script src="/batchSdk.js"></script>${stub}${poool}<script>const access = Access.init('APP'); access.createPaywall({ target: 'body' })</script>${tag()}`);
		await started(page);
		await fire(page, 'answer', { questionId: 'before' });
		await push(page, ['consent', false]);
		await fire(page, 'answer', { questionId: 'meanwhile' });
		await push(page, ['consent', true]);
		await fire(page, 'answer', { questionId: 'after' });
		await expect.poll(() => collector.events().map(({ data }) => data.questionId), soon).toEqual(['after']);
		await page.waitForTimeout(500);
		expect(site.tracked).toEqual(['poool_answer']);
	});

	it('waits for the page’s word where Engage is alone, which is told of no consent', async () => {
		const page = await open(`${stub}${poool}<div id="element"></div><script>
			const engage = Engage.init('APP').config({ debug: false });
			engage.createElement('banner', '#element');
			fire('engage', 'click', { button: 'more' });
		</script>${tag()}`);
		await started(page);
		await page.waitForTimeout(1_500);
		expect(collector.requests).toEqual([]);
		await push(page, ['consent', true]);
		await expect.poll(keys, soon).toEqual(['engage.click']);
	});

	it('takes a beacon as the page goes in browsers whose fetch would end with it', async () => {
		const page = await open(`<script>delete Request.prototype.keepalive</script>${stub}${poool}${use}${tag()}`);
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		await page.evaluate(() => {
			const own = navigator.sendBeacon.bind(navigator);
			navigator.sendBeacon = (...given) => (sessionStorage.setItem('beacon', '1'), own(...given));
			window.fire('access', 'answer', { questionId: 'last' });
			location.assign('/offers');
		});
		await expect.poll(keys, soon).toEqual(['access.answer', 'audit.page-view']);
		expect(await page.evaluate(() => sessionStorage.getItem('beacon'))).toBe('1');
	});

	it('lets an instance go that the page has done with', async () => {
		const page = await open(`${stub}${poool}${use}${tag()}`);
		await started(page);
		await page.evaluate(() => {
			const made = window as unknown as { instances: Array<WeakRef<object>>; Access: { init(id: string): { config(o: object): { destroy(): void } } } };
			made.instances = Array.from({ length: 1_000 }, () => {
				const instance = made.Access.init('APP').config({ cookies_enabled: true });
				instance.destroy();
				return new WeakRef(instance);
			});
		});
		const session = await page.context().newCDPSession(page);
		await session.send('HeapProfiler.collectGarbage');
		await page.waitForTimeout(100);
		await session.send('HeapProfiler.collectGarbage');
		const alive = await page.evaluate(() => (window as unknown as { instances: Array<WeakRef<object>> }).instances.filter((one) => one.deref()).length);
		expect(alive).toBeLessThan(10);
	});
});

describe('Poool Trigger’s script: straight to Batch', () => {
	const batch = '<script src="/batchSdk.js"></script>';

	it('tracks a click on the next page that left too fast for Batch’s SDK', async () => {
		collector.configure({ destination: 'batch' });
		const head = `${batch}${stub}${tag()}`;
		for (let click = 0; click < 3; click++) {
			const page = await open(`${head}${poool}${use}`, '/article', { '/offers': `${head}<h1>Offers</h1>` });
			await started(page);
			await Promise.all([page.waitForURL('**/offers'), page.click('#access-loginClick')]);
			await started(page);
			await page.waitForTimeout(400);
		}
		await expect.poll(() => site.tracked.filter((name) => name === 'poool_login_click').length, soon).toBe(3);
	});

	it('tracks a click that stays in the page once', async () => {
		collector.configure({ destination: 'batch' });
		const page = await open(`${batch}${stub}${tag()}${poool}${use}`);
		await started(page);
		await fire(page, 'loginClick', {});
		await page.waitForTimeout(600);
		await page.reload();
		await started(page);
		await page.waitForTimeout(600);
		expect(site.tracked.filter((name) => name === 'poool_login_click')).toHaveLength(1);
	});

	it('waits for a Batch SDK that is set up later, without an error in the page', async () => {
		collector.configure({ destination: 'both' });
		const page = await open(`${batch}${stub}${tag()}${poool}${use}`, '/article?batchLater');
		await started(page);
		await fire(page, 'loginClick', {});
		await page.waitForTimeout(500);
		await page.evaluate(() => (window as unknown as { setUpBatch(): void }).setUpBatch());
		await expect.poll(() => [...site.tracked].sort(), soon).toEqual(['poool_login_click', 'poool_page_view']);
		await fire(page, 'subscribeClick', {});
		await expect.poll(() => collector.events().find(({ key }) => key === 'access.subscribeClick')?.user, soon).toMatchObject({ installation: 'installation-1' });
		expect(page.errors).toEqual([]);
	});

	it('leaves out an address that is none, and names it', async () => {
		collector.configure({ destination: 'batch' });
		const page = await open(`${batch}${stub}${tag()}${poool}${use}`);
		await started(page);
		await fire(page, 'loginClick', { button: 'login', url: 'http://[' });
		await expect.poll(() => [...site.tracked].sort(), soon).toEqual(['poool_login_click', 'poool_page_view']);
		expect(page.said.find((line) => line.includes('poool_login_click'))).toMatch(/left out url,url,url/);
		expect(page.said.find((line) => line.includes('poool_page_view'))).not.toMatch(/left out \S/);
	});
});

describe('Poool Trigger’s script: hostile and strict pages', () => {
	it('takes no element for its tag, its commands or a part of the document', async () => {
		const names = ['currentScript', 'addEventListener', 'querySelectorAll', 'baseURI', 'visibilityState'];
		const smuggled = `<img name="currentScript" src="https://evil.example/webhook/1/bridge.js" data-user="mallory" data-consent="true">
			<form id="pooolBatch"><input name="push"><input name="running"></form><form name="Access"><input name="isPoool"></form>
			${names.map((name) => `<img name="${name}">`).join('')}`;
		for (const head of [stub, '']) {
			collector.clear();
			const page = await open(`${smuggled}${head}<script src="${collector.script}" data-user="reader-1"></script>${poool}${use}`);
			await fire(page, 'loginClick', { url: '/login' });
			await expect.poll(keys, soon).toEqual(['access.loginClick', 'audit.page-view']);
			expect(collector.events().map(({ user }) => user.id)).toEqual(['reader-1', 'reader-1']);
			expect(page.errors).toEqual([]);
		}
	});

	it('sends beside itself where a path of the site’s own brings it', async () => {
		const own = '/reader-news/webhook/1/';
		const passed: string[] = [];
		const page = await (await browser.newContext()).newPage();
		await page.route(`**${own}*`, async (route) => {
			const name = new URL(route.request().url()).pathname.slice(own.length);
			passed.push(name);
			await route.fulfill({ response: await route.fetch({ url: new URL(name, collector.script).href }) });
		});
		pages = { '/article': `<!doctype html><body>${stub}<script async src="${own}bridge.js" data-user="reader-1"></script>${poool}${use}</body>` };
		await page.goto(`${site.origin}/article`);
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		expect(passed).toEqual(['bridge.js', 'events']);
	});

	it('finds the attributes of its tag as a module', async () => {
		await open(`${stub}<script type="module" src="${collector.script}" data-user="reader-9"></script>${poool}${use}`);
		await expect.poll(() => collector.events().map(({ user }) => user.id), soon).toEqual(['reader-9']);
	});

	it('works under a strict policy with nonces and Trusted Types, and says with data-debug what a policy forbids', async () => {
		const origin = new URL(collector.script).origin;
		const policy = (connect: string) =>
			JSON.stringify({
				'content-security-policy': `default-src 'none'; script-src 'nonce-n' ${origin}; connect-src ${connect}; require-trusted-types-for 'script'; trusted-types 'none'`,
			});
		const html = `${stub}${tag()}${poool}${use}`.replace(/<script/g, '<script nonce="n"');
		const allowed = await open(html, '/article', { '/article#headers': policy(origin) });
		await expect.poll(keys, soon).toEqual(['audit.page-view']);
		expect(allowed.errors).toEqual([]);
		const forbidden = await open(html, '/article', { '/article#headers': policy("'none'") });
		await expect.poll(() => forbidden.said.join('\n'), soon).toMatch(/\[poool-batch\] CSP connect-src/);
	});
});

describe.each(['React', 'Vue'])('Poool Trigger’s script: Poool’s published wrapper for %s', (framework) => {
	const app = `<div id="app"></div><script src="/wrappers.js"></script><script>start${framework}()</script>`;
	const ready = async (page: Page) => await page.waitForFunction(() => document.querySelector('#access-loginClick') !== null);

	it.each([
		['above the app', (script: string) => `${stub}${script}${app}`],
		['at the end', (script: string) => `${stub}${app}${script}`],
		['late', (script: string) => `${stub}${app}<script>setTimeout(() => document.head.append(document.createRange().createContextualFragment(${JSON.stringify(script).replace(/<\//g, '<\\/')})), 1500)</script>`],
	])('is heard, the script %s: both articles, each click once, and nothing after it was unmounted', async (_, content) => {
		const page = await open(content(tag()), '/article-1');
		await ready(page);
		await fire(page, 'loginClick', { button: 'one' });
		await page.evaluate(() => (window as unknown as { navigate(path: string): void }).navigate('/article-2'));
		await page.waitForTimeout(300);
		await ready(page);
		await fire(page, 'subscribeClick', { button: 'two' });
		await page.evaluate(() => (window as unknown as { navigate(path: string): void }).navigate('/offers'));
		await page.waitForTimeout(300);
		await fire(page, 'customButtonClick', { name: 'nobody is there' });
		await expect.poll(keys, soon).toEqual(['access.loginClick', 'access.subscribeClick']);
		const of = (key: string) => collector.events().find((event) => event.key === key)?.page;
		expect(of('access.loginClick')).toEqual({ url: `${site.origin}/article-1`, type: 'premium' });
		expect(of('access.subscribeClick')).toEqual({ url: `${site.origin}/article-2`, type: 'premium' });
		expect(page.errors).toEqual([]);
	});
});

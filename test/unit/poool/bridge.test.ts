import { describe, expect, it } from 'vitest';

import { PageWithoutBrowser } from '../../fixtures/poool/pageWithoutBrowser';

// What a browser is needed for is tested in one: test/e2e/pooolBridge.test.ts.

const toWorkflow = { siteEvents: 'article-read, form-click', anonymousEvents: 'pass', consent: 'explicit' };

function page(parameters: Record<string, unknown> = {}, globals: Record<string, unknown> = {}): PageWithoutBrowser {
	const made = new PageWithoutBrowser({ ...toWorkflow, ...parameters }, globals);
	made.bring();
	return made;
}

describe('the script, where the reader says no', () => {
	it('forgets what was on its way to n8n, too, when that does not get through', async () => {
		const opened = page();
		opened.push('consent', true);
		opened.push('event', 'form-click');
		await opened.pass(100);
		expect(opened.posted).toHaveLength(1);
		opened.push('consent', false);
		await opened.posted[0]!.end(false);
		opened.push('consent', true);
		await opened.pass(60_000);
		expect(opened.posted).toHaveLength(1);
	});

	it('sends again what did not get through while it may', async () => {
		const opened = page();
		opened.push('consent', true);
		opened.push('event', 'form-click');
		await opened.pass(100);
		await opened.posted[0]!.end(false);
		await opened.pass(60_000);
		expect(opened.events().map(({ name }) => name)).toEqual(['form-click', 'form-click']);
	});

	it('forgets what Batch’s SDK has not taken yet', async () => {
		const waiting: Array<(api: object) => void> = [];
		const tracked: unknown[] = [];
		const api = { trackEvent: (name: string) => void tracked.push(name), getInstallationID: async () => 'installation-1' };
		const opened = page({ destination: 'batch' }, { batchSDK: (use: (given: object) => void) => void waiting.push(use) });
		opened.push('consent', true);
		opened.push('event', 'form-click');
		opened.push('consent', false);
		waiting.splice(0).forEach((use) => use(api));
		expect(tracked).toEqual([]);
		opened.push('consent', true);
		opened.push('event', 'form-click');
		waiting.splice(0).forEach((use) => use(api));
		expect(tracked).toEqual(['poool_form_click']);
	});
});

describe('the script, in a page whose fetch is another one', () => {
	it.each([
		['throws', () => { throw new Error('blocked'); }],
		['is not there', undefined],
	])('that %s keeps its events, and sends them once it may', async (_, fetch) => {
		const opened = page();
		const own = opened.window.fetch;
		opened.window.fetch = fetch;
		opened.push('consent', true);
		opened.push('event', 'form-click');
		await opened.pass(500);
		expect(opened.posted).toEqual([]);
		opened.window.fetch = own;
		await opened.pass(5_000);
		expect(opened.events().map(({ name }) => name)).toEqual(['form-click']);
	});
});

describe('the script, asked by data-debug what it does', () => {
	it('says how many events wait because the reader has no name', async () => {
		const said: string[] = [];
		const opened = new PageWithoutBrowser({ ...toWorkflow, anonymousEvents: 'drop' }, { console: { info: (...words: unknown[]) => void said.push(words.join(' ')) } });
		opened.bring({ debug: '' });
		opened.push('consent', true);
		opened.push('event', 'article-read');
		await opened.pass(2_000);
		expect(opened.posted).toEqual([]);
		expect(said).toContain('[poool-batch] still no name 1');
	});
});

describe('the script, asked who the reader is', () => {
	it.each([
		['a text', 'reader-42', 'reader-42'],
		['a number', 42, '42'],
		['a number that lost digits', 2 ** 60, undefined],
		['no number', Number.NaN, undefined],
		['half of one', 4.5, undefined],
		['null', null, undefined],
		['what Python writes for nobody', 'None', undefined],
		['an object', { id: 1 }, undefined],
	])('takes %s as it is, or as nobody', async (_, id, expected) => {
		const opened = page();
		opened.push('consent', true);
		opened.push('user', id);
		opened.push('event', 'article-read');
		await opened.pass(2_000);
		expect(opened.events()).toMatchObject([{ name: 'article-read' }]);
		expect(opened.events()[0]?.user.id).toBe(expected);
	});
});

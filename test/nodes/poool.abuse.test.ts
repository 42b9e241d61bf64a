import { afterEach, describe, expect, it } from 'vitest';

import { envelope, sentEvent, signatureOf, siteOrigin } from '../fixtures/poool/envelope';
import { servePoool } from './harness/pooolTrigger';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(...given: Parameters<typeof servePoool>) {
	const server = await servePoool(...given);
	open.push(server.close);
	return server;
}

const taken = { status: 200, body: '{}' };
const refused = (status: number) => ({ status, body: '' });

describe('Poool Trigger: who may send', () => {
	const strangers: Array<[string, Record<string, string | string[]>]> = [
		['another site', { origin: 'https://evil.example' }],
		['a site whose name ends alike', { origin: 'https://evil-www.example.com' }],
		['a site whose name begins alike', { origin: 'https://www.example.com.evil.example' }],
		['the same site without TLS', { origin: 'http://www.example.com' }],
		['the same site on another port', { origin: 'https://www.example.com:8443' }],
		['a sandboxed frame', { origin: 'null' }],
		['an origin with credentials', { origin: 'https://www.example.com@evil.example' }],
		['an origin with a path', { origin: 'https://www.example.com/x' }],
		['two origins in one', { origin: 'https://www.example.com, https://evil.example' }],
		['an empty origin', { origin: '' }],
	];

	it.each(strangers)('%s is answered 403 and starts nothing', async (_, headers) => {
		const server = await served();
		expect(await server.send(envelope(), headers)).toEqual(refused(403));
		expect(server.runs).toEqual([]);
	});

	it('a call without an origin is answered 403 and starts nothing', async () => {
		const server = await served();
		const answer = await server.post(JSON.stringify(envelope()), { 'content-type': 'text/plain' });
		expect(answer).toEqual(refused(403));
		expect(server.runs).toEqual([]);
	});

	it('the sites on the list may send, sub-domains where the list says so', async () => {
		const server = await served({ allowedOrigins: 'www.example.com, https://*.example.org , http://localhost:3000' });
		const send = async (origin: string) => (await server.send(envelope(), { origin })).status;
		for (const origin of ['https://www.example.com', 'https://WWW.example.com:443', 'https://a.b.example.org', 'http://localhost:3000']) {
			expect([origin, await send(origin)]).toEqual([origin, 200]);
		}
		for (const origin of ['https://example.org', 'https://example.org.evil.example', 'https://notexample.org', 'http://localhost:3001']) {
			expect([origin, await send(origin)]).toEqual([origin, 403]);
		}
	});

	it('anybody may, where the list says so', async () => {
		const server = await served({ allowedOrigins: '*' });
		expect(await server.send(envelope(), { origin: 'null' })).toEqual(taken);
	});
});

describe('Poool Trigger: how much', () => {
	it('a body over the bound is answered 413, just below it 200', async () => {
		const server = await served({ options: { maximumBody: 4 } });
		const body = (length: number) => {
			const text = JSON.stringify(envelope({ events: [sentEvent({ data: { note: '' } })] }));
			return text.replace('"note":""', `"note":"${'x'.repeat(length - text.length)}"`);
		};
		expect(await server.send(body(4096))).toEqual(taken);
		expect(await server.send(body(4097))).toEqual(refused(413));
		expect(await server.send('x'.repeat(2_000_000))).toEqual(refused(413));
		expect(server.runs).toHaveLength(1);
	});

	it('more events than allowed are answered 413', async () => {
		const server = await served({ options: { maximumEvents: 3 } });
		const events = (count: number) => envelope({ events: Array.from({ length: count }, () => sentEvent()) });
		expect(await server.send(events(3))).toEqual(taken);
		expect(await server.send(events(4))).toEqual(refused(413));
		expect(server.items()).toHaveLength(3);
	});

	it('calls of other sites do not use up the share of a reader', async () => {
		const server = await served({ options: { callsPerMinute: 2 } });
		for (let call = 0; call < 5; call++) {
			expect((await server.send(envelope(), { origin: 'https://evil.example' })).status).toBe(403);
		}
		expect(await server.send(envelope())).toEqual(taken);
	});

	it('a flood of one client is answered 429 after its share; other clients and nodes go on', async () => {
		const server = await served({ options: { callsPerMinute: 10 } });
		const other = await served({ options: { callsPerMinute: 10 } });
		const flood = await Promise.all(Array.from({ length: 200 }, async () => await server.send(envelope())));
		const passed = flood.filter(({ status }) => status === 200).length;
		// On a slow machine the share may fill up by one or two on the way.
		expect(passed).toBeGreaterThanOrEqual(10);
		expect(passed).toBeLessThanOrEqual(12);
		expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([200, 429]));
		expect(server.runs).toHaveLength(passed);
		expect(await other.send(envelope())).toEqual(taken);
		// Behind a proxy n8n does not know, the address the proxy reports tells the clients apart.
		expect(await server.send(envelope(), { 'x-forwarded-for': '203.0.113.7' })).toEqual(taken);
	});

	it('an office behind one address has a share for each site, and its flood does not use up the site’s', async () => {
		const allowedOrigins = 'https://www.example.com, https://*.example.org';
		const server = await served({ allowedOrigins, options: { callsPerMinute: 3, siteCallsPerMinute: 5 } });
		const send = async (origin: string, address: string) =>
			(await server.send(envelope(), { origin, 'x-forwarded-for': address })).status;
		const sendMany = async (count: number, origin: string, address: string) => {
			const statuses: number[] = [];
			for (let call = 0; call < count; call++) statuses.push(await send(origin, address));
			return statuses;
		};
		expect(await sendMany(9, 'https://www.example.com', '203.0.113.7')).toEqual([200, 200, 200, ...Array<number>(6).fill(429)]);
		// Sub-domains of one entry are one site: a stranger can make up as many as he likes.
		const madeUp = [await send('https://a.example.org', '203.0.113.7'), await send('https://b.example.org', '203.0.113.7')];
		expect(madeUp).toEqual([200, 200]);
		expect(await sendMany(2, 'https://c.example.org', '203.0.113.7')).toEqual([200, 429]);
		// Two are left of the site's five, for however many clients.
		expect(await sendMany(1, 'https://www.example.com', '203.0.113.8')).toEqual([200]);
		expect(await sendMany(1, 'https://www.example.com', '203.0.113.9')).toEqual([200]);
		expect(await sendMany(1, 'https://www.example.com', '203.0.113.10')).toEqual([429]);
		expect(await sendMany(1, 'https://d.example.org', '203.0.113.10')).toEqual([200]);
	});

	it('two hundred people of a newsroom behind one address are let through with the defaults', async () => {
		const server = await served({ anonymousEvents: 'pass' });
		// Each reads a page and clicks: two requests.
		const statuses = await Promise.all(Array.from({ length: 400 }, async () => (await server.send(envelope())).status));
		expect(new Set(statuses)).toEqual(new Set([200]));
	});

	it('repeated events start nothing, also within one call', async () => {
		const server = await served();
		const event = sentEvent();
		await server.send(envelope({ events: [event, event, sentEvent()] }));
		expect(await server.send(envelope({ events: [event] }))).toEqual(taken);
		expect(server.items()).toHaveLength(2);
	});
});

describe('Poool Trigger: what is no call of the bridge', () => {
	const bodies: Array<[string, string]> = [
		['nothing', ''],
		['no JSON', 'v=1&events=[]'],
		['cut short', JSON.stringify(envelope()).slice(0, -3)],
		['null', 'null'],
		['a list', JSON.stringify([envelope()])],
		['a text', '"v"'],
		['another version', JSON.stringify(envelope({ v: 2 }))],
		['no events', JSON.stringify(envelope({ events: [] }))],
		['events that are no list', JSON.stringify(envelope({ events: { length: 1 } }))],
		['an event that is null', JSON.stringify(envelope({ events: [null] }))],
		['an event without an id', JSON.stringify(envelope({ events: [sentEvent({ id: undefined })] }))],
		['an id of another kind', JSON.stringify(envelope({ events: [sentEvent({ id: { $ne: 1 } })] }))],
		['an unknown source', JSON.stringify(envelope({ events: [sentEvent({ source: 'admin' })] }))],
		['a name that is no name', JSON.stringify(envelope({ events: [sentEvent({ name: '<script>alert(1)</script>' })] }))],
		['a time in the future', JSON.stringify(envelope({ events: [sentEvent({ ago: -1 })] }))],
		['a time that is no number', JSON.stringify(envelope({ events: [sentEvent({ ago: '1e309' })] }))],
		['a hundred thousand brackets', '['.repeat(60_000)],
		['bytes of no text', '\u0000\uFFFD\u0001'],
	];

	it.each(bodies)('%s is answered 400 and starts nothing', async (_, body) => {
		const server = await served();
		expect(await server.send(body)).toEqual(refused(400));
		expect(server.runs).toEqual([]);
	});

	it('a form upload is answered 400, and malformed JSON by n8n itself', async () => {
		const server = await served();
		expect(await server.send('--x--', { 'content-type': 'multipart/form-data; boundary=x' })).toEqual(refused(400));
		expect((await server.send('{', { 'content-type': 'application/json' })).status).toBe(422);
		expect(server.runs).toEqual([]);
	});

	it('an event nobody chose is answered 200 and starts nothing', async () => {
		const server = await served({ events: ['access.loginClick'], siteEvents: 'article-read' });
		for (const event of [{}, { source: 'site', name: 'invented' }, { source: 'engage', name: 'loginClick' }, { name: 'constructor' }]) {
			expect(await server.send(envelope({ events: [sentEvent(event)] }))).toEqual(taken);
		}
		expect(server.runs).toEqual([]);
		await server.send(envelope({ events: [sentEvent({ source: 'site', name: 'article-read', data: {} }), sentEvent()] }));
		expect(server.items().map(({ eventName }) => eventName)).toEqual(['article-read']);
	});

	it('events that go to Batch in the page start nothing here', async () => {
		const server = await served({ destination: 'batch' });
		expect(await server.send(envelope())).toEqual(taken);
		expect(server.runs).toEqual([]);
	});
});

describe('Poool Trigger: who the reader is', () => {
	const forged: Array<[string, Record<string, unknown>]> = [
		['unsigned', { id: 'reader-1' }],
		['signed for another reader', { id: 'reader-1', signature: signatureOf('reader-2') }],
		['signed with another secret', { id: 'reader-1', signature: signatureOf('reader-1', 'guessed') }],
		['signed with no secret', { id: 'reader-1', signature: signatureOf('reader-1', '') }],
		['signed in upper case', { id: 'reader-1', signature: signatureOf('reader-1').toUpperCase() }],
		['signed with an object', { id: 'reader-1', signature: { toString: 'x' } }],
		['signed with a list', { id: 'reader-1', signature: [signatureOf('reader-1')] }],
	];

	it.each(forged)('an id %s makes the event anonymous, or refuses the call', async (_, user) => {
		const lenient = await served({ userVerification: 'anonymous' });
		expect(await lenient.send(envelope({ user }))).toEqual(taken);
		expect(lenient.items()).toMatchObject([{ anonymous: true, poool: { user: { unverifiedId: 'reader-1' } } }]);
		expect(lenient.items()[0]?.batch).not.toHaveProperty('customId');
		const strict = await served({ userVerification: 'refuse' });
		expect(await strict.send(envelope({ user }))).toEqual(refused(401));
		expect(strict.runs).toEqual([]);
	});

	it('an id the site signed counts, and no id at all is anonymous', async () => {
		const server = await served({ userVerification: 'refuse' });
		await server.send(envelope({ user: { id: 'réader-1', signature: signatureOf('réader-1') } }));
		await server.send(envelope({ user: {} }));
		expect(server.items().map(({ batch }) => (batch as { customId?: string }).customId)).toEqual(['réader-1', undefined]);
	});

	it('an id that is none comes out as a problem or as anonymous, never as a custom id', async () => {
		const server = await served();
		for (const id of ['[object Object]', 'undefined', 'null', ' Null ', 'None', ' ', '', 'x'.repeat(513), 7, { a: 1 }, ['x']]) {
			expect(await server.send(envelope({ user: { id } }))).toEqual(taken);
		}
		const items = server.items();
		expect(items).toHaveLength(11);
		expect(items.slice(0, 1).every(({ problem, batch }) => typeof problem === 'string' && batch === undefined)).toBe(true);
		expect(items.slice(1).every(({ anonymous }) => anonymous === true)).toBe(true);
	});

	it('the credential missing is answered 500, and nothing is let through', async () => {
		const server = await served({ userVerification: 'anonymous' }, { credentials: {} });
		expect(await server.send(envelope())).toEqual(refused(500));
		expect(server.runs).toEqual([]);
	});
});

describe('Poool Trigger: events that waited in the page', () => {
	const own = sentEvent({ page: { url: `${siteOrigin}/subscribe` }, user: { id: 'bob', signature: signatureOf('bob') } });
	const body = () => envelope({ user: { id: 'alice', signature: signatureOf('alice') }, events: [sentEvent(), { ...own, id: `${own.id}-${Math.random()}` }] });

	it('say themselves whose and where they were', async () => {
		const server = await served();
		await server.send(body());
		expect(server.items().map(({ poool }) => poool)).toMatchObject([
			{ user: { id: 'alice' }, page: { url: `${siteOrigin}/article`, type: 'premium' } },
			{ user: { id: 'bob' }, page: { url: `${siteOrigin}/subscribe` } },
		]);
		expect((server.items()[1]?.poool as { page: object }).page).not.toHaveProperty('type');
	});

	it('are refused with the whole call where one of their readers is not signed', async () => {
		const server = await served({ userVerification: 'refuse' });
		expect(await server.send(body())).toEqual(taken);
		const forged = { ...own, id: 'forged-event-1', user: { id: 'carol' } };
		expect(await server.send(envelope({ user: {}, events: [sentEvent(), forged] }))).toEqual(refused(401));
	});
});

describe('Poool Trigger: hostile content', () => {
	it('pollutes no prototype', async () => {
		const server = await served({ events: [] });
		const data = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"widget":"x","fields":{"__proto__":{"polluted":1}}}';
		const body = JSON.stringify(envelope({ events: [sentEvent({ data: '@' })] })).replace('"@"', data);
		expect(await server.send(body.replace('"v":1', '"v":1,"__proto__":{"user":{"id":"admin"}}'))).toEqual(taken);
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
		expect(Object.keys((server.items()[0]?.poool as { data: object }).data)).toEqual(['widget', 'fields']);
	});

	it('stays text: nothing is evaluated, and markup comes out as it went in', async () => {
		const server = await served();
		const widget = '={{ $env }}</script><img src=x onerror=alert(1)>${7*7}\u2028';
		await server.send(envelope({ events: [sentEvent({ data: { widget } })] }));
		expect(server.items()[0]?.batch).toMatchObject({ event: { attributes: { widget } } });
	});

	it('keeps form fields and addresses that are not on the list, whatever a page sends', async () => {
		const server = await served({ events: [], formFields: 'job' });
		const form = { name: 'formSubmit', data: { name: 'f', fields: { job: 'baker', password: 'hunter2' }, valid: { password: true } } };
		const register = { name: 'register', data: { email: 'reader@example.com', newsletterId: 'daily' } };
		await server.send(envelope({ events: [sentEvent(form), sentEvent(register)] }));
		const text = JSON.stringify(server.items());
		expect(text).toContain('baker');
		expect(text).not.toMatch(/hunter2|password|reader@example/);
	});

	it('values Batch cannot hold are left out and named, never cut', async () => {
		const server = await served();
		const data = { widget: 'x'.repeat(301), actionName: '', button: { $gt: '' }, url: 'javascript:alert(1)' };
		await server.send(envelope({ events: [sentEvent({ data, leftOut: ['element', 7] })] }));
		const { batch } = server.items()[0] as { batch: { event: object; leftOut: string[] } };
		expect(batch.event).not.toHaveProperty('attributes');
		expect(batch.leftOut).toEqual(['widget', 'actionName', 'button.$gt', 'url', 'element']);
	});
});

describe('Poool Trigger: the script it serves', () => {
	it('keeps names and attributes data, whatever is in them', async () => {
		const hostile = '</script><script>alert(1)</script>\u2028"+alert(1)+"$&';
		const server = await served(
			{
				destination: 'both',
				eventMapping: { values: [{ event: 'access.loginClick', fields: 'none', fixed: { values: [{ name: 'note', type: 'text', text: hostile }] } }] },
			},
			{ webhook: 'setup' },
		);
		const { status, body } = await server.get({ origin: siteOrigin });
		expect(status).toBe(200);
		expect(body).not.toMatch(/<\/?script|\u2028/i);
		const [json = ''] = /\{"endpoint".*?"maximumBytes":\d+\}/s.exec(body) ?? [];
		expect(JSON.parse(json).mappings['access.loginClick'].fixed).toEqual({ note: hostile });
	});

	it('is not there where the node listens to Poool’s server', async () => {
		const server = await served({ receive: 'secured' }, { webhook: 'setup' });
		expect((await server.get()).status).toBe(404);
	});

	it('is kept by caches for the site that asked, and no longer than was set', async () => {
		const server = await served({}, { webhook: 'setup' });
		const { headers } = await server.get({ origin: siteOrigin });
		expect(headers.get('vary')).toContain('Origin');
		expect(headers.get('cache-control')).toBe('public, max-age=300, stale-if-error=86400');
	});

	it('is a text to copy, stub and tag, for a person who opens its address', async () => {
		const server = await served({}, { webhook: 'setup' });
		const { status, body, headers } = await server.get({ 'sec-fetch-dest': 'document' });
		expect(status).toBe(200);
		expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(headers.get('content-security-policy')).toContain("default-src 'none'");
		expect(body).not.toMatch(/<script/);
		const text = /<textarea[^>]*>(.*?)<\/textarea>/s.exec(body)?.[1]?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
		expect(text).toMatch(/^<script>var pooolBatch.*<\/script>\n<script async src="[^"]+\/bridge.js" data-user=""><\/script>$/s);
	});

	// Browsers say what a request is for to https and localhost only: not to an n8n at http://192.168.1.10:5678.
	it('is that text, too, in browsers that do not say what they ask for, and the script for tags of theirs', async () => {
		const server = await served({}, { webhook: 'setup' });
		const page = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
		const { body, headers } = await server.get(page);
		expect(body).toContain('<textarea');
		expect(headers.get('cache-control')).toBe('no-store');
		const { body: script, headers: ofScript } = await server.get({ accept: '*/*', origin: siteOrigin });
		expect(script).not.toContain('<textarea');
		expect(ofScript.get('vary')).toContain('Accept');
		expect((await server.get({ ...page, 'sec-fetch-dest': 'script' })).body).not.toContain('<textarea');
	});

	it('starts no run', async () => {
		const server = await served({}, { webhook: 'setup' });
		await server.get();
		expect(server.runs).toEqual([]);
	});
});

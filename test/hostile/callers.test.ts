import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { envelope, identitySecret, siteOrigin } from '../fixtures/poool/envelope.ts';
import { withstands, type Subject } from './support/subject.ts';
import type { NodeSetUp } from './support/subjectProcess.ts';

/** Calls of strangers to webhooks: what they cost, and whether the next honest one is served. */

const credentials = {
	batchWebhookApi: { authentication: 'bearer', token: 'a-long-secret' },
	pooolIdentityApi: { identitySecret },
	pooolWebhookApi: { webhookSecret: 'endpoint-secret' },
	purchaselyWebhookApi: { clientSharedSecret: 'secret' },
};

async function post(port: number, body: string, headers: Record<string, string> = {}): Promise<number> {
	return await new Promise((resolve, reject) => {
		const call = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': 'text/plain', ...headers } }, (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode ?? 0));
		});
		call.on('error', reject);
		call.end(body);
	});
}

const ports = new WeakMap<Subject, number>();

/** The one node that a subject serves: whoever is honest comes to it before the attack, and again after it. */
async function served(subject: Subject, node: NodeSetUp): Promise<number> {
	const port = ports.get(subject) ?? (await subject.serve(node));
	ports.set(subject, port);
	return port;
}

function submission(pattern: string) {
	const values = [{ field: 'name', condition: 'notMatches', pattern, message: 'no' }];
	return { type: 'pooolTrigger', parameters: { receive: 'submission', fieldErrors: { values } }, credentials };
}

describe('a submission', () => {
	it.each([
		['^(\\w+\\s?)*$', `${'a'.repeat(30)}!`],
		['^(a|a)*$', `${'a'.repeat(1_999)}!`],
		['(.*a){20}$', `${'a'.repeat(1_999)}!`],
		['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(2_000)],
		['^(?:\\d+|\\w+)*@$', '1'.repeat(2_000)],
		['\\s+$', `${' '.repeat(1_999)}x`],
	])('that a pattern like %s was not written for', async (pattern, name) => {
		let port = 0;
		await withstands(
			5,
			async () => {
				for (let call = 0; call < 5; call++) expect(await post(port, JSON.stringify({ name }))).toBe(200);
			},
			async (subject) => {
				port = await served(subject, submission(pattern));
				expect(await post(port, JSON.stringify({ name: 'Ada' }))).toBe(200);
			},
		);
	});

	it.each([
		['nested 250,000 levels deep', `{"name":${'['.repeat(250_000)}${']'.repeat(250_000)}}`],
		['nested 100,000 levels deep, in objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
		['of 40,000 fields', JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`field${index}`, index])))],
		['of half a million parts', `{"name":[${'0,'.repeat(500_000)}0]}`],
		['that reaches for prototypes', '{"__proto__":{"name":"x"},"constructor":{"prototype":{"name":"x"}}}'],
	])('%s', async (_, body) => {
		let port = 0;
		await withstands(
			10,
			async () => {
				for (let call = 0; call < 5; call++) expect(await post(port, body)).toBe(200);
			},
			async (subject) => {
				port = await served(subject, submission('.'));
				expect(await post(port, JSON.stringify({ name: 'Ada' }))).toBe(200);
			},
		);
	});

	it.each([
		['IPv6 network', (call: number) => `2001:db8:1:2:${call.toString(16)}::${call % 7}`, '2001:db8:1:3::1'],
		['IPv6 network in another spelling', (call: number) => `2001:0DB8:0001:0002:0:${call.toString(16)}:0:1`, '2001:db8:2:2::1'],
		['IPv4 address in the clothes of IPv6', () => '::ffff:203.0.113.7', '203.0.113.8'],
	])('from all addresses of one %s is one client’s', async (_, addressOf, other) => {
		let port = 0;
		const node = submission('.');
		const from = async (address: string) => await post(port, '{"name":"Ada"}', { 'x-forwarded-for': address });
		await withstands(
			20,
			async () => {
				const statuses = await Promise.all(Array.from({ length: 100 }, async (_, call) => await from(addressOf(call))));
				// A share of ten fills up by one in six seconds.
				expect(statuses.filter((status) => status === 200).length).toBeLessThan(30);
				expect(new Set(statuses)).toEqual(new Set([200, 429]));
			},
			async (subject) => {
				port = await served(subject, { ...node, parameters: { ...node.parameters, options: { serverCallsPerMinute: 10 } } });
				expect(await from(other)).toBe(200);
			},
		);
	});

	it('of 15 MB, ten times', async () => {
		let port = 0;
		const body = JSON.stringify({ name: 'x'.repeat(15 * 2 ** 20) });
		await withstands(
			10,
			async () => {
				for (let call = 0; call < 10; call++) expect(await post(port, body)).toBe(413);
			},
			async (subject) => {
				port = await served(subject, submission('.'));
				expect(await post(port, JSON.stringify({ name: 'Ada' }))).toBe(200);
			},
		);
	});

	it('over and over again', async () => {
		let port = 0;
		const node = submission('.');
		await withstands(
			20,
			async () => {
				const statuses = new Set<number>();
				for (let call = 0; call < 400; call++) statuses.add(await post(port, '{"name":"Ada"}'));
				expect(statuses).toEqual(new Set([200, 429]));
			},
			async (subject) => {
				port = await served(subject, { ...node, parameters: { ...node.parameters, options: { serverCallsPerMinute: 100 } } });
				expect(await post(port, '{"name":"Ada"}', { 'x-forwarded-for': '203.0.113.7' })).toBe(200);
			},
		);
	});
});

describe('a call to the Batch Trigger', () => {
	const trigger = { type: 'batchTrigger', parameters: { receive: 'webhooks' }, credentials };
	const right = { authorization: 'Bearer a-long-secret' };
	const nested = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

	it.each([
		['of 15 MB without a secret', JSON.stringify({ custom_id: 'x'.repeat(15 * 2 ** 20) }), {}, 10, 413],
		['of 15 MB with the secret', JSON.stringify({ custom_id: 'x'.repeat(15 * 2 ** 20) }), right, 10, 413],
		['with a secret as long as a header may be', '{}', { authorization: `Bearer ${'x'.repeat(15_000)}` }, 100, 401],
		['nested 30,000 levels deep', nested, right, 100, 413],
		['of ten thousand events', JSON.stringify(Array.from({ length: 10_000 }, () => ({}))), right, 100, 413],
		['of sixty thousand fields', JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (__, field) => [`field_${field}`, 1]))), right, 20, 413],
		['of as many fields as are taken', JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (__, field) => [`field_${field}`, 1]))), right, 20, 200],
	])('%s', async (_, body, headers, calls, status) => {
		let port = 0;
		await withstands(
			20,
			async () => {
				for (let call = 0; call < calls; call++) expect(await post(port, body, headers)).toBe(status);
			},
			async (subject) => {
				port = await subject.serve(trigger);
				expect(await post(port, '{"custom_id":"reader-42"}', right)).toBe(200);
			},
		);
	});

	it('over and over again, with guessed secrets', async () => {
		let port = 0;
		const parameters = { receive: 'webhooks', options: { callsPerMinute: 600 } };
		await withstands(
			20,
			async () => {
				const statuses = new Set<number>();
				for (let call = 0; call < 1_000; call++) statuses.add(await post(port, '{}', { authorization: `Bearer guess-${call}` }));
				expect([...statuses]).toEqual([401, 429]);
			},
			async (subject) => {
				port = await subject.serve({ ...trigger, parameters });
				expect(await post(port, '{"custom_id":"reader-42"}', right)).toBe(200);
			},
		);
	});
});

describe('a page', () => {
	const page = { type: 'pooolTrigger', parameters: { allowedOrigins: siteOrigin }, credentials };

	it.each([
		['nested 30,000 levels deep', `{"v":1,"events":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400],
		['of ten thousand events', JSON.stringify({ v: 1, events: Array.from({ length: 10_000 }, () => 0) }), 413],
		['from elsewhere', JSON.stringify(envelope()), 403],
	])('that sends a call %s', async (_, body, status) => {
		let port = 0;
		const origin = status === 403 ? 'https://evil.example' : siteOrigin;
		await withstands(
			10,
			async () => {
				for (let call = 0; call < 100; call++) expect(await post(port, body, { origin })).toBe(status);
			},
			async (subject) => {
				port = await served(subject, page);
				expect(await post(port, JSON.stringify(envelope()), { origin: siteOrigin })).toBe(200);
			},
		);
	});
});

describe('forged calls', () => {
	it('of 8 MB to Purchasely’s webhook', async () => {
		let port = 0;
		const body = JSON.stringify({ event_name: 'ACTIVATE', user_id: 'x'.repeat(8 * 2 ** 20) });
		const headers = { 'x-purchasely-timestamp': '1772438406', 'x-purchasely-request-signature': 'f'.repeat(64) };
		await withstands(
			10,
			async () => {
				for (let call = 0; call < 20; call++) expect(await post(port, body, headers)).toBe(401);
			},
			async (subject) => {
				port = await served(subject, { type: 'purchaselyTrigger', parameters: {}, credentials });
				expect(await post(port, '{}')).toBe(401);
			},
		);
	});
});

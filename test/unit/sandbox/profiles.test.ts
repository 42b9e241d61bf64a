import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callProject, manyEdits, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const path = 'profiles/update';
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now, enforceRateLimits: false })));
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const edit = (fields: object, customId: unknown = 'crm-42') => ({
	identifiers: { custom_id: customId },
	...fields,
});
const update = async (body: unknown) => await callProject(sandbox, path, body);
const attributesOf = (customId: string) => sandbox.state.profiles.get(customId)?.attributes;

describe('what is accepted', () => {
	it('applies attributes, lists and deletions', async () => {
		await update([
			edit({ attributes: { plan: 'gold', points: 3, interests: ['bike'], old: 'x' } }),
		]);
		const reply = await update([
			edit({
				attributes: {
					old: null,
					interests: { $add: ['cinema', 'bike'], $remove: [] },
					'date(birthdate)': '1990-05-01T00:00:00Z',
					$email_marketing: 'subscribed',
				},
			}),
		]);
		expect(reply.json).toEqual({ code: 'SUCCESS' });
		expect(attributesOf('crm-42')?.interests).toEqual(['bike', 'cinema']);
		await update([edit({ attributes: { interests: { $add: ['music'], $remove: ['bike'] } } })]);
		expect(attributesOf('crm-42')).toEqual({
			plan: 'gold',
			points: 3,
			interests: ['cinema', 'music'],
			'date(birthdate)': '1990-05-01T00:00:00Z',
			$email_marketing: 'subscribed',
		});
	});

	it('takes date(x), url(x) and x for one attribute', async () => {
		await update([edit({ attributes: { 'date(seen)': '2026-01-01T00:00:00Z' } })]);
		await update([edit({ attributes: { seen: 'yes' } })]);
		expect(attributesOf('crm-42')).toEqual({ seen: 'yes' });
		await update([edit({ attributes: { 'url(seen)': null } })]);
		expect(attributesOf('crm-42')).toEqual({});
	});

	it('records events with label, tags and time', async () => {
		const reply = await update([
			edit({
				events: [
					{
						name: 'cart_updated',
						time: '2026-03-01T09:30:00Z',
						attributes: { $label: 'web', $tags: ['sale'], items: [{ sku: 'A1' }] },
					},
					{ name: 'opened' },
				],
			}),
		]);
		expect(reply).toMatchObject({ status: 202, json: { code: 'SUCCESS' } });
		expect(sandbox.state.events).toMatchObject([
			{
				family: '2.x',
				customId: 'crm-42',
				name: 'cart_updated',
				time: '2026-03-01T09:30:00Z',
				label: 'web',
				tags: ['sale'],
				attributes: { items: [{ sku: 'A1' }] },
				receivedAt: now,
			},
			{ name: 'opened', time: '2026-03-01T12:00:00.000Z' },
		]);
		expect(sandbox.state.profiles.get('crm-42')?.events).toHaveLength(2);
	});

	it('reads a gzip body', async () => {
		const response = await fetch(`${sandbox.url}/2.11/${path}`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${sandbox.keys.restApiKey}`,
				'x-batch-project': sandbox.keys.projectKey,
				'content-type': 'application/json',
				'content-encoding': 'gzip',
			},
			body: gzipSync(JSON.stringify([edit({ attributes: { plan: 'gold' } })])),
		});
		expect(response.status).toBe(202);
		expect(attributesOf('crm-42')).toEqual({ plan: 'gold' });
	});

	it('stands __proto__ as an attribute name and as an id', async () => {
		const body =
			'[{"identifiers":{"custom_id":"__proto__"},"attributes":{"__proto__":"x","constructor":"y"}}]';
		const reply = await update(JSON.parse(body));
		expect(reply.json).toEqual({ code: 'SUCCESS' });
		expect(Object.keys(attributesOf('__proto__') ?? {})).toEqual(['__proto__', 'constructor']);
		expect(({} as Record<string, unknown>).x).toBeUndefined();
		expect(Object.prototype).not.toHaveProperty('plan');
	});
});

describe('what refuses the whole call', () => {
	it.each([
		['profiles/update', 200],
		['profiles/mass-update', 10_000],
	])('%s takes %i edits and not one more', async (route, maximum) => {
		expect((await callProject(sandbox, route, manyEdits(maximum))).status).toBe(202);
		expect(sandbox.state.profiles.size).toBe(maximum);
		sandbox.reset();
		const reply = await callProject(sandbox, route, manyEdits(maximum + 1));
		expect(reply).toMatchObject({ status: 400, json: { error_code: 'MALFORMED_PARAMETER' } });
		expect(sandbox.state.profiles.size).toBe(0);
	});

	it.each([
		['no array', edit({}), 'MALFORMED_PARAMETER'],
		['an empty array', [], 'MALFORMED_PARAMETER'],
		['an edit that is a text', ['x'], 'MALFORMED_PARAMETER'],
		['no identifiers', [{}], 'MISSING_PARAMETER'],
		['no identifier', [{ identifiers: {} }], 'MALFORMED_PARAMETER'],
		[
			'two identifiers',
			[{ identifiers: { custom_id: 'x', installation: {} } }],
			'MALFORMED_PARAMETER',
		],
		['a number as custom_id', [edit({}, 42)], 'MALFORMED_PARAMETER'],
		['an empty custom_id', [edit({}, '')], 'MALFORMED_PARAMETER'],
		['a custom_id of 513 characters', [edit({}, 'x'.repeat(513))], 'MALFORMED_PARAMETER'],
		['attributes as an array', [edit({ attributes: [] })], 'MALFORMED_PARAMETER'],
		['events as an object', [edit({ events: {} })], 'MALFORMED_PARAMETER'],
	])('%s', async (_, body, code) => {
		const reply = await update(body);
		expect(reply).toMatchObject({ status: 400, json: { error_code: code } });
		expect(sandbox.state.profiles.size).toBe(0);
	});

	it('takes a custom_id of 512 characters', async () => {
		expect((await update([edit({}, 'x'.repeat(512))])).status).toBe(202);
	});

	it.each(['{', '', '\u0000'])('a body that is not JSON (%j)', async (body) => {
		const response = await fetch(`${sandbox.url}/2.11/${path}`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${sandbox.keys.restApiKey}`,
				'x-batch-project': sandbox.keys.projectKey,
			},
			body,
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ error_code: 'MALFORMED_JSON_BODY' });
	});

	it('answers a body nested beyond the stack', async () => {
		const response = await fetch(`${sandbox.url}/2.11/${path}`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${sandbox.keys.restApiKey}`,
				'x-batch-project': sandbox.keys.projectKey,
			},
			body: `[{"identifiers":{"installation":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}}]`,
		});
		expect(response.status).toBeGreaterThanOrEqual(400);
		expect((await send(`${sandbox.url}/_sandbox/received`, 'GET')).status).toBe(200);
	});
});

describe('what is dropped alone', () => {
	const wrongAttributes: Array<[string, unknown]> = [
		['Plan', 'gold'],
		['with-dash', 'gold'],
		['x'.repeat(31), 'gold'],
		['plan', ''],
		['plan', 'x'.repeat(301)],
		['plan', { nested: true }],
		['plan', { $set: ['x'] }],
		['plan', Array.from({ length: 26 }, (_, index) => `item ${index}`)],
		['plan', [1, 2]],
		['plan', []],
		['plan', { $add: [''] }],
		['date(birthdate)', '2026-02-30T00:00:00Z'],
		['date(birthdate)', '01/02/2026'],
		['date(birthdate)', 1_700_000_000],
		['url(avatar)', 'not a url'],
		['url(avatar)', `https://example.org/${'x'.repeat(2_048)}`],
		['$email_address', 'no-at-sign'],
		['$email_marketing', 'yes'],
		['$phone_number', '0612345678'],
		['$language', 'FR'],
		['$region', 'fr'],
		['$timezone', 'Mars/Olympus'],
		['$topic_preferences', ['Upper']],
		['$unheard_of', 'x'],
	];

	it.each(wrongAttributes)('the attribute %s = %j', async (name, value) => {
		const reply = await update([
			edit({}, 'first'),
			edit({ attributes: { [name]: value, kept: 'yes' }, events: [{ name: 'kept' }] }, 'second'),
		]);
		expect(reply.status).toBe(202);
		expect(reply.json).toEqual({
			code: 'SUCCESS_WITH_PARTIAL_ERRORS',
			errors: [
				{ category: 'attribute', bulk_index: 1, attribute: name, reason: expect.any(String) },
			],
		});
		expect(attributesOf('second')).toEqual({ kept: 'yes' });
		expect(sandbox.state.events).toHaveLength(1);
	});

	const rightAttributes: Array<[string, unknown]> = [
		['x'.repeat(30), 'gold'],
		['plan', 'x'.repeat(300)],
		['plan', Array.from({ length: 25 }, (_, index) => `item ${index}`)],
		['plan', false],
		['plan', 1.5],
		['$email_address', 'ada@example.org'],
		['$phone_number', '+33612345678'],
		['$timezone', 'Europe/Paris'],
		['$topic_preferences', ['news_1']],
		['date(birthdate)', '2024-02-29T00:00:00.5Z'],
		['url(avatar)', 'https://example.org/a.png'],
	];

	it.each(rightAttributes)('but not %s = %j', async (name, value) => {
		const reply = await update([edit({ attributes: { [name]: value } })]);
		expect(reply.json).toEqual({ code: 'SUCCESS' });
		expect(attributesOf('crm-42')).toEqual({ [name]: value });
	});

	it.each([
		['a bad name', { name: 'Bad name' }],
		['no name', {}],
		['a name of 31 characters', { name: 'x'.repeat(31) }],
		['a time in the future', { name: 'event', time: '2026-03-01T12:00:01Z' }],
		['a time over 24 hours ago', { name: 'event', time: '2026-02-28T11:59:59Z' }],
		['a time that is none', { name: 'event', time: 'yesterday' }],
	])('an event with %s', async (_, event) => {
		const reply = await update([
			edit({}, 'first'),
			edit({ attributes: { kept: 'yes' }, events: [event, { name: 'kept' }] }, 'second'),
		]);
		expect(reply.json).toMatchObject({
			code: 'SUCCESS_WITH_PARTIAL_ERRORS',
			errors: [{ category: 'event', bulk_index: 1 }],
		});
		expect(sandbox.state.events.map(({ name }) => name)).toEqual(['kept']);
		expect(attributesOf('second')).toEqual({ kept: 'yes' });
	});

	it('not an event of exactly 24 hours ago, nor one of this moment', async () => {
		const events = ['2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z'].map((time) => ({
			name: 'event',
			time,
		}));
		expect((await update([edit({ events })])).json).toEqual({ code: 'SUCCESS' });
	});

	it('the sixteenth event of an edit, not the fifteenth', async () => {
		const events = (count: number) => Array.from({ length: count }, () => ({ name: 'event' }));
		expect((await update([edit({ events: events(15) })])).json).toEqual({ code: 'SUCCESS' });
		expect(sandbox.state.events).toHaveLength(15);
		sandbox.reset();
		const reply = await update([edit({}, 'first'), edit({ events: events(16) })]);
		expect(reply.json.errors).toMatchObject([{ category: 'event', bulk_index: 1 }]);
		expect(sandbox.state.events).toHaveLength(15);
	});

	it('a bad attribute of an event', async () => {
		const attributes = { amount: 3, 'Bad name': 1, deep: { inner: '' }, $label: 'x'.repeat(201) };
		const reply = await update([edit({ events: [{ name: 'event', attributes }] })]);
		expect(reply.json.errors.map(({ attribute }: { attribute: string }) => attribute)).toEqual([
			'Bad name',
			'deep',
			'$label',
		]);
		expect(sandbox.state.events[0].attributes).toEqual({ amount: 3 });
		expect(sandbox.state.events[0]).not.toHaveProperty('label');
	});

	it('and counts the edits concerned', async () => {
		await update([edit({ attributes: { plan: '', Bad: 1 } }), edit({}, 'other')]);
		expect(sandbox.state.requests.at(-1)).toMatchObject({
			updates: 2,
			partialErrors: 1,
			status: 202,
		});
		expect(sandbox.state.totals.partialErrors).toBe(1);
	});
});

describe('what the reference leaves open', () => {
	it('a custom_id twice in one call is applied and noted', async () => {
		const reply = await update([edit({ attributes: { a: 1 } }), edit({ attributes: { b: 2 } })]);
		expect(reply.json).toEqual({ code: 'SUCCESS' });
		expect(attributesOf('crm-42')).toEqual({ a: 1, b: 2 });
		expect(sandbox.state.warnings.map(({ message }) => message)).toEqual([
			"duplicate custom_id 'crm-42' in one call",
		]);
	});

	it.each([
		['an edit', { ...edit({}), data: {} }],
		['the identifiers', { identifiers: { custom_id: 'crm-42', email: 'x' } }],
		['an event', edit({ events: [{ name: 'event', label: 'x' }] })],
	])('a field that is not documented is noted, in %s', async (_, element) => {
		expect((await update([element])).json).toEqual({ code: 'SUCCESS' });
		expect(sandbox.state.warnings).toMatchObject([
			{ message: expect.stringContaining('not documented') },
		]);
	});

	it('an ordinary call is not noted', async () => {
		await update([edit({ attributes: { a: 1 }, events: [{ name: 'event' }] }), edit({}, 'other')]);
		expect(sandbox.state.warnings).toEqual([]);
	});
});

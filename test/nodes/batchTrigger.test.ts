import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { bodyTemplate } from '../../nodes/BatchTrigger/fields/body';
import { issueToken, tokenSeconds } from '../../nodes/BatchTrigger/tokens';
import { testCredential } from './harness/editor';
import { activate, serve, triggerFromSource, type TriggerUnderTest } from './harness/webhook';

const nodeType = triggerFromSource('BatchTrigger');
const bearer = { authentication: 'bearer', token: 'a-long-secret' };
const withBearer = { authorization: 'Bearer a-long-secret' };

function trigger(parameters: INodeParameters = {}, credential: ICredentialDataDecryptedObject = bearer): TriggerUnderTest {
	return { nodeType, parameters, credentials: { batchWebhookApi: credential } };
}

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(
	parameters: INodeParameters = {},
	changes: Partial<TriggerUnderTest> & { credential?: ICredentialDataDecryptedObject } = {},
) {
	const { credential, ...more } = changes;
	const server = await serve({ ...trigger(parameters, credential), ...more });
	open.push(server.close);
	const send = async (body: unknown, headers: Record<string, string | string[]> = withBearer) =>
		await server.post(typeof body === 'string' ? body : JSON.stringify(body), headers);
	return { ...server, send };
}

const taken = { status: 200, body: '' };
const refused = (status: number) => ({ status, body: '' });
const step = (changes: object = {}) => ({ custom_id: 'reader-42', step: 'renewal-reminder', event_id: 'order-7', ...changes });

describe('Batch Trigger: who may call', () => {
	const base64 = (text: string) => Buffer.from(text).toString('base64');
	const kinds: Array<[string, ICredentialDataDecryptedObject, Record<string, string>, Array<Record<string, string | string[]>>]> = [
		[
			'a Bearer token',
			bearer,
			withBearer,
			[
				{},
				{ authorization: '' },
				{ authorization: 'Bearer' },
				{ authorization: 'Bearer a-long-secre' },
				{ authorization: 'Bearer a-long-secret!' },
				{ authorization: 'Bearer A-long-secret' },
				{ authorization: 'Basic a-long-secret' },
				{ authorization: 'a-long-secret' },
				{ 'x-authorization': 'a-long-secret' },
			],
		],
		[
			'a Bearer token with blanks in it',
			{ authentication: 'bearer', token: 'a secret  of words' },
			{ authorization: 'Bearer a secret  of words' },
			[{ authorization: 'Bearer a secret' }, { authorization: 'Bearer a secret of words' }, { authorization: 'a secret  of words' }],
		],
		[
			'Basic',
			{ authentication: 'basic', username: 'batch', password: 'pässword:1' },
			{ authorization: `basic ${base64('batch:pässword:1')}` },
			[
				{ authorization: `Basic ${base64('batch:other')}` },
				{ authorization: `Basic ${base64('batch')}` },
				{ authorization: `Basic ${base64(':')}` },
				{ authorization: 'Basic batch:pässword:1' },
				{ authorization: `Bearer ${base64('batch:pässword:1')}` },
			],
		],
		[
			'X-Authorization',
			{ authentication: 'header', headerName: 'X-Authorization', headerSecret: 'a webhook secret' },
			{ 'X-AUTHORIZATION': 'a webhook secret' },
			[
				{},
				{ 'x-authorization': 'a webhook' },
				{ 'x-authorization': ['a webhook secret', 'a webhook secret'] },
				{ 'x-authorization': ['x', 'a webhook secret'] },
				{ authorization: 'a webhook secret' },
			],
		],
	];

	it.each(kinds)('%s: the right one starts a run, every other is answered 401 and starts nothing', async (_, credential, right, wrong) => {
		const server = await served({}, { credential });
		for (const headers of wrong) expect([headers, await server.send(step(), headers)]).toEqual([headers, refused(401)]);
		expect(server.runs).toEqual([]);
		expect(await server.send(step(), right)).toEqual(taken);
		expect(server.items()).toEqual([step()]);
	});

	it('a credential without a secret lets nobody in, and keeps the workflow from being published', async () => {
		const empty: Array<[ICredentialDataDecryptedObject, RegExp]> = [
			[{ authentication: 'bearer', token: '' }, /The token is empty/],
			[{}, /The token is empty/],
			[{ authentication: 'bearer', token: { toString: 'x' } } as unknown as ICredentialDataDecryptedObject, /The token is empty/],
			[{ authentication: 'bearer', token: 'zürich' }, /characters that a header does not carry/],
			[{ authentication: 'bearer', token: ' a' }, /begins or ends with a space/],
			[{ authentication: 'basic', username: '', password: '' }, /The username is empty. The password is empty/],
			[{ authentication: 'basic', username: 'a:b', password: 'c' }, /colon/],
			[{ authentication: 'basic', username: 'batch\n', password: 'c' }, /The username begins or ends with a space or line break/],
			[{ authentication: 'oAuth2', clientId: ' batch', clientSecret: 'c' }, /The client ID begins or ends with a space/],
			[{ authentication: 'header', headerName: 'X Y', headerSecret: 'a' }, /"X Y" is no name of a header/],
			[{ authentication: 'header', headerName: 'X-Authorization', headerSecret: '' }, /The secret is empty/],
			[{ authentication: 'oAuth2', clientId: '', clientSecret: '' }, /The client ID is empty. The client secret is empty/],
		];
		for (const [credential, words] of empty) {
			const server = await served({}, { credential });
			const attempts: Array<Record<string, string>> = [{}, { authorization: 'Bearer ' }, { authorization: `Basic ${base64(':')}` }, { 'x-authorization': '' }];
			for (const headers of attempts) {
				expect((await server.send(step(), headers)).status).toBe(401);
			}
			expect(server.runs).toEqual([]);
			await expect(activate(trigger({}, credential))).rejects.toThrow(words);
			const tested = await testCredential(credential, { type: 'batchTrigger', method: 'batchSecretTest', credential: 'batchWebhookApi' });
			expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(words) as string });
		}
		const right = await testCredential(bearer, { type: 'batchTrigger', method: 'batchSecretTest', credential: 'batchWebhookApi' });
		expect(right.status).toBe('OK');
		await activate(trigger());
	});

	it('a secret that is changed lets calls in at once, and is read once in ten seconds as long as it fits', async () => {
		let reads = 0;
		const changing = { authentication: 'bearer', token: 'first' };
		const credential = Object.defineProperty({ ...changing }, 'token', { enumerable: true, get: () => (reads++, changing.token) });
		const server = await served({}, { credential });
		const send = async (token: string) => (await server.send(step({ event_id: '' }), { authorization: `Bearer ${token}` })).status;
		expect(await send('first')).toBe(200);
		const readsOfOne = reads;
		expect([await send('first'), await send('first')]).toEqual([200, 200]);
		expect(reads).toBe(readsOfOne);
		changing.token = 'second';
		expect(await send('second')).toBe(200);
		expect(reads).toBeGreaterThan(readsOfOne);
		expect([await send('first'), await send('guess'), await send('second')]).toEqual([401, 401, 200]);
		const other = await served();
		expect((await other.send(step(), { authorization: 'Bearer second' })).status).toBe(401);
	});

	it('a secret does not come out with the headers', async () => {
		for (const [, credential, right] of kinds) {
			const server = await served({ options: { includeHeaders: true } }, { credential });
			await server.send(step(), { ...right, 'x-trace': '1' });
			const text = JSON.stringify(server.items());
			expect(text).toContain('x-trace');
			for (const secret of Object.values(right)) expect(text).not.toContain(secret);
		}
	});
});

describe('Batch Trigger: a Universal Channel step', () => {
	it('sends the template as it is to be copied, which every field of the node fits', async () => {
		const server = await served({ output: 'prepared' });
		await server.send(bodyTemplate.replace('{{b.custom_id}}', 'reader-42'));
		expect(server.items()).toMatchObject([{ eventName: 'name_of_this_step', userId: 'reader-42', eventId: null }]);
	});

	it('comes out as an event for the Batch node where that is chosen', async () => {
		const server = await served({ output: 'prepared', attributeFields: 'order.total, plan' });
		const body = step({ order: { total: 9.5 }, plan: 'gold', note: null });
		expect(await server.send(body)).toEqual(taken);
		expect(server.items()).toEqual([
			{
				eventName: 'renewal-reminder',
				source: 'universalChannel',
				userId: 'reader-42',
				eventId: 'order-7',
				anonymous: false,
				batch: {
					customId: 'reader-42',
					event: { name: 'batch_renewal_reminder', attributes: { total: 9.5, plan: 'gold' } },
					eventId: '["renewal-reminder","reader-42","order-7"]',
					leftOut: ['note'],
				},
				body,
			},
		]);
	});

	it('repeated with the same ID starts nothing; another person or step with that ID does', async () => {
		const server = await served();
		for (const body of [step(), step(), step({ custom_id: 'reader-43' }), step({ step: 'thanks' }), step({ more: 1 })]) {
			expect(await server.send(body)).toEqual(taken);
		}
		expect(server.items().map(({ custom_id: id, step: name }) => [id, name])).toEqual([
			['reader-42', 'renewal-reminder'],
			['reader-43', 'renewal-reminder'],
			['reader-42', 'thanks'],
		]);
	});

	it('without an ID starts a run each time, and is another event each time', async () => {
		const server = await served({ output: 'prepared' });
		const event = step({ event_id: '' });
		// Within one millisecond, too.
		await Promise.all([server.send(event), server.send(event), server.send([event, event])]);
		const ids = server.items().map(({ batch }) => (batch as { eventId: string }).eventId);
		expect(new Set(ids).size).toBe(4);
	});

	it('without a custom ID comes out with the others, of a second output, or nowhere', async () => {
		for (const [anonymousEvents, outputs] of [
			['pass', [1]],
			['secondOutput', [0, 1]],
			['drop', undefined],
		] as const) {
			const server = await served({ anonymousEvents });
			expect(await server.send({ step: 'x' })).toEqual(taken);
			const [run] = server.runs;
			expect(run && 'outputs' in run ? run.outputs.map((items) => items.length) : undefined).toEqual(outputs);
		}
	});

	it.each([
		['a number', { custom_id: 42, step: 7, event_id: 1 }, { userId: '42', eventName: '7', eventId: '1' }],
		['null, a list and an object', { custom_id: null, step: [], event_id: {} }, { userId: null, eventName: 'universal_channel', eventId: null }],
		['what an empty placeholder leaves', { custom_id: ' ', step: '', event_id: ' ' }, { userId: null, eventName: 'universal_channel', eventId: null }],
		['a word of a broken mapping', { custom_id: 'undefined' }, { userId: 'undefined', problem: expect.stringContaining('is not an identity') as string }],
		['a name that is too long', { step: 'x'.repeat(40) }, { problem: expect.stringContaining('no valid name in Batch') as string }],
		['a number that JSON does not carry exactly', '{"custom_id":12345678901234567890}', { userId: null, anonymous: false, problem: expect.stringContaining('must be a text, or a whole number') as string }],
		['an object for an ID', { custom_id: { id: 'a' } }, { anonymous: false, problem: expect.stringContaining('must be a text, or a whole number') as string }],
		['a name in words', { custom_id: 'a', step: 'Abonné créé – sœur n° 2' }, { batch: { event: { name: 'batch_abonne_cree_soeur_n_2' } } }],
		['a name of no letters', { custom_id: 'a', step: '🎉' }, { eventName: '🎉', problem: expect.stringContaining('no valid name in Batch') as string }],
		['keys that change a prototype', JSON.parse('{"__proto__":{"a":1},"custom_id":"a"}') as object, { userId: 'a', body: { custom_id: 'a' } }],
	])('with %s comes out', async (_, body, expected) => {
		const server = await served({ output: 'prepared' });
		expect(await server.send(body)).toEqual(taken);
		expect(server.items()).toMatchObject([expected]);
	});
});

describe('Batch Trigger: the encoding of a body', () => {
	it.each([
		['said and kept to', 'latin1', '; charset=iso-8859-1', [{ custom_id: 'Zoé' }]],
		['UTF-8 where nothing is said', 'utf8', '', [{ custom_id: 'Zoé' }]],
		['another one than is said', 'latin1', '', [{ problem: expect.stringContaining('no JSON object') as string, body: expect.any(String) as string }]],
	] as const)('%s: no letter of an ID becomes another one', async (_, encoding, charset, items) => {
		const server = await served();
		expect(await server.post(Buffer.from('{"custom_id":"Zoé"}', encoding), { ...withBearer, 'content-type': `application/json${charset}` })).toEqual(taken);
		await server.post(Buffer.from('[{"custom_id":"Zoé"}]', encoding), { ...withBearer, 'content-type': `text/plain${charset}` });
		expect(server.items()).toEqual([...items, ...items]);
	});
});

describe('Batch Trigger: webhooks of an app', () => {
	it('start once for an ID in the field that is named, however far down, and for the same bytes where there is none', async () => {
		const server = await served({ receive: 'webhooks', eventIdField: 'event.uid', eventField: 'event.type', userIdField: 'user.custom' });
		const event = (uid: unknown, more: object = {}) => ({ event: { uid, type: 'push_subscribed' }, user: { custom: 'a' }, ...more });
		for (const body of [event('1'), event('1', { attempt: 2 }), event('2'), event(undefined), event(undefined), event(undefined, { attempt: 2 })]) {
			expect(await server.send(body)).toEqual(taken);
		}
		expect(server.items()).toEqual([event('1'), event('2'), event(undefined), event(undefined, { attempt: 2 })].map((body) => JSON.parse(JSON.stringify(body)) as object));
	});

	it('without an ID are one event for Send Once where their bytes are the same, unless repetitions are wanted', async () => {
		for (const [options, runs, ids] of [[{}, 1, 1], [{ skipRepeated: false }, 2, 2]] as const) {
			const server = await served({ receive: 'webhooks', output: 'prepared', options });
			const event = { custom_id: 'a', type: 'x' };
			await Promise.all([server.send(event), server.send(event)]);
			expect(server.runs).toHaveLength(runs);
			expect(new Set(server.items().map(({ batch }) => (batch as { eventId: string }).eventId)).size).toBe(ids);
		}
	});

	it('start again when n8n did not take the first delivery on, and every time where repetitions are wanted', async () => {
		let attempts = 0;
		const failing = await served({ receive: 'webhooks' }, { take: () => {
			if (++attempts === 1) throw new Error('database is locked');
		} });
		expect((await failing.send(step())).status).toBe(500);
		expect(await failing.send(step())).toEqual(taken);
		expect(failing.items()).toHaveLength(1);
		const repeated = await served({ receive: 'webhooks', options: { skipRepeated: false } });
		await repeated.send(step());
		await repeated.send(step());
		expect(repeated.runs).toHaveLength(2);
	});

	it('with a list of events give an item for each', async () => {
		const server = await served({ receive: 'webhooks' });
		expect(await server.send([step({ event_id: '1' }), step({ event_id: '2' }), step({ event_id: '1' })])).toEqual(taken);
		expect(server.items().map(({ event_id: id }) => id)).toEqual(['1', '2']);
	});

	it.each([['a text', '"hello"'], ['a list of texts', '["a"]'], ['no list at all', '[]'], ['a number', '7'], ['nothing', '']])(
		'with %s come out with the problem, since they are acknowledged',
		async (_, body) => {
			const server = await served({ receive: 'webhooks', anonymousEvents: 'drop' });
			expect(await server.send(body, { ...withBearer, 'content-type': 'text/plain' })).toEqual(taken);
			expect(server.items()).toEqual([{ problem: expect.stringContaining('no JSON object') as string, body }]);
		},
	);
});

describe('Batch Trigger: how much', () => {
	it('a body over the bound is answered 413 before its secret is looked at', async () => {
		const server = await served({ options: { maximumBody: 1 } });
		expect(await server.send(step({ note: 'x'.repeat(900) }))).toEqual(taken);
		expect(await server.send(step({ note: 'x'.repeat(1_000) }), {})).toEqual(refused(413));
		expect(server.runs).toHaveLength(1);
	});

	it('a body that is nested too deep, a list that is too long, or a body of too many values is answered 413', async () => {
		const server = await served();
		const nested = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
		expect(await server.send(nested(49))).toEqual(taken);
		expect(await server.send(nested(50))).toEqual(refused(413));
		expect(await server.send(Array.from({ length: 1_001 }, () => ({})))).toEqual(refused(413));
		const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, field) => [`f${field}`, field]));
		expect(await server.send(fields(20_001))).toEqual(refused(413));
		expect(await server.send(Array.from({ length: 1_000 }, () => fields(20)))).toEqual(refused(413));
		expect(await server.send(fields(20_000))).toEqual(taken);
		expect(server.runs).toHaveLength(2);
	});

	it('a flood of one client is answered 429 after its share; others go on', async () => {
		const server = await served({ options: { callsPerMinute: 5 } });
		const flood = await Promise.all(Array.from({ length: 60 }, async () => await server.send(step(), {})));
		expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([401, 429]));
		expect(await server.send(step(), { ...withBearer, 'x-forwarded-for': '203.0.113.7' })).toEqual(taken);
	});
});

describe('Batch Trigger: OAuth2', () => {
	const credential = { authentication: 'oAuth2', clientId: 'batch', clientSecret: 'kept & shared' };
	const form = 'grant_type=client_credentials&client_id=batch&client_secret=kept+%26+shared';
	const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
	const basic = { authorization: `Basic ${Buffer.from('batch:kept+%26+shared').toString('base64')}` };

	it.each([
		['in a form', form, asForm],
		['as JSON', JSON.stringify({ grant_type: 'client_credentials', client_id: 'batch', client_secret: 'kept & shared' }), {}],
		['in a header', 'grant_type=client_credentials', { ...asForm, ...basic }],
	])('a client that shows its secret %s gets a token, which lets its calls in', async (_, body, headers) => {
		const tokens = await served({ receive: 'webhooks' }, { credential, webhook: 'setup' });
		const answer = await tokens.send(body, headers);
		expect(answer.status).toBe(200);
		const token = JSON.parse(answer.body) as Record<string, unknown>;
		expect(token).toEqual({ access_token: expect.any(String) as string, token_type: 'Bearer', expires_in: tokenSeconds });
		expect(tokens.runs).toEqual([]);
		const server = await served({ receive: 'webhooks' }, { credential });
		expect(await server.send(step(), { authorization: `Bearer ${String(token.access_token)}` })).toEqual(taken);
		expect(server.runs).toHaveLength(1);
	});

	it.each([
		['a wrong secret', form.replace('kept', 'known'), 401],
		['another client', form.replace('=batch', '=other'), 401],
		['no secret', 'grant_type=client_credentials', 401],
		['nothing', '', 401],
		['a list', '[]', 401],
		['another grant', form.replace('client_credentials', 'password'), 400],
	])('%s gets no token', async (_, body, status) => {
		const tokens = await served({ receive: 'webhooks' }, { credential, webhook: 'setup' });
		expect(await tokens.send(body, asForm)).toEqual(refused(status));
		expect(tokens.runs).toEqual([]);
	});

	it('nobody gets a token where the credential issues none', async () => {
		for (const other of [bearer, { authentication: 'oAuth2', clientId: '', clientSecret: '' }]) {
			const tokens = await served({ receive: 'webhooks' }, { credential: other, webhook: 'setup' });
			expect(await tokens.send('grant_type=client_credentials&client_id=&client_secret=', asForm)).toEqual(refused(401));
		}
	});

	it('a token that ended, was changed, or belongs to another client lets nobody in', async () => {
		const server = await served({ receive: 'webhooks' }, { credential });
		const now = Date.now();
		const good = issueToken(credential, now);
		const wrong = [
			issueToken(credential, now - (tokenSeconds + 1) * 1_000),
			issueToken({ ...credential, clientId: 'other' }, now),
			issueToken({ ...credential, clientSecret: 'other' }, now),
			`9${good.slice(1)}`,
			good.toUpperCase(),
			`${good.split('.')[0]}.`,
			'kept & shared',
		];
		for (const token of wrong) expect([token, (await server.send(step(), { authorization: `Bearer ${token}` })).status]).toEqual([token, 401]);
		expect(server.runs).toEqual([]);
		expect(await server.send(step(), { authorization: `Bearer ${good}` })).toEqual(taken);
	});
});

describe('Batch Trigger: settings that cannot work', () => {
	it.each([
		[{ output: 'prepared', eventNamePrefix: 'Batch ' }, 'Event Name Prefix: with it, a name must be'],
		[{ output: 'prepared', attributeFields: 'a.b, c.b' }, 'Two of the Fields to Send get the same attribute name.'],
		[{ options: { maximumBody: 0 } }, 'Options: Maximum Body Size (KB) must be a number of at least 1, not 0.'],
		[{ receive: 'everything' }, 'Receive must be one of'],
	])('%j keep the workflow from being published', async (parameters, words) => {
		await expect(activate(trigger(parameters))).rejects.toThrow(words);
	});
});

import { describe, expect, it } from 'vitest';

import { BatchClient, type BatchRequest, type CallResult } from '../../../nodes/shared/batch/client/client';
import type { Connection } from '../../../nodes/shared/batch/client/connection';
import { tookTooLong, type Exchange, type HttpRequest } from '../../../nodes/shared/batch/client/exchange';
import { projectExports } from '../../../nodes/shared/batch/routes/exports';
import { events } from '../../../nodes/shared/batch/routes/events';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { push } from '../../../nodes/shared/batch/routes/push';
import { newConnection } from './support/connection';
import { answer, errorOf, noAnswer } from './support/exchanges';
import { VirtualClock } from './support/virtualClock';

const update: BatchRequest = { route: profiles.update, body: [], repeatable: false };
const success = answer(202, { code: 'SUCCESS' });
const reset = noAnswer('ECONNRESET', false);
const unreachable = noAnswer('ECONNREFUSED', true);
const tooMany = answer(429, errorOf.project('TOO_MANY_REQUESTS'));

interface Sent {
	readonly request: HttpRequest;
	readonly at: number;
}

/** A client whose transport gives the exchanges one by one, and the last one for ever. */
function clientWith(exchanges: Exchange[], settings: { connection?: Connection; signal?: AbortSignal; share?: number } = {}) {
	const clock = new VirtualClock();
	const start = clock.now();
	const sent: Sent[] = [];
	const client = new BatchClient({
		connection: newConnection(),
		environment: clock,
		transport: async (request) => {
			sent.push({ request, at: clock.now() - start });
			return exchanges[Math.min(sent.length, exchanges.length) - 1];
		},
		...settings,
	});
	const send = (request: BatchRequest): Promise<CallResult> => clock.finish(client.send(request));
	return { clock, client, send, sent };
}

describe('BatchClient', () => {
	it('gives the answer', async () => {
		const { send, sent } = clientWith([success]);
		expect(await send({ ...update, query: { limit: 1 }, body: [{ a: 1 }] })).toEqual({
			ok: true,
			statusCode: 202,
			body: { code: 'SUCCESS' },
		});
		expect(sent.map(({ request }) => request)).toEqual([
			{ method: 'POST', url: 'https://api.batch.com/2.11/profiles/update', query: { limit: 1 }, body: [{ a: 1 }] },
		]);
	});

	it('takes the address of a partner in place of the route', async () => {
		const { send, sent } = clientWith([answer(201, { token: 't' })]);
		await send({ route: push.send, platform: 'ios', address: 'https://partner.example/send', repeatable: false });
		expect(sent[0].request.url).toBe('https://partner.example/send');
	});

	it('waits and tries again, six times at most', async () => {
		const maintenance = clientWith([answer(503, errorOf.project('MAINTENANCE_ERROR'))]);
		const result = await maintenance.send(update);
		expect(maintenance.sent.map(({ at }) => at)).toEqual([0, 750, 2_250, 5_250, 11_250, 23_250]);
		expect(result).toMatchObject({
			ok: false,
			failure: { message: 'MAINTENANCE_ERROR, says the project family', cause: 'unavailable', concernsEveryCall: true },
		});
	});

	it('holds everybody back after a 429', async () => {
		const { client, clock, sent } = clientWith([tooMany, success]);
		const first = client.send(update);
		const second = clock.sleep(100).then(() => client.send(update));
		await clock.finish(Promise.all([first, second]));
		expect(sent).toHaveLength(3);
		for (const { at } of sent.slice(1)) expect(at).toBeGreaterThanOrEqual(5_000);
	});

	it('paces by what a call costs, within 80 % of the burst of 1,000 at first, and the burst and 95 % of 300 updates a second in the end', async () => {
		const { client, clock, sent } = clientWith([success]);
		const calls = Array.from({ length: 40 }, () => client.send({ ...update, elements: 200 }));
		await clock.finish(Promise.all(calls));
		expect(sent.slice(0, 5).map(({ at }) => at)).toEqual([0, 0, 0, 0, Math.ceil(200 / 0.3)]);
				expect(sent[19].at).toBeCloseTo(3_200 / 0.3, -1);
		expect(sent[39].at).toBeCloseTo(7_000 / 0.285, -1);
	});

	it('takes only its share of the rate', async () => {
		const { client, clock, sent } = clientWith([success], { share: 0.5 });
		await clock.finish(Promise.all(Array.from({ length: 10 }, () => client.send({ ...update, elements: 200 }))));
		expect(sent[9].at).toBeCloseTo(1_600 / 0.15, -1);
	});

	it('shares one rate among the clients of a project, and not between projects', async () => {
		const connection = newConnection();
		const clients = [connection, connection, newConnection()].map((own) => clientWith([success], { connection: own }));
		const waits: number[] = [];
		for (const { send, sent } of clients) {
			await send({ ...update, elements: 800 });
			waits.push(sent[0].at);
		}
		expect(waits).toEqual([0, Math.ceil(800 / 0.3), 0]);
	});

	it('ends a call after six minutes with all its attempts, and says so', async () => {
		for (const perAttempt of [10_000, 120_000, Infinity]) {
			const clock = new VirtualClock();
			const start = clock.now();
			const given: Array<number | undefined> = [];
			const client = new BatchClient({
				connection: newConnection(),
				environment: clock,
				transport: async (_request, _signal, atMost = Infinity) => {
					given.push(atMost);
					await clock.sleep(Math.min(perAttempt, atMost));
					return tookTooLong(Math.min(perAttempt, atMost));
				},
			});
			const result = await clock.finish(client.send({ ...update, repeatable: true }));
			expect(clock.now() - start).toBeLessThanOrEqual(360_000);
			expect(given[0]).toBe(360_000);
			expect(given).toHaveLength(perAttempt === 10_000 ? 6 : perAttempt === 120_000 ? 3 : 1);
			expect(result.ok ? '' : result.failure.advice).toMatch(
				perAttempt === 10_000 ? /^It may have been delivered/ : /a call takes 360 s at most with all its attempts/,
			);
		}
	});

	it('does not wait a second time for a server that asks for minutes each time', async () => {
		const { clock, send, sent } = clientWith([answer(429, errorOf.project('TOO_MANY_REQUESTS'), { 'retry-after': '290' })]);
		const start = clock.now();
		expect(await send(update)).toMatchObject({ ok: false, failure: { advice: expect.stringContaining('360 s at most') as string } });
		expect(sent).toHaveLength(2);
		expect(clock.now() - start).toBeLessThanOrEqual(360_000);
	});

	it('does not pace the app family, for which no rate is documented', async () => {
		const { client, clock, sent } = clientWith([success]);
		const request: BatchRequest = { route: events.track, platform: 'ios', elements: 10_000, repeatable: false };
		await clock.finish(Promise.all(Array.from({ length: 10 }, () => client.send(request))));
		expect(sent.map(({ at }) => at)).toEqual(Array(10).fill(0));
	});

	it('hides the keys where a message holds them', async () => {
		const connection = newConnection();
		const text = `key ${connection.restApiKey} of ${connection.projectKey} at /1.0/${connection.appKeys.ios}/`;
		const { send } = clientWith([answer(400, { error_code: 'X', error_message: text })], { connection });
		expect(await send(update)).toMatchObject({ failure: { message: 'key [hidden] of [hidden] at /1.0/[hidden]/' } });
	});
});

describe('BatchClient after a lost answer', () => {
	it('does not send again what must not run twice', async () => {
		const { send, sent } = clientWith([reset, success]);
		expect(await send(update)).toMatchObject({ ok: false, failure: { mayHaveArrived: true, concernsEveryCall: false } });
		expect(sent).toHaveLength(1);
	});

	it('sends again what may run twice', async () => {
		const { send, sent } = clientWith([reset, success]);
		expect(await send({ ...update, repeatable: true })).toMatchObject({ ok: true });
		expect(sent).toHaveLength(2);
	});

	it.each([
		['Batch cannot be reached any more', unreachable],
		['the rate limit is used up', tooMany],
		['Batch is under maintenance', answer(503, errorOf.app('MAINTENANCE_ERROR'))],
		['a web page answers', answer(200, '<html>', { 'content-type': 'text/html' })],
	])('remembers that it may have arrived when %s', async (_name, last) => {
		const { send } = clientWith([reset, last]);
		const result = await send({ ...update, repeatable: true });
		expect(result).toMatchObject({ ok: false, failure: { mayHaveArrived: true } });
		expect(!result.ok && result.failure.advice).toContain('may have been delivered');
	});

	it('believes a refusal of the same call', async () => {
		const { send } = clientWith([reset, answer(400, errorOf.project('MALFORMED_PARAMETER'))]);
		expect(await send({ ...update, repeatable: true })).toMatchObject({ failure: { mayHaveArrived: false, statusCode: 400 } });
	});
});

describe('BatchClient when the execution is cancelled', () => {
	it('ends the waiting, and sends nothing more', async () => {
		const stop = new AbortController();
		const { client, clock, sent } = clientWith([tooMany], { signal: stop.signal });
		const call = client.send(update);
		void clock.sleep(1_000).then(() => stop.abort());
		const result = await clock.finish(call);
		expect(result).toMatchObject({ ok: false, failure: { cause: 'cancelled', mayHaveArrived: false } });
		expect(!result.ok && result.failure.message).toBe('Not sent: the execution was cancelled');
		expect(sent).toHaveLength(1);
	});

	it('sends nothing at all when it already is', async () => {
		const { send, sent } = clientWith([success], { signal: AbortSignal.abort() });
		expect(await send(update)).toMatchObject({ ok: false, failure: { cause: 'cancelled', concernsEveryCall: true } });
		expect(sent).toEqual([]);
	});

	it.each([false, true])('does not say "not sent" of a call that was under way (repeatable: %s)', async (repeatable) => {
		const stop = new AbortController();
		const environment = new VirtualClock();
		const client = new BatchClient({
			connection: newConnection(),
			environment,
			signal: stop.signal,
			transport: async () => {
				stop.abort();
				return noAnswer('ERR_CANCELED', false);
			},
		});
		const result = await environment.finish(client.send({ ...update, repeatable }));
		expect(result).toMatchObject({ ok: false, failure: { cause: 'cancelled', mayHaveArrived: true } });
		expect(!result.ok && result.failure.message).toBe('The execution was cancelled before Batch answered');
	});

	it('keeps the words of Batch when it did answer', async () => {
		const stop = new AbortController();
		const environment = new VirtualClock();
		const client = new BatchClient({
			connection: newConnection(),
			environment,
			signal: stop.signal,
			transport: async () => {
				stop.abort();
				return answer(400, errorOf.project('MALFORMED_PARAMETER'));
			},
		});
		expect(await environment.finish(client.send(update))).toMatchObject({ failure: { code: 'MALFORMED_PARAMETER', cause: 'refused' } });
	});

	it('lets exports of a segment wait for their turn, or says when it comes', async () => {
		const { send, sent } = clientWith([answer(201, { id: 'export_1' })]);
		const one: BatchRequest = { route: projectExports.createBySegment, body: {}, repeatable: false };
		for (let made = 0; made < 10; made++) expect((await send({ ...one, patience: 0 })).ok).toBe(true);
		const refused = await send({ ...one, patience: 0 });
		expect(refused.ok ? '' : refused.failure.message).toContain('the next one is due at');
		expect(sent).toHaveLength(10);
		expect((await send(one)).ok).toBe(true);
		// Five an hour, and a little slower: Batch's clock is another.
		expect(sent[10].at).toBeGreaterThanOrEqual(12 * 60_000);
		expect(sent[10].at).toBeLessThan(13 * 60_000);
	});
});

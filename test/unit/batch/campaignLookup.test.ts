import { describe, expect, it } from 'vitest';

import { CampaignCache } from '../../../nodes/shared/batch/campaigns/campaignCache';
import { CampaignLookup } from '../../../nodes/shared/batch/campaigns/campaignLookup';
import { readConnection, type Connection } from '../../../nodes/shared/batch/client/connection';
import type { Exchange } from '../../../nodes/shared/batch/client/exchange';
import { realEnvironment } from '../../../nodes/shared/batch/client/pace';
import { credential, newConnection } from './support/connection';
import { answer, errorOf, noAnswer } from './support/exchanges';
import { VirtualClock } from './support/virtualClock';

const minute = 60_000;
const plenty = 60 * minute;
const notFound = answer(404, errorOf.app('ROUTE_NOT_FOUND'));
const campaignOf = (name: string, labels?: string[]) => answer(200, { campaign_token: 't', name, live: true, labels });

type Respond = (url: URL, call: number) => Exchange | Promise<Exchange>;

/** A Batch that answers as told, and a clock; lookups of one set-up share a cache, as those of a process do. */
function batchThat(respond: Respond, connection: Connection = newConnection()) {
	const clock = new VirtualClock();
	const cache = new CampaignCache();
	const asked: string[] = [];
	const load = { now: 0, most: 0 };
	const lookup = (options: { connection?: Connection; signal?: AbortSignal } = {}) =>
		new CampaignLookup({
			connection,
			cache,
			environment: clock,
			transport: async ({ url, query }, signal) => {
				const address = new URL(url);
				for (const [name, value] of Object.entries(query ?? {})) address.searchParams.set(name, String(value));
				asked.push(address.pathname.replace(/^\/[\d.]+\//, '') + address.search);
				load.most = Math.max(load.most, ++load.now);
				const silence = new Promise<Exchange>((resolve) => {
					signal?.addEventListener('abort', () => resolve(noAnswer('ERR_CANCELED', false)), { once: true });
				});
				const exchange = await Promise.race([clock.sleep(20).then(() => respond(address, asked.length)), silence]);
				load.now -= 1;
				return exchange;
			},
			...options,
		});
	const ask = async (tokens: readonly string[], { isInApp = false, milliseconds = plenty, by = lookup() } = {}) =>
		await clock.finish(
			by.lookUp(
				tokens.map((token) => ({ token, isInApp })),
				milliseconds,
			),
		);
	return { ask, asked, clock, lookup, load };
}

const manyTokens = (count: number): string[] => Array.from({ length: count }, (_, index) => `token-${index}`);

describe('campaigns of an app', () => {
	it('are asked for once, by token, and known in the next poll', async () => {
		const { ask, asked } = batchThat(({ pathname }) => campaignOf(`Name of ${pathname.split('/').at(-1)}`, ['NEWS']));
		expect(await ask(['a', 'b'])).toEqual([
			{ kind: 'found', name: 'Name of a', labels: ['NEWS'] },
			{ kind: 'found', name: 'Name of b', labels: ['NEWS'] },
		]);
		expect(await ask(['b', 'a', 'c'])).toMatchObject([{ name: 'Name of b' }, { name: 'Name of a' }, { name: 'Name of c' }]);
		expect(asked).toEqual(['a', 'b', 'c'].map((token) => `IOSKEYEXAMPLE/campaigns/${token}`));
	});

	it('are asked for again after an hour, those that Batch does not know after ten minutes', async () => {
		const { ask, asked, clock } = batchThat(({ pathname }) => (pathname.endsWith('known') ? campaignOf('Known') : notFound));
		await ask(['known', 'unknown']);
		const calls = asked.length;
		await clock.finish(clock.sleep(9 * minute));
		await ask(['known', 'unknown']);
		expect(asked).toHaveLength(calls);
		await clock.finish(clock.sleep(2 * minute));
		await ask(['known', 'unknown']);
		expect(asked.slice(calls).every((path) => path.endsWith('unknown'))).toBe(true);
		await clock.finish(clock.sleep(50 * minute));
		await ask(['known']);
		expect(asked.at(-1)).toContain('known');
	});

	it('are looked for in each app of the credential, first in the one that knew the last', async () => {
		const { ask, asked } = batchThat(({ pathname }) => (pathname.includes('/ANDROIDKEYEXAMPLE/') ? campaignOf('Android') : notFound));
		expect(await ask(manyTokens(40))).toEqual(Array.from({ length: 40 }, () => ({ kind: 'found', name: 'Android', labels: [] })));
		// Those that were under way before the first was found.
		expect(asked.filter((path) => path.startsWith('IOSKEYEXAMPLE')).length).toBeLessThanOrEqual(4);
		expect(asked.length).toBeLessThanOrEqual(44);
	});

	it('that no app knows say which were asked', async () => {
		const { ask } = batchThat(() => notFound);
		expect(await ask(['gone'])).toEqual([
			{ kind: 'unknown', reason: 'Batch knows no campaign with this token in the apps of the credential (iOS, Android)' },
		]);
		expect(await ask(['gone'], { isInApp: true })).toEqual([
			{ kind: 'unknown', reason: 'Batch knows no in-app campaign with this token in the apps of the credential (iOS, Android)' },
		]);
	});

	it('have a route of their own when they are in-app campaigns', async () => {
		const { ask, asked } = batchThat(() => campaignOf('Welcome'));
		await ask(['a'], { isInApp: true });
		await ask(['a']);
		expect(asked).toEqual(['IOSKEYEXAMPLE/in-app-campaigns/a', 'IOSKEYEXAMPLE/campaigns/a']);
	});

	it('are asked for a few at a time', async () => {
		const { ask, load } = batchThat(() => campaignOf('Name'));
		await ask(manyTokens(50));
		expect(load.most).toBe(4);
	});

	it('are those whose answer is a campaign, whatever the token says', async () => {
		const { ask, asked } = batchThat(({ pathname }) => (pathname.endsWith('/list') ? answer(200, [{ name: 'Another' }]) : notFound));
		const answers = await ask(['list', '../data/users', 'x'.repeat(256)]);
		expect(answers.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown']);
		expect(asked).toContain('IOSKEYEXAMPLE/campaigns/..%2Fdata%2Fusers');
		expect(asked.some((path) => path.includes('xxx'))).toBe(false);
	});

	it('are nobody else’s who has other keys', async () => {
		const { ask, asked, lookup } = batchThat(() => campaignOf('Secret'), readConnection(credential));
		await ask(['a']);
		for (const others of [{ restApiKey: 'another-key' }, { projectKey: 'another' }, { iosApiKey: 'another' }, { apiAddress: 'https://elsewhere.example' }]) {
			const calls = asked.length;
			await ask(['a'], { by: lookup({ connection: readConnection({ ...credential, ...others }) }) });
			expect(asked, JSON.stringify(others)).toHaveLength(calls + 1);
		}
	});
});

describe('campaigns of a project', () => {
	const idOf = (number: number) => `orchestration_${String(number).padStart(4, '0')}`;

	/** So many, in pages; `view` answers for push campaigns, which the even ones are. */
	function project(count: number, hasRoute = true): Respond {
		return ({ pathname, searchParams }) => {
			if (pathname.endsWith('/orchestrations/list') && hasRoute) {
				const from = Number(searchParams.get('from') ?? 0);
				const end = Math.min(from + Number(searchParams.get('limit')), count);
				const orchestrations = Array.from({ length: end - from }, (_, index) => ({
					id: idOf(from + index),
					name: `Orchestration ${from + index}`,
					labels: ['news'],
				}));
				return answer(200, { orchestrations, has_more: end < count, next_from: String(end) });
			}
			const number = Number(searchParams.get('orchestration_id')?.slice(-4));
			if (number >= count) return answer(404, errorOf.project('NOT_FOUND'));
			return number % 2 === 0 ? answer(200, { id: idOf(number), name: `Viewed ${number}`, labels: [] }) : answer(403, errorOf.project('API_MISUSE'));
		};
	}

	it('come a hundred a call, and what a page told need not be asked for', async () => {
		const { ask, asked } = batchThat(project(150));
		expect(await ask([idOf(7), idOf(120)])).toEqual([
			{ kind: 'found', name: 'Orchestration 7', labels: ['news'] },
			{ kind: 'found', name: 'Orchestration 120', labels: ['news'] },
		]);
		expect(await ask([idOf(8), idOf(149)], { isInApp: true })).toMatchObject([{ kind: 'found' }, { kind: 'found' }]);
		expect(asked).toEqual(['orchestrations/list?limit=100', 'orchestrations/list?limit=100&from=100']);
	});

	it('that a whole list does not hold are unknown', async () => {
		const { ask } = batchThat(project(30));
		expect(await ask([idOf(31)])).toEqual([
			{ kind: 'unknown', reason: 'Batch knows no campaign or automation with this token in the project of the credential' },
		]);
	});

	it('are asked for one by one behind the first pages', async () => {
		const { ask, asked } = batchThat(project(2_000));
		const answers = await ask([idOf(499), idOf(600), idOf(601), 'orchestration_9999']);
		expect(answers).toMatchObject([
			{ kind: 'found', name: 'Orchestration 499' },
			{ kind: 'found', name: 'Viewed 600' },
			{ kind: 'failed', reason: expect.stringContaining('not among the first 500 that Batch lists') },
			{ kind: 'unknown' },
		]);
		expect(asked).toHaveLength(8);
	});

	it('may be of kinds that Batch does not show alone, as many as there are', async () => {
		const { ask, lookup } = batchThat(project(2_000));
		const by = lookup();
		const answers = await ask([...Array.from({ length: 8 }, (_, index) => idOf(601 + 2 * index)), idOf(700)], { by });
		expect(answers.slice(0, 8).every(({ kind }) => kind === 'failed')).toBe(true);
		expect(answers[8]).toMatchObject({ kind: 'found', name: 'Viewed 700' });
		expect(by.refusal).toBeUndefined();
	});

	it('do not use up the pace of the project when the time is over', async () => {
		const stop = new AbortController();
		const { ask, asked, clock, lookup } = batchThat((url, call) => {
			if (url.pathname.endsWith('/view')) stop.abort();
			return project(2_000)(url, call);
		});
		const many = Array.from({ length: 300 }, (_, index) => idOf(600 + 2 * index));
		await ask(many, { by: lookup({ signal: stop.signal }) });
		expect(asked).toHaveLength(6);
		const startedAt = clock.now();
		await ask([idOf(600)]);
		expect(clock.now() - startedAt).toBeLessThan(10_000);
	});

	it('are asked for at the pace of the project', async () => {
		const { ask, clock, asked } = batchThat(project(2_000));
		const startedAt = clock.now();
		await ask([idOf(600), idOf(602)]);
		expect(asked).toHaveLength(7);
		expect(clock.now() - startedAt).toBeGreaterThan(6_000);
	});

	it('are known by their token, and asked of no app', async () => {
		const { ask, asked } = batchThat((url, call) => (url.pathname.includes('KEYEXAMPLE') ? campaignOf('App') : project(30)(url, call)));
		expect(await ask([idOf(1), 'c2f1'])).toMatchObject([{ name: 'Orchestration 1' }, { name: 'App' }]);
		expect(asked.toSorted()).toEqual(['IOSKEYEXAMPLE/campaigns/c2f1', 'orchestrations/list?limit=100']);
	});
});

describe('what goes wrong', () => {
	it('is said where the credential lacks the key, without a call', async () => {
		const { ask, asked } = batchThat(() => campaignOf('Name'), readConnection({ restApiKey: 'rest-key-example' }));
		expect(await ask(['a', 'orchestration_1'])).toEqual([
			{ kind: 'failed', reason: 'Not looked up: the Batch credential holds no App Key' },
			{ kind: 'failed', reason: 'Not looked up: the Batch credential holds no Project Key' },
		]);
		expect(asked).toEqual([]);
	});

	it('costs a wrong key a few calls, and is remembered as one', async () => {
		const { ask, asked, lookup } = batchThat(() => answer(401, errorOf.app('AUTHENTICATION_INVALID')));
		const by = lookup();
		const answers = await ask(manyTokens(200), { by });
		expect(new Set(answers.map((each) => each.kind === 'failed' && each.reason))).toEqual(
			new Set([
				'Not looked up: AUTHENTICATION_INVALID, says the app family. Check the REST API Key and the iOS App Key in the Batch credential.',
			]),
		);
		expect(asked.length).toBeLessThanOrEqual(8);
		expect(by.refusal).toMatchObject({ statusCode: 401 });
		await ask(['token-0']);
		expect(asked.length).toBeGreaterThan(8);
	});

	it('is no wrong key, when another app has the campaign', async () => {
		const { ask, lookup } = batchThat(({ pathname }) =>
			pathname.includes('/IOSKEYEXAMPLE/') ? answer(401, errorOf.app('AUTHENTICATION_INVALID')) : campaignOf('Android'),
		);
		const by = lookup();
		expect((await ask(manyTokens(5), { by })).every(({ kind }) => kind === 'found')).toBe(true);
		expect(by.refusal).toBeUndefined();
	});

	it('is a Dev key when all is forbidden, and a campaign when one is', async () => {
		const forbidden = answer(403, errorOf.app('API_MISUSE'));
		const devKey = batchThat(() => forbidden);
		const by = devKey.lookup();
		await devKey.ask(manyTokens(200), { by });
		expect(by.refusal).toMatchObject({ statusCode: 403, advice: expect.stringContaining('Live key') });
		expect(devKey.asked.length).toBeLessThanOrEqual(14);

		const one = batchThat(({ pathname }) => (pathname.endsWith('token-9') ? forbidden : campaignOf('Name')));
		const other = one.lookup();
		const answers = await one.ask(manyTokens(30), { by: other });
		expect(answers.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
		expect(other.refusal).toBeUndefined();
	});

	it('costs an outage a few calls, and the next poll asks again', async () => {
		let isDown = true;
		const { ask, asked, lookup } = batchThat(() => (isDown ? noAnswer('ETIMEDOUT', false) : campaignOf('Back')));
		const by = lookup();
		const answers = await ask(manyTokens(200), { by });
		expect(answers.every(({ kind }) => kind === 'failed')).toBe(true);
		expect(asked.length).toBeLessThanOrEqual(14);
		const calls = asked.length;
		await ask(['orchestration_1', 'another'], { by });
		expect(asked).toHaveLength(calls);
		isDown = false;
		expect(await ask(['token-0'])).toEqual([{ kind: 'found', name: 'Back', labels: [] }]);
	});

	it('is that campaign’s alone when Batch stumbles over one', async () => {
		const stumbles = /token-\d*[05]$/;
		const { ask } = batchThat(
			({ pathname }) => (stumbles.test(pathname) ? answer(500, errorOf.app('SERVER_ERROR')) : campaignOf('Name')),
			readConnection({ ...credential, androidApiKey: '' }),
		);
		const tokens = manyTokens(60);
		const answers = await ask(tokens);
		expect(tokens.filter((_, index) => answers[index].kind === 'failed')).toEqual(tokens.filter((token) => stumbles.test(token)));
		expect(answers[5]).toMatchObject({ reason: 'Not looked up: SERVER_ERROR, says the app family' });
	});

	it('goes no further where Batch says that it is asked too often', async () => {
		const { ask, asked } = batchThat(() => answer(429, errorOf.app('TOO_MANY_REQUESTS')), readConnection({ ...credential, androidApiKey: '' }));
		const answers = await ask(manyTokens(200));
		expect(answers.every(({ kind }) => kind === 'failed')).toBe(true);
		expect(asked.length).toBeLessThanOrEqual(8);
	});

	it('ends with the time there is, and keeps what came before', async () => {
		const cache = new CampaignCache();
		const connection = newConnection();
		let calls = 0;
		const lookUp = async (tokens: string[], milliseconds: number) =>
			await new CampaignLookup({
				connection,
				cache,
				environment: realEnvironment,
				transport: async ({ url }, signal) => {
					calls += 1;
					if (!url.endsWith('silent')) return campaignOf('Name');
					return await new Promise((resolve) => signal?.addEventListener('abort', () => resolve(noAnswer('ERR_CANCELED', false))));
				},
			}).lookUp(
				tokens.map((token) => ({ token, isInApp: false })),
				milliseconds,
			);
		const noTime = { kind: 'failed', reason: 'Not looked up: there was no time left' };
		expect(await lookUp(['silent', 'quick'], 200)).toMatchObject([noTime, { kind: 'found' }]);
		expect(calls).toBe(2);
		expect(await lookUp(['silent', 'quick', 'third'], 0)).toMatchObject([noTime, { kind: 'found' }, noTime]);
		expect(calls).toBe(2);
	});

	it('ends when the execution is cancelled', async () => {
		const { ask, asked, lookup } = batchThat(() => campaignOf('Name'));
		expect(await ask(['a', 'b'], { by: lookup({ signal: AbortSignal.abort() }) })).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }]);
		expect(asked).toEqual([]);
	});

	it('shows no key', async () => {
		const connection = newConnection();
		const secrets = [connection.restApiKey, connection.projectKey, connection.appKeys.ios];
		const { ask } = batchThat(() => answer(400, { code: 31, type: 'X', message: `No: ${secrets.join(' ')}` }), connection);
		const [app, project] = await ask(['a', 'orchestration_1']);
		for (const secret of secrets) expect(JSON.stringify([app, project])).not.toContain(secret);
	});
});

describe('CampaignCache', () => {
	const found = { kind: 'found', name: 'Name', labels: [] } as const;

	it('holds so many and no more, the newest', () => {
		const cache = new CampaignCache(100);
		for (let key = 0; key < 10_000; key++) cache.set(String(key), found, 0);
		const held = Array.from({ length: 10_000 }, (_, key) => key).filter((key) => cache.get(String(key), 0) !== undefined);
		expect(held).toEqual(Array.from({ length: 100 }, (_, index) => 9_900 + index));
	});

	it('does not hold on to what is too old, nor to what failed', () => {
		const cache = new CampaignCache();
		cache.set('found', found, 0);
		cache.set('unknown', { kind: 'unknown', reason: '' }, 0);
		cache.set('failed', { kind: 'failed', reason: '' }, 0);
		const at = (now: number) => ['found', 'unknown', 'failed'].filter((key) => cache.get(key, now) !== undefined);
		expect(at(10 * minute - 1)).toEqual(['found', 'unknown']);
		expect(at(10 * minute)).toEqual(['found']);
		expect(at(60 * minute)).toEqual([]);
	});
});

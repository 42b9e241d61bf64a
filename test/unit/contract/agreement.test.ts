import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checkRequest } from '../../contract/check.ts';
import type { ReceivedRequest } from '../../sandbox/pipeline.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { callProject, send } from '../../sandbox/calls.ts';
import { right } from './rightRequests.ts';

// Two readings of one reference, held against each other by every single change of the right requests: what the
// sandbox takes without a word, the contract must take; what the sandbox calls missing or malformed, the contract
// must find. (What is not there, or not allowed just now, the sandbox alone can know.)

let received: ReceivedRequest[] = [];
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({
		enforceRateLimits: false,
		now: () => Date.parse('2026-01-10T10:00:00Z'),
		received: (request) => received.push(request),
	});
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** Makes what the right requests speak of. */
async function prepare(): Promise<void> {
	sandbox.reset();
	const { keys, url, state } = sandbox;
	const app = async (path: string, body: object) =>
		await send(`${url}/${path.replace('KEY', keys.appKeys.ios)}`, 'POST', body, {
			'x-authorization': keys.restApiKey,
		});
	await callProject(sandbox, 'audiences/create', { name: 'vip', type: 'custom_ids' });
	await callProject(sandbox, 'catalogs/create', {
		name: 'c',
		fields: [
			{ name: 'title', type: 'string' },
			{ name: 'a', type: 'date' },
		],
	});
	await app('1.0/KEY/custom-audience/vip', { type: 'custom_ids' });
	await app('1.1/KEY/custom-audience/vip', {});
	await app('1.0/KEY/app-data/t', {});
	for (const list of [state.campaigns.ios, state.inAppCampaigns.ios]) {
		Object.assign(list[0], {
			...{ campaign_token: 't', from_api: true, live: false, push_time: '2026-02-01T00:00:00' },
		});
	}
	Object.assign(state.orchestrations[0], { id: 'orchestration_1', type: 'campaign', status: 'draft' });
}

/** Refusals that depend on what is there. */
const onlyTheSandboxKnows = /there already is|the catalog has no field/;

/** What a value may be instead, wrongly or rightly. */
const others: unknown[] = [null, '', 'text', 0, 1.5, -1, true, [], ['x'], {}, { unknown: 1 }];

/** Every body that differs from a right one in one place. */
function* changes(value: unknown): Generator<unknown> {
	yield* others;
	if (Array.isArray(value)) {
		for (const [index, item] of value.entries()) {
			for (const changed of changes(item)) yield value.with(index, changed);
		}
		yield [...value, ...value];
	} else if (typeof value === 'object' && value !== null) {
		for (const [key, item] of Object.entries(value)) {
			yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
			for (const changed of changes(item)) yield { ...value, [key]: changed };
		}
		yield { ...value, unknown_key: 'x' };
	}
}

const small = ([line, body]: [string, unknown?]) =>
	body !== undefined && JSON.stringify(body).length < 5_000 && !line.startsWith('GET');

it.each(right.filter(small))('they agree about %s', async (line, body) => {
	const [method, path] = line.split(' ');
	const { keys, url, state } = sandbox;
	const headers: Record<string, string> = path.startsWith('/2.')
		? { authorization: `Bearer ${keys.restApiKey}`, 'x-batch-project': keys.projectKey }
		: { 'x-authorization': keys.restApiKey };
	const disagreements: string[] = [];
	let taken = 0;
	await prepare();
	for (const changed of [body, ...changes(body)]) {
		received = [];
		state.warnings = [];
		const reply = await send(`${url}${path.replace('/KEY/', `/${keys.appKeys.ios}/`)}`, method, changed, headers);
		const warnings = state.warnings.map(({ message }) => message);
		const problems = received.flatMap((request) => checkRequest(request));
		// A refusal changes nothing.
		if (reply.status < 300) await prepare();
		const told = JSON.stringify(changed).slice(0, 300);
		if (reply.status >= 500) disagreements.push(`${reply.status} for ${told}: ${reply.text}`);
		const partial = reply.json?.code === 'SUCCESS_WITH_PARTIAL_ERRORS';
		const accepted = reply.status < 300 && warnings.length === 0 && !partial;
		taken += accepted ? 1 : 0;
		const refused = (reply.status === 400 && !onlyTheSandboxKnows.test(reply.text)) || partial;
		if ((accepted && problems.length > 0) || (refused && problems.length === 0)) {
			const said = warnings.join('; ') || reply.text;
			disagreements.push(`${told}\n  sandbox ${reply.status} ${said}\n  contract: ${problems.join('; ')}`);
		}
	}
	expect(taken).toBeGreaterThan(0);
	expect(disagreements).toEqual([]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp, callProject, manyEdits, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const hostile = '<img src=x onerror="globalThis.hacked=1">';
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({
		enforceRateLimits: false,
		retention: { requests: 20, bodies: 5, events: 20, pushes: 20, profiles: 20 },
	});
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

async function sendHostile(): Promise<void> {
	await callProject(sandbox, 'profiles/update', [
		{
			identifiers: { custom_id: hostile },
			attributes: { plan: hostile },
			events: [{ name: 'event', attributes: { $label: hostile } }],
		},
	]);
	await callApp(sandbox, '1.1', 'ios', 'transactional/send', {
		group_id: 'g',
		recipients: { custom_ids: [hostile] },
		message: { title: '</script>', body: hostile },
	});
}

describe('the page', () => {
	it('is the same whatever arrived', async () => {
		const before = await send(sandbox.url, 'GET');
		await sendHostile();
		const after = await send(sandbox.url, 'GET');
		expect(after.text).toBe(before.text);
		expect(after.text).not.toContain('onerror="');
	});

	it('puts texts in as texts only', async () => {
		const { text } = await send(sandbox.url, 'GET');
		expect(text).not.toMatch(
			/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/,
		);
		expect(text).toContain('textContent');
	});

	it('runs nothing but its own script, and loads nothing', async () => {
		const { text, headers } = await send(sandbox.url, 'GET');
		const policy = headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).not.toContain('unsafe');
		expect(policy).toMatch(/script-src 'sha256-[\w+/=]+';/);
		expect(text).not.toMatch(/(?:src|href)=|https?:|@import|url\(/);
		// Handlers in the markup would be blocked by the policy.
		expect(text).not.toMatch(/<[^>]*\son[a-z]+=/);
	});

	it('is fed with JSON that a browser does not take for a page', async () => {
		await sendHostile();
		for (const path of ['received', `requests/${sandbox.state.requests[0].id}`]) {
			const reply = await send(`${sandbox.url}/_sandbox/${path}`, 'GET');
			expect(reply.headers.get('content-type')).toBe('application/json');
			expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
			expect(reply.text).toContain('onerror');
		}
	});
});

describe('the stream', () => {
	it('tells what arrived, in bounded texts', async () => {
		const controller = new AbortController();
		const response = await fetch(`${sandbox.url}/_sandbox/stream`, { signal: controller.signal });
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		const next = async () => {
			let text = '';
			while (!text.endsWith('\n\n')) text += (await reader.read()).value ?? '';
			return { size: text.length, view: JSON.parse(text.slice('data: '.length)) };
		};
		expect((await next()).view.events).toEqual([]);
		await callProject(sandbox, 'profiles/update', [
			{
				identifiers: { custom_id: 'x'.repeat(512) },
				attributes: Object.fromEntries(
					Array.from({ length: 500 }, (_, index) => [`name_${index}`, 'x'.repeat(300)]),
				),
				events: [{ name: 'opened' }],
			},
		]);
		const { size, view } = await next();
		expect(view.events).toMatchObject([{ title: 'opened' }]);
		expect(view.requests).toMatchObject([{ status: '202', updates: 1, tone: 'good' }]);
		expect(view.profiles[0].detail.length).toBeLessThan(250);
		expect(size).toBeLessThan(3_000);
		controller.abort();
	});
});

describe('what is kept', () => {
	it('stays bounded; totals go on', async () => {
		for (let call = 0; call < 30; call++) {
			await callProject(sandbox, 'profiles/update', [
				{ identifiers: { custom_id: `id-${call}` }, events: [{ name: 'opened' }] },
			]);
		}
		const { requests, events, profiles, totals } = sandbox.state;
		expect(requests.length).toBeLessThanOrEqual(22);
		expect(events.length).toBeLessThanOrEqual(22);
		expect([...profiles.keys()].at(-1)).toBe('id-29');
		expect(profiles.size).toBe(20);
		expect(totals).toMatchObject({ calls: 30, events: 30, profileUpdates: 30 });
		expect(requests.filter(({ body }) => body !== undefined)).toHaveLength(5);
		expect(requests.at(-1)?.body).toBeDefined();
	});

	it('is summarised over HTTP', async () => {
		await callProject(sandbox, 'profiles/update', manyEdits(3));
		await callProject(sandbox, 'profiles/update', []);
		const { json } = await send(`${sandbox.url}/_sandbox/received?limit=2`, 'GET');
		expect(json).toMatchObject({
			totals: { calls: 2, refused: 1, profileUpdates: 3 },
			requests: [
				{ status: 400, refusal: 'MALFORMED_PARAMETER' },
				{ status: 202, updates: 3 },
			],
			profiles: [{ customId: 'id-2' }, { customId: 'id-1' }],
		});
	});

	it('is forgotten on reset, in place', async () => {
		const { state } = sandbox;
		await callProject(sandbox, 'profiles/update', manyEdits(1));
		expect((await send(`${sandbox.url}/_sandbox/reset`, 'POST', {})).status).toBe(200);
		expect(sandbox.state).toBe(state);
		expect(state).toMatchObject({ requests: [], totals: { calls: 0 } });
		expect(state.profiles.size).toBe(0);
	});
});

it('refuses a body over 64 MB and goes on', async () => {
	const response = await fetch(`${sandbox.url}/2.11/profiles/update`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${sandbox.keys.restApiKey}`,
			'x-batch-project': sandbox.keys.projectKey,
		},
		body: Buffer.alloc(64 * 1024 * 1024 + 1, ' '),
	}).catch((error: unknown) => error);
	// The connection may break before the client has read the answer.
	expect(response instanceof Error || (response as Response).status === 413).toBe(true);
	expect(sandbox.state.requests.at(-1)).toMatchObject({ status: 413, processed: false });
	expect((await callProject(sandbox, 'segments/list')).status).toBe(200);
});

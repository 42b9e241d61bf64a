import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startCheckedSandbox, takeBreaches } from '../../nodes/harness/contract.ts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startCheckedSandbox()));
afterAll(async () => await sandbox.close());

it('lets right requests pass', async () => {
	await callProject(sandbox, 'segments/list?limit=10');
	expect(takeBreaches()).toEqual([]);
});

it('remembers a request that broke the contract although the sandbox took it', async () => {
	const body = { name: 'vip', type: 'custom_ids', ttl: 60 };
	expect((await callProject(sandbox, 'audiences/create', body)).status).toBe(202);
	expect(takeBreaches()).toEqual([expect.stringContaining('Unrecognized key: "ttl"')]);
	expect(takeBreaches()).toEqual([]);
});

it('remembers one whose answer was lost', async () => {
	sandbox.faults.add({ kind: 'reset' });
	await expect(callProject(sandbox, 'segments/list?page=1')).rejects.toThrow();
	expect(takeBreaches()).toHaveLength(1);
});

// The hook throws after this test, and that is what it has to do.
it.fails('fails the test that sent one', async () => {
	await callProject(sandbox, 'segments/list?page=1');
});

/** The hook itself, and the test with any parameters, which holds each request against the contract in its property. */
const checkThemselves = new Set(['harness/contract.ts', 'harness/accountsForEveryItem.ts']);

it('is passed by in no test of the nodes', () => {
	const folder = fileURLToPath(new URL('../../nodes/', import.meta.url));
	const direct = globSync('**/*.ts', { cwd: folder }).filter(
		(file) => !checkThemselves.has(file) && /\bstartSandbox\(/.test(readFileSync(`${folder}${file}`, 'utf8')),
	);
	expect(direct).toEqual([]);
});

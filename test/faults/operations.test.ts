import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { batchCredential, partnerPath } from '../nodes/harness/batch.ts';
import { operationsOf } from '../nodes/harness/anyParameters.ts';
import { loadPackage, nodeTypes } from '../nodes/harness/builtPackage.ts';
import { executeNode, type NodeResult } from '../nodes/harness/execute.ts';
import { faultKinds, type Fault } from '../sandbox/faults.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { LoggedRequest } from '../sandbox/state.ts';
import { tell } from '../servers/support/tell.ts';
import { openHandles } from './support/handles.ts';
import { subjects, type Subject } from './support/operations.ts';
import { prepare, seeded } from './support/sandboxes.ts';
import { keys, secret } from './support/secrets.ts';
import { isHidden, isTrue, timesOf, verdictsOf } from './support/verdicts.ts';
import { unreachable, withBrokenWays, type BrokenWay } from './support/ways.ts';

const faults: readonly Fault[] = [
	...faultKinds.map((kind) => ({ kind, ...(kind === 'not-json' && { status: 502 }), ...(kind.startsWith('slow') && { delayMs: 300 }) })),
	// A log-in page, as a proxy has one.
	{ kind: 'not-json', status: 200 },
];

const rows = ['a', 'b'];

interface Run extends NodeResult {
	readonly ids: readonly string[];
	readonly requests: readonly LoggedRequest[];
	readonly struck: readonly string[];
}

/** @param changes of the credential */
async function run(subject: Subject, { fault, changes }: { fault?: Fault; changes?: Record<string, string> } = {}): Promise<Run> {
	const sandbox = await startSandbox({ keys, enforceRateLimits: false });
	try {
		prepare(sandbox);
		const ids = await seeded(subject, sandbox, rows.map((row) => `row_${row}`));
		const before = sandbox.state.requests.length;
		if (fault !== undefined) sandbox.faults.add(fault);
		const { file } = subject;
		const ended = await executeNode({
			parameters: subject.parameters,
			credentials: { batchApi: { ...batchCredential(sandbox), ...changes } },
			items: ids.map((id): IDataObject => ({ id, plan: 'gold' })),
			...(file && { binary: ids.map((id) => ({ data: { data: Buffer.from(file(id)).toString('base64'), mimeType: 'text/csv', fileName: 'rows.csv' } })) }),
			onError: 'continueRegularOutput',
		});
		const requests = sandbox.state.requests.slice(before);
		return { ...ended, ids, requests, struck: sandbox.faults.list().map(({ kind }) => kind) };
	} finally {
		await sandbox.close();
	}
}

/** All that a person or a log sees of a run. */
function seenOf({ items, errorItems, error, hints }: NodeResult): string {
	return JSON.stringify([items, errorItems, error && { ...error, message: error.message, description: error.description, stack: error.stack }, hints]);
}

const callOf = ({ method, path, status }: LoggedRequest): string => `${method} ${path} ${status}`;

/** Which calls a run consists of: the first of each kind, by its place in the order. */
function placesOf({ requests, ids }: Run): Array<{ readonly nth: number; readonly name: string }> {
	const kindOf = ({ method, path }: LoggedRequest): string => `${method} ${path.split('/').map((part) => (ids.includes(part) || /^[\da-f]{8}-/.test(part) ? '…' : part)).join('/')}`;
	const first = new Map<string, number>();
	for (const [index, request] of requests.entries()) {
		if (!first.has(kindOf(request))) first.set(kindOf(request), index + 1);
	}
	return [...first].map(([name, nth]) => ({ name, nth }));
}

describe('every operation of the Batch node, in each family', () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-faults-'));
	const { TMPDIR } = process.env;
	let ways: readonly BrokenWay[] = [];
	let closeWays = async (): Promise<void> => undefined;
	let before = { sockets: 0 };
	let runs = 0;
	beforeAll(async () => {
		await loadPackage();
		[ways, closeWays] = await withBrokenWays();
		process.env.TMPDIR = folder;
		if (existsSync('/proc/self/fd')) before = openHandles(process.pid);
	});
	afterAll(async () => {
		await closeWays();
		if (TMPDIR === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = TMPDIR;
		rmSync(folder, { recursive: true, force: true });
	});

	it('is among them', () => {
		const families = (resource: string, operation: string, names: readonly string[]) => (names.length === 0 ? [[resource, operation].join(' ')] : names.map((api) => [resource, operation, api].join(' ')));
		const described = operationsOf(nodeTypes.getByNameAndVersion('batch', 1).description).flatMap(({ resource, operation, fields }) => {
			const api = fields.find(({ name }) => name === 'api');
			return families(resource, operation, resource === 'rawRequest' ? [] : ((api?.options ?? []) as Array<{ value: string }>).map(({ value }) => value));
		});
		const covered = new Set(subjects.map(({ parameters: { resource, operation, api } }) => [resource, operation, api].filter((part) => part !== undefined).join(' ')));
		expect(described.length).toBeGreaterThan(51);
		expect(described.filter((name) => !covered.has(name))).toEqual([]);
	});

	describe.concurrent.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
		it('tells truly of every row and does nothing twice, whatever becomes of each of its calls', async () => {
			const clean = await run(subject);
			const wellKnown = verdictsOf(clean.items, rows.length);
			expect(seenOf(clean)).not.toMatch(secret);
			for (const { row, error, status } of wellKnown) {
				expect({ error, status, items: clean.items }).toEqual({ error: undefined, status: expect.not.stringMatching(/^nothing$/), items: clean.items });
				if (subject.kind !== 'read') expect(timesOf(clean.ids[row]!, subject, clean.requests), clean.requests.map(callOf).join(', ')).toBe(1);
			}
			const untrue: unknown[] = [];
			await Promise.all(
				placesOf(clean).flatMap(({ nth, name }) =>
					faults.map(async (fault) => {
						const ended = await run(subject, { fault: { ...fault, match: { nth } } });
						runs++;
						const where = `${name}: ${fault.kind} ${fault.status ?? ''}`.trim();
						expect(seenOf(ended), `${where}: a secret`).not.toMatch(secret);
						expect(ended.struck, `${where}: it has struck`).toEqual([]);
						const calls = ended.requests.map(callOf);
						// How often is asked whether something is done, and so which call is struck, is a matter of time.
						const kind = ended.requests[nth - 1]?.method === 'GET' ? 'read' : subject.kind;
						const verdicts = verdictsOf(ended.items, rows.length);
						for (const verdict of verdicts) {
							const times = timesOf(ended.ids[verdict.row]!, subject, ended.requests);
							const isWhole = verdict.error !== undefined || verdict.count === wellKnown[verdict.row]!.count;
							if (!isWhole || !isTrue(verdict, times, subject, { fault: fault.kind, kind })) untrue.push({ where, ...verdict, times, calls, said: ended.error?.message });
						}
						if (isHidden(verdicts, subject, { fault: fault.kind, kind })) untrue.push({ where, hidden: verdicts, calls });
					}),
				),
			);
			expect(untrue).toEqual([]);
		});

		it('says so of every row where no way leads to Batch, and sends no key there', async () => {
			const untrue: unknown[] = [];
			await Promise.all(
				ways.map(async ({ name, address, reached }) => {
					const ended = await run(subject, { changes: { apiAddress: address, partnerAddress: `${address}${partnerPath}` } });
					runs++;
					expect(seenOf(ended), `${name}: a secret`).not.toMatch(secret);
					for (const verdict of verdictsOf(ended.items, rows.length)) {
						const isTold = verdict.error !== undefined && unreachable.test(String(verdict.error));
						// Names of campaigns are not worth a row.
						if (!isTold && !(subject.parameters.campaignNames === true && verdict.count > 0)) untrue.push({ name, ...verdict });
					}
					expect(ended.requests).toEqual([]);
					expect(reached).toEqual([]);
				}),
			);
			expect(untrue).toEqual([]);
		});
	});

	it('leaves no socket open and no temporary file behind', async () => {
		tell(`${runs} runs`);
		expect(readdirSync(folder)).toEqual([]);
		if (!existsSync('/proc/self/fd')) return;
		// Connections are kept for a few seconds, for whoever calls next.
		await expect.poll(() => openHandles(process.pid).sockets, { timeout: 30_000, interval: 1_000 }).toBeLessThanOrEqual(before.sockets + 2);
	});
});

import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { subjects } from '../../faults/support/operations.ts';
import { prepare, seeded } from '../../faults/support/sandboxes.ts';
import { keys } from '../../faults/support/secrets.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { batchCredential } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

/** How a person writes them; in what Batch gives as its own object they do not stand. */
const platformNames = ['Android', 'iOS', 'Web'];
const byPlatform = ['platforms', 'tokens', 'indexingTokens'];

/** Every value in an output with the key it stands under, what stands beside it, and the way there. */
function partsOf(value: unknown, path: readonly string[] = [], beside: Readonly<Record<string, unknown>> = {}): Array<{ path: readonly string[]; value: unknown; beside: Readonly<Record<string, unknown>> }> {
	const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, part]) => partsOf(part, [...path, key], value as Record<string, unknown>)) : [];
	return [{ path, value, beside }, ...inner];
}

/** What is wrong with one value, if anything. */
function problemOf({ path, value, beside }: ReturnType<typeof partsOf>[number]): string | undefined {
	const key = path.at(-1) ?? '';
	if (key === 'platform' && !platformNames.includes(value as string)) return 'names a platform otherwise than other outputs do';
	if (byPlatform.includes(key) && Object.keys(value as object).some((name) => !platformNames.includes(name))) return 'is not told by the names of platforms';
	if (typeof value === 'number' && Math.abs(value * 1_000 - Math.round(value * 1_000)) > 1e-6) return 'has more digits than anybody reads';
	if (/^[a-z]+At$/.test(key) && value !== 'now' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/.test(String(value))) return 'is no time in UTC';
	if (key.endsWith('AtLocal') && `${key.slice(0, -5)}` in beside) {
		if (Date.parse(String(value)) !== Date.parse(String(beside[key.slice(0, -5)]))) return 'is not the moment that stands beside it';
	}
	return undefined;
}

describe.concurrent.each(subjects)('the output of $name', (subject) => {
	it('begins with what became of the row, and names things as the others do', async ({ expect: own }) => {
		const sandbox = await startCheckedSandbox({ keys, enforceRateLimits: false });
		try {
			prepare(sandbox);
			const ids = await seeded(subject, sandbox, ['row_a']);
			const { file } = subject;
			const { items, error } = await executeNode({
				parameters: subject.parameters,
				credentials: { batchApi: batchCredential(sandbox) },
				items: ids.map((id): IDataObject => ({ id, plan: 'gold' })),
				...(file && { binary: ids.map((id) => ({ data: { data: Buffer.from(file(id)).toString('base64'), mimeType: 'text/csv', fileName: 'rows.csv' } })) }),
			});
			own(error).toBeUndefined();
			own(items.length).toBeGreaterThan(0);
			for (const { json } of items) {
				const names = Object.keys(json);
				const isFile = subject.parameters.download === 'binary';
				if (subject.kind !== 'read' && !isFile) own(['status', 'deleted'], JSON.stringify(json)).toContain(names[0]);
				// What each app said stands behind what all of them have in common.
				if (names.includes('platforms') && subject.kind !== 'read') {
					own(names.slice(names.indexOf('platforms') + 1).filter((name) => name !== 'audiences'), JSON.stringify(json)).toEqual([]);
				}
				if (subject.kind !== 'read') own(partsOf(json).flatMap((part) => problemOf(part) ?? []), JSON.stringify(json)).toEqual([]);
			}
		} finally {
			await sandbox.close();
		}
	});
});

it('covers every operation', () => {
	expect(new Set(subjects.map(({ parameters: { resource, operation } }) => `${String(resource)} ${String(operation)}`)).size).toBe(51);
});

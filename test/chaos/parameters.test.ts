import { expect, it } from 'vitest';

import { accountsForEveryItem } from '../nodes/harness/accountsForEveryItem.ts';
import { operationsOf } from '../nodes/harness/anyParameters.ts';
import { loadPackage, nodeTypes } from '../nodes/harness/builtPackage.ts';
import { installDeduplicationStore, RowsInMemory } from '../nodes/harness/deduplicationStore.ts';
import { tell } from '../servers/support/tell.ts';
import { seconds, tryFor } from './support/chaos.ts';

/** Most of the time of a case is waiting. */
const atOnce = 6;

it('every operation accounts for every item or says what is wrong, whatever its parameters hold', async () => {
	await loadPackage();
	await installDeduplicationStore(new RowsInMemory());
	const wanted = new RegExp(process.env.CHAOS_ONLY ?? '');
	const operations = operationsOf(nodeTypes.getByNameAndVersion('batch', 1).description).filter(({ resource, operation }) => wanted.test(`${resource} ${operation}`));
	const each = (seconds * 1_000 * Math.min(atOnce, operations.length)) / operations.length;
	const left = [...operations];
	const failures: string[] = [];
	let cases = 0;
	const work = async (): Promise<void> => {
		for (let operation = left.shift(); operation !== undefined; operation = left.shift()) {
			const { resource, operation: name } = operation;
			await tryFor(each, accountsForEveryItem(operation)).then(
				(tried) => (cases += tried),
				(error: Error) => failures.push(`${resource} ${name}: ${error.message}`),
			);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	tell(`${cases} cases of ${operations.length} operations`);
	expect(failures).toEqual([]);
	expect(cases).toBeGreaterThan(operations.length);
});

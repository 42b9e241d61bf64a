import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { accountsForEveryItem } from '../harness/accountsForEveryItem.ts';
import { operationsOf } from '../harness/anyParameters.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';
import { installDeduplicationStore, RowsInMemory } from '../harness/deduplicationStore.ts';

await loadPackage();
const operations = operationsOf(nodeTypes.getByNameAndVersion('batch', 1).description);
const runs = Number(process.env.PROPERTY_RUNS ?? 8);

beforeAll(async () => {
	await installDeduplicationStore(new RowsInMemory());
});

describe.concurrent.each(operations)('$resource $operation, whatever its parameters hold', (operation) => {
	it('accounts for every item or says what is wrong, and sends nothing Batch does not document', async () => {
		// The same cases every time; PROPERTY_RUNS looks for new ones.
		await fc.assert(accountsForEveryItem(operation), { numRuns: runs, ...(process.env.PROPERTY_RUNS === undefined && { seed: 20_261_126 }) });
	}, 60_000 + runs * 5_000);
});

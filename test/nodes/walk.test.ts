import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { INodeParameters, INodeType } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchUnderTest } from './harness/batch.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';

const built = fileURLToPath(new URL('../../dist/nodes/', import.meta.url));

let batch: BatchUnderTest;
beforeAll(async () => {
	await loadPackage();
	// What is published is two files: files are told apart in what they were made of.
	const { Batch } = createRequire(built)('./Batch/Batch.node.compiled.js') as { Batch: new () => INodeType };
	(nodeTypes.getByName('n8n-nodes-batch.batch') as INodeType).execute = new Batch().execute;
	batch = await BatchUnderTest.start();
});
afterAll(async () => await batch.stop());

/** Files of ours in which at least one function runs while a node with one item runs, the second time: what is only loaded does not count. */
async function walkOf(parameters: INodeParameters): Promise<string[]> {
	const run = async () => {
		const { items } = await batch.run(parameters, [{ id: 'reader-1', plan: 'gold' }]);
		expect(items.length).toBeGreaterThan(0);
	};
	await run();
	const session = new Session();
	session.connect();
	try {
		await session.post('Profiler.enable');
		await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		await run();
		const { result } = await session.post('Profiler.takePreciseCoverage');
		return result
			.filter(({ url, functions }) => url.startsWith(`file://${built}`) && functions.some(({ ranges: [{ count }] }) => count > 0))
			.map(({ url }) => url.slice(`file://${built}`.length))
			.sort();
	} finally {
		session.disconnect();
	}
}

/** Fewer than this no walk can be: then it was not counted, as it was when the published files were looked at. */
const fewest = 10;

// A newcomer who follows an item from `execute` to the wire and back meets these files: no change may make them more without
// somebody having looked for one that merely passes things on.
describe('the walk of one item from execute to the wire and back', () => {
	it('enters 27 files of ours at most for a profile', async () => {
		const parameters = {
			...{ resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}' },
			attributes: { attribute: [{ name: 'plan', type: 'text', text: '={{ $json.plan }}' }] },
		};
		const walk = await walkOf(parameters);
		expect(walk.length, walk.join('\n')).toBeGreaterThan(fewest);
		expect(walk.length, walk.join('\n')).toBeLessThanOrEqual(27);
	});

	it('enters 17 files of ours at most for a read', async () => {
		const walk = await walkOf({ resource: 'segment', operation: 'getAll' });
		expect(walk.length, walk.join('\n')).toBeGreaterThan(fewest);
		expect(walk.length, walk.join('\n')).toBeLessThanOrEqual(17);
	});
});

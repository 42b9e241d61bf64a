import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { memoryOfNode, RecentKeys } from '../../../nodes/shared/webhook/recentKeys';

const roomy = { keys: 100, age: 1000 };

describe('RecentKeys', () => {
	it('gives a key away once', async () => {
		const memory = new RecentKeys(roomy);
		(await memory.claim('a', 0))?.keep();
		expect(await memory.claim('a', 1)).toBeUndefined();
		expect(await memory.claim('b', 1)).toBeDefined();
	});

	it('takes a key back from a delivery that was not taken', async () => {
		const memory = new RecentKeys(roomy);
		(await memory.claim('a', 0))?.giveBack();
		expect(await memory.claim('a', 1)).toBeDefined();
	});

	it('makes a repetition wait for the first delivery', async () => {
		const memory = new RecentKeys(roomy);
		const first = await memory.claim('a', 0);
		const repetition = memory.claim('a', 0);
		first?.keep();
		expect(await repetition).toBeUndefined();
	});

	it('lets exactly one of several waiting repetitions take the place of a failed delivery', async () => {
		const memory = new RecentKeys(roomy);
		const first = await memory.claim('a', 0);
		const repetitions = [1, 2, 3].map(async () => {
			const claim = await memory.claim('a', 0);
			claim?.keep();
			return claim !== undefined;
		});
		first?.giveBack();
		expect((await Promise.all(repetitions)).filter(Boolean)).toHaveLength(1);
	});

	it('forgets by age', async () => {
		const memory = new RecentKeys(roomy);
		(await memory.claim('a', 0))?.keep();
		expect(await memory.claim('a', 1000)).toBeUndefined();
		expect(await memory.claim('a', 1001)).toBeDefined();
	});

	it('forgets the oldest beyond its size', async () => {
		const memory = new RecentKeys({ keys: 2, age: 1000 });
		for (const key of ['a', 'b', 'c']) (await memory.claim(key, 0))?.keep();
		expect(await memory.claim('c', 0)).toBeUndefined();
		expect(await memory.claim('b', 0)).toBeUndefined();
		expect(await memory.claim('a', 0)).toBeDefined();
	});

	it('a late answer of a forgotten delivery disturbs nobody', async () => {
		const memory = new RecentKeys(roomy);
		const forgotten = await memory.claim('a', 0);
		const second = await memory.claim('a', 2000);
		forgotten?.giveBack();
		second?.keep();
		expect(await memory.claim('a', 2001)).toBeUndefined();
	});

	it('knows, of any sequence, exactly the keys taken before', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())), async (calls) => {
				const memory = new RecentKeys(roomy);
				const taken = new Set<string>();
				for (const [key, succeeds] of calls) {
					const claim = await memory.claim(key, 0);
					expect(claim === undefined).toBe(taken.has(key));
					if (succeeds) claim?.keep();
					else claim?.giveBack();
					if (succeeds) taken.add(key);
				}
			}),
		);
	});
});

describe('memoryOfNode', () => {
	it('is one a node, whatever the characters of the ids', () => {
		expect(memoryOfNode('w', 'n')).toBe(memoryOfNode('w', 'n'));
		expect(memoryOfNode('w', 'n')).not.toBe(memoryOfNode('w', 'm'));
		expect(memoryOfNode('a","b', 'c')).not.toBe(memoryOfNode('a', 'b","c'));
	});

	it('keeps the nodes called last', () => {
		const first = memoryOfNode('first', 'n');
		const called = memoryOfNode('called', 'n');
		for (let index = 0; index < 199; index++) {
			memoryOfNode(`other-${index}`, 'n');
			memoryOfNode('called', 'n');
		}
		expect(memoryOfNode('called', 'n')).toBe(called);
		expect(memoryOfNode('first', 'n')).not.toBe(first);
	});
});

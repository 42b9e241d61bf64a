import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DeliveredMemory } from '../../../nodes/Batch/run/delivered';

const executeData = () => ({ data: {} });
const item = () => ({ json: {} });

describe('the tries of one run', () => {
	it('find what an earlier one delivered, by row, lane and whom it is for', () => {
		const run = { executeData: executeData(), firstItem: item(), runIndex: 0 };
		const first = DeliveredMemory.of<string>(run);
		expect(first.isEmpty).toBe(true);
		first.keep(0, 'ios', 'reader-1', 'accepted');
		const second = DeliveredMemory.of<string>(run);
		expect(second.of(0, 'ios', 'reader-1')).toBe('accepted');
		for (const [row, lane, identity] of [[1, 'ios', 'reader-1'], [0, 'android', 'reader-1'], [0, 'ios', 'reader-2']] as const) {
			expect(second.of(row, lane, identity)).toBeUndefined();
		}
	});

	it('count an item’s calls anew in each, so that a creation is not made again while its waiting is', () => {
		const run = { executeData: executeData(), firstItem: item(), runIndex: 0 };
		const first = DeliveredMemory.of<string>(run);
		first.keepCall(0, first.nextOrdinal(0), 'created');
		expect([first.nextOrdinal(0), first.nextOrdinal(1)]).toEqual([1, 0]);
		const second = DeliveredMemory.of<string>(run);
		expect(second.ofCall(0, second.nextOrdinal(0))).toBe('created');
		expect(second.ofCall(0, second.nextOrdinal(0))).toBeUndefined();
		expect(second.ofCall(1, second.nextOrdinal(1))).toBeUndefined();
	});

	it('never take one thing for another, whatever the names are', () => {
		const part = fc.tuple(fc.nat(3), fc.string({ unit: fc.constantFrom('"', ',', '[', ']', '0', ' ', '\\') }), fc.string({ unit: fc.constantFrom('"', ',', '[', ']', '0', ' ', '\\') }));
		fc.assert(
			fc.property(part, part, (one, other) => {
				const memory = DeliveredMemory.of<string>({ executeData: executeData(), firstItem: item(), runIndex: 0 });
				memory.keep(...one, 'accepted');
				const isSame = JSON.stringify(one) === JSON.stringify(other);
				expect(memory.of(...other)).toBe(isSame ? 'accepted' : undefined);
			}),
		);
	});
});

describe('another run', () => {
	const data = executeData();
	const first = item();
	const keep = () => DeliveredMemory.of<string>({ executeData: data, firstItem: first, runIndex: 0 }).keep(0, 'ios', 'reader-1', 'accepted');

	it.each([
		['a loop’s next round, or another branch: new execute data', { executeData: executeData(), firstItem: first, runIndex: 0 }],
		['an agent’s next call of the tool: another item', { executeData: data, firstItem: item(), runIndex: 0 }],
		['the same items once more in the same execution: another run index', { executeData: data, firstItem: first, runIndex: 1 }],
		['a run without items', { executeData: data, firstItem: undefined, runIndex: 0 }],
	])('knows nothing of it: %s', (_name, run) => {
		keep();
		expect(DeliveredMemory.of<string>(run).of(0, 'ios', 'reader-1')).toBeUndefined();
	});
});

it('goes with the execution', async () => {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const verdicts: Array<WeakRef<object>> = [];
	const run = (held: object) => {
		const verdict = { status: 'accepted' };
		verdicts.push(new WeakRef(verdict));
		DeliveredMemory.of<object>({ executeData: held, firstItem: item(), runIndex: 0 }).keep(0, 'ios', 'reader-1', verdict);
	};
	const data = executeData();
	// The execute data is gone, or the item is.
	for (let round = 0; round < 10; round++) run(executeData());
	for (let round = 0; round < 10; round++) run(data);
	for (let round = 0; round < 50 && verdicts.some((verdict) => verdict.deref() !== undefined); round++) {
		await wait(10);
		collect();
	}
	expect(verdicts.filter((verdict) => verdict.deref() !== undefined)).toEqual([]);
	expect(data).toBeDefined();
});

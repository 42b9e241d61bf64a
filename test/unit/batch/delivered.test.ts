import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import type { IExecuteData, INode, INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { DeliveredMemory } from '../../../nodes/Batch/run/delivered.ts';
import type { Entry } from '../../../nodes/shared/batch/bulk/lane.ts';
import type { Outcome } from '../../../nodes/shared/batch/bulk/outcome.ts';
import type { CallResult } from '../../../nodes/shared/batch/client/client.ts';
import type { Platform } from '../../../nodes/shared/batch/family.ts';

const executeData = () => ({ data: {} }) as IExecuteData;
const item = (): INodeExecutionData => ({ json: {} });

interface Run {
	executeData: IExecuteData;
	items: INodeExecutionData[];
	retryOnFail?: boolean;
}

/** The memory as the node finds it in a try of a run. */
const memoryOf = ({ executeData: data, items, retryOnFail = true }: Run) =>
	DeliveredMemory.of({ getExecuteData: () => data, getInputData: () => items, getNode: () => ({ retryOnFail }) as INode });

const entryFor = (identity: string, platform?: Platform, name = 'lane'): Entry<unknown> => ({
	lane: { name, platform, limits: { groupsPerCall: 1 }, request: () => expect.fail('nothing is sent here') },
	identity,
	payload: {},
});

const accepted: Outcome = { status: 'accepted', answer: {} };
const failure = (mayHaveArrived: boolean) => ({ message: 'failed', advice: '', mayHaveArrived, concernsEveryCall: false, cause: 'unavailable' }) as const;
const created: CallResult = { ok: true, statusCode: 201, body: { id: 'one' } };

describe('the tries of one run', () => {
	const aRun = (): Run => ({ executeData: executeData(), items: [item(), item()] });

	it('find what an earlier one delivered, by row, platform and whom it is for', () => {
		const run = aRun();
		memoryOf(run).keep(0, entryFor('reader-1', 'ios'), accepted);
		const later = memoryOf(run);
		expect(later.of(0, entryFor('reader-1', 'ios'))).toBe(accepted);
		expect(later.of(1, entryFor('reader-1', 'ios'))).toBeUndefined();
		expect(later.of(0, entryFor('reader-1', 'android'))).toBeUndefined();
		expect(later.of(0, entryFor('reader-1'))).toBeUndefined();
		expect(later.of(0, entryFor('reader-2', 'ios'))).toBeUndefined();
	});

	it('find it whatever the message says by then: the lane of a push is its words', () => {
		const run = aRun();
		memoryOf(run).keep(0, entryFor('reader-1', 'ios', 'Hello at 10:00'), accepted);
		expect(memoryOf(run).of(0, entryFor('reader-1', 'ios', 'Hello at 10:01'))).toBe(accepted);
	});

	it('find what may have been delivered, and send what was refused', () => {
		const run = aRun();
		const unknown: Outcome = { status: 'unknown', failure: failure(true) };
		memoryOf(run).keep(0, entryFor('reader-1'), unknown);
		memoryOf(run).keep(1, entryFor('reader-2'), { status: 'refused', failure: failure(false) });
		expect(memoryOf(run).of(0, entryFor('reader-1'))).toBe(unknown);
		expect(memoryOf(run).of(1, entryFor('reader-2'))).toBeUndefined();
	});

	it('count an item’s calls anew in each, so that a creation is not made again while its waiting is', () => {
		const run = aRun();
		const first = memoryOf(run).callsOf(0);
		expect(first.next()).toBeUndefined();
		first.keep(created);
		expect(first.next()).toBeUndefined();
		first.keep({ ok: false, failure: failure(false) });

		const second = memoryOf(run).callsOf(0);
		expect([second.has(0), second.has(1)]).toEqual([true, false]);
		expect(second.next()).toBe(created);
		expect(second.next()).toBeUndefined();
		const lost: CallResult = { ok: false, failure: failure(true) };
		second.keep(lost);
		expect(memoryOf(run).callsOf(1).next()).toBeUndefined();

		const third = memoryOf(run).callsOf(0);
		expect([third.next(), third.next(), third.next()]).toEqual([created, lost, undefined]);
	});

	it('are those of an agent’s tool, too, where n8n wraps the same words in a new item for each', () => {
		const [data, json] = [executeData(), { recipient: 'reader-1' }];
		memoryOf({ executeData: data, items: [{ json }] }).keep(0, entryFor('reader-1', 'ios'), accepted);
		expect(memoryOf({ executeData: data, items: [{ json }] }).of(0, entryFor('reader-1', 'ios'))).toBe(accepted);
	});

	it('never take one thing for another, whatever the names are', () => {
		const name = fc.string({ unit: fc.constantFrom('"', ',', '[', ']', '0', ' ', '\\') });
		const part = fc.tuple(fc.nat(3), fc.constantFrom<Platform | undefined>('ios', 'web', undefined), name);
		fc.assert(
			fc.property(part, part, (one, other) => {
				const memory = memoryOf(aRun());
				memory.keep(one[0], entryFor(one[2], one[1]), accepted);
				const isSame = one.every((value, index) => value === other[index]);
				expect(memory.of(other[0], entryFor(other[2], other[1]))).toBe(isSame ? accepted : undefined);
			}),
		);
	});
});

describe('another run', () => {
	const data = executeData();
	const first = item();

	it.each<[string, Run]>([
		['a loop’s next round, or another branch: new execute data', { executeData: executeData(), items: [first] }],
		['an agent’s next call of the tool, with the same words: another item', { executeData: data, items: [item()] }],
		['a node without Retry On Fail', { executeData: data, items: [first], retryOnFail: false }],
		['a run without items', { executeData: data, items: [] }],
	])('knows nothing of it: %s', (_name, run) => {
		const earlier = memoryOf({ executeData: data, items: [first] });
		earlier.keep(0, entryFor('reader-1', 'ios'), accepted);
		const calls = earlier.callsOf(0);
		calls.next();
		calls.keep(created);
		expect(memoryOf(run).of(0, entryFor('reader-1', 'ios'))).toBeUndefined();
		expect(memoryOf(run).callsOf(0).next()).toBeUndefined();
	});

	it('keeps nothing without Retry On Fail: nobody would ask for it', () => {
		const run = { executeData: executeData(), items: [item()] };
		memoryOf({ ...run, retryOnFail: false }).keep(0, entryFor('reader-1', 'ios'), accepted);
		expect(memoryOf(run).of(0, entryFor('reader-1', 'ios'))).toBeUndefined();
	});
});

it('goes with the execution, and in one that lasts with the item', async () => {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const outcomes: Array<WeakRef<object>> = [];
	const run = (held: IExecuteData) => {
		const outcome: Outcome = { status: 'accepted', answer: {} };
		outcomes.push(new WeakRef(outcome));
		memoryOf({ executeData: held, items: [item()] }).keep(0, entryFor('reader-1', 'ios'), outcome);
	};
	const data = executeData();
	const heldItem = item();
	// A loop of many rounds, an agent that calls its tool many times, and items that outlive their execution.
	for (let round = 0; round < 10; round++) run(executeData());
	for (let round = 0; round < 10; round++) run(data);
	for (let round = 0; round < 50 && outcomes.some((outcome) => outcome.deref() !== undefined); round++) {
		await wait(10);
		collect();
	}
	expect(outcomes.filter((outcome) => outcome.deref() !== undefined)).toEqual([]);
	expect([data, heldItem]).toBeDefined();
});

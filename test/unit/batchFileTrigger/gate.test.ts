import { describe, expect, it } from 'vitest';

import { gateOf, PollGate, settling } from '../../../nodes/BatchFileTrigger/watch/gate.ts';
import { storeState, type StoredState } from '../../../nodes/BatchFileTrigger/watch/state.ts';

const state = (id: string): StoredState =>
	storeState({ scope: 'folder', done: new Set(), waiting: new Map(), open: new Map(), held: [] }, id);

describe('a gate', () => {
	it('lets one poll in at a time, and the next one when it is out, however it left', async () => {
		const gate = new PollGate();
		let leave = (): void => undefined;
		const first = gate.enter(async () => await new Promise<string>((resolve) => (leave = () => resolve('first'))));
		expect(await gate.enter(async () => 'second')).toBeUndefined();
		leave();
		expect(await first).toBe('first');
		await expect(gate.enter(async () => await Promise.reject(new Error('broken')))).rejects.toThrow('broken');
		expect(await gate.enter(async () => 'third')).toBe('third');
	});

	it('is one for a node, and another for another', () => {
		expect(gateOf('workflow', 'node')).toBe(gateOf('workflow', 'node'));
		expect(gateOf('workflow', 'other')).not.toBe(gateOf('workflow', 'node'));
	});

	it('remembers what n8n dropped, until n8n has committed something newer', () => {
		const gate = new PollGate();
		expect(gate.newest(undefined)).toBeUndefined();
		gate.keep(undefined, state('activation'));
		expect(gate.newest(undefined)?.id).toBe('activation');
		gate.keep(undefined, state('second look'));
		expect(gate.newest(undefined)?.id).toBe('second look');
		expect(gate.newest(state('with rows'))?.id).toBe('with rows');
		// A restored database knows the older state only: what was found out after the newer one says nothing about it.
		gate.keep(state('with rows'), state('after rows'));
		expect(gate.newest(state('older'))?.id).toBe('older');
		expect(gate.newest(state('with rows'))?.id).toBe('after rows');
	});

	it('waits for n8n to write down what was emitted, and no longer', () => {
		const gate = new PollGate();
		expect(gate.isSettling(undefined, 1_000)).toBe(false);
		gate.noteEmission(state('before'), 1_000);
		expect(gate.isSettling(state('before'), 1_000 + settling - 1)).toBe(true);
		expect(gate.isSettling(state('after'), 2_000)).toBe(false);
		// It never was: the rows have to come again.
		expect(gate.isSettling(state('before'), 1_000 + settling)).toBe(false);
		expect(gate.isSettling(state('before'), 1_000 - settling)).toBe(false);
	});
});

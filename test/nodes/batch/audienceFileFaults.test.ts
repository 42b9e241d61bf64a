import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { faultKinds, type FaultKind } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startCuttingProxy, type CuttingProxy } from '../../servers/support/cuttingProxy.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { nothing, scenes, Staged } from '../harness/audienceFileScenes.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import type { NodeResult } from '../harness/execute.ts';
import { moveClock, type MovedClock } from '../harness/movedClock.ts';

let server: Fixture;
let proxy: CuttingProxy;
let sandbox: Sandbox;
let clock: MovedClock;
beforeAll(async () => {
	clock = moveClock();
	server = await startEmbeddedSftp();
	proxy = await startCuttingProxy(server);
	sandbox = await startCheckedSandbox({ enforceRateLimits: false, now: () => clock.now() });
});
afterAll(async () => {
	await sandbox.close();
	await proxy.stop();
	await server.stop();
	clock.stop();
});

/** What Batch does not mean for good. */
const passing: readonly FaultKind[] = ['answer-lost', 'reset', '500', '503', 'maintenance', '429', 'cut', 'slow-body'];
const refusing: readonly FaultKind[] = ['400', '404', '413'];

it('knows all faults', () => {
	expect([...passing, ...refusing, 'slow', 'not-json'].toSorted()).toEqual([...faultKinds].toSorted());
});

describe.each(scenes.map((scene) => [scene.name, scene] as const))('%s, broken off', (_name, scene) => {
	let staged: Staged;
	beforeEach(async () => {
		proxy.heal();
		staged = new Staged(scene, sandbox, server, proxy.port);
		await staged.set();
	});

	/** Whatever has happened: no file is lost, and none is moved or deleted before all is applied. */
	async function expectSafe(where: string): Promise<void> {
		const { lost, finished } = await staged.files();
		expect(lost, `${where}: lost`).toEqual([]);
		if (finished.length > 0) expect(staged.wrong, `${where}: ${scene.afterReading} before its content was applied`).toEqual(nothing);
	}

	async function expectRight(where: string): Promise<void> {
		const { waiting, lost } = await staged.files();
		expect({ waiting, lost }, where).toEqual({ waiting: [], lost: [] });
		expect(staged.wrong, where).toEqual(nothing);
	}

	/** As somebody does who sees that it failed. */
	async function runAgain(where: string): Promise<void> {
		sandbox.faults.clear();
		proxy.heal();
		if ((await staged.files()).waiting.length > 0) {
			const { error } = await staged.execute();
			expect(error, `${where}, again`).toBeUndefined();
		}
		await expectRight(`${where}, again`);
	}

	/** What was said in the end: nothing of what went wrong stays unsaid. */
	const saidBy = ({ error, items }: NodeResult): string => (error === undefined ? String(items[0]?.json.status) : 'red');

	/** Which of the calls of a run that goes well change something. */
	async function callsOfRun(): Promise<Array<{ readonly nth: number; readonly isChange: boolean; readonly changesBefore: number }>> {
		const { error, items } = await staged.execute();
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(scene.report);
		await expectRight('without a fault');
		const { changes } = staged;
		const { requests } = sandbox.state;
		const calls = requests.map((request, index) => ({ nth: index + 1, isChange: changes.includes(request), changesBefore: changes.filter((change) => requests.indexOf(change) < index).length }));
		expect(changes).toHaveLength(3);
		return calls;
	}

	it('by a refusal of any call: is red, says what was done, and ends right when it is run again', async () => {
		for (const { nth, isChange, changesBefore } of await callsOfRun()) {
			const where = `call ${nth}`;
			await staged.set();
			sandbox.faults.add({ kind: refusing[nth % refusing.length]!, match: { nth }, times: 1_000 });
			const result = await staged.execute();
			// What cannot be asked about is not taken for applied.
			const isLastLook = !isChange && changesBefore === 3;
			expect(saidBy(result), where).toBe(isLastLook ? 'pending' : 'red');
			if (changesBefore === 0) expect(staged.changed, where).toEqual(nothing);
			else if (!isLastLook) expect(result.error?.message, where).toContain(`broken off after ${changesBefore} of 3 calls`);
			await expectSafe(where);
			expect((await staged.files()).finished, where).toEqual([]);
			await runAgain(where);
		}
	});

	it('by a refusal of any change: ends right when n8n tries again by itself', async () => {
		for (const { nth } of (await callsOfRun()).filter(({ isChange }) => isChange)) {
			await staged.set();
			sandbox.faults.add({ kind: '400', match: { nth }, times: 1 });
			const { error } = await staged.execute({ tries: 3 });
			expect(error, `call ${nth}`).toBeUndefined();
			await expectRight(`call ${nth}`);
		}
	});

	it('by what passes, at any call: goes on', async () => {
		for (const { nth } of await callsOfRun()) {
			// Over all scenes each kind is tried at each call.
			const kind = passing[(nth + scenes.indexOf(scene)) % passing.length]!;
			const where = `${kind} of call ${nth}`;
			await staged.set();
			sandbox.faults.add({ kind, match: { nth }, ...(kind === 'slow-body' && { delayMs: 100 }) });
			const { error } = await staged.execute();
			expect(sandbox.faults.list(), `${where}: it has struck`).toEqual([]);
			expect(error, where).toBeUndefined();
			await expectRight(where);
		}
	});

	it('by a connection that breaks at any portion of what is read: nothing is sent, and it ends right when it is run again', async () => {
		const { reads } = scene;
		for (const bytes of [0, 3_000, ...[1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth / 8) * reads), reads - 100, reads + 3_000]) {
			const where = `after ${bytes} of ${reads} bytes`;
			await staged.set();
			proxy.after(bytes, 'cut');
			const result = await staged.execute();
			if (bytes < reads) {
				expect(saidBy(result), where).toBe('red');
				expect(staged.changes, where).toHaveLength(0);
				expect(staged.changed, where).toEqual(nothing);
			}
			await expectSafe(where);
			await runAgain(where);
		}
	});
});

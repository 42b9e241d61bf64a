import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { FaultKind } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startCuttingProxy, type CuttingProxy } from '../../servers/support/cuttingProxy.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { AudienceFiles, fileOf, people, syncOfApp } from '../harness/audienceFile.ts';
import { batchCredential } from '../harness/batch.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import type { SyncOrder } from '../harness/audienceFileProcess.ts';

let server: Fixture;
let proxy: CuttingProxy;
let sandbox: Sandbox;
let files: AudienceFiles;
beforeAll(async () => {
	server = await startEmbeddedSftp();
	proxy = await startCuttingProxy(server);
});
afterAll(async () => {
	await proxy.stop();
	await server.stop();
});
beforeEach(async () => {
	sandbox = await startCheckedSandbox({ enforceRateLimits: false });
	sandbox.state.indexing.afterViews = 0;
	files = new AudienceFiles(sandbox, { ...server, credential: (port) => server.credential(port ?? proxy.port) });
	await server.shelf.write('in/vip_2.csv', fileOf(now));
	await server.shelf.write('done/vip_1.csv', fileOf(before));
	for (const path of ['done/vip_2.csv', 'done/earlier/vip_1.csv']) await server.shelf.remove(path);
});
afterEach(async () => {
	proxy.heal();
	await sandbox.close();
});

/** Three calls in every mode; in a difference half of the members of the file before go, and as many come. */
const before = people(20_005);
const now = [...people(10_001), ...people(10_004, 30_000)];
const kept = { afterReading: 'move', targetFolder: 'done', options: { fewestMembers: '0' } };
const modes: Array<[mode: string, parameters: INodeParameters, after: string[]]> = [
	['replace', { ...kept, mode: 'replace' }, now],
	['add', { ...kept, mode: 'add' }, [...new Set([...before, ...now])]],
	['difference', { ...kept, mode: 'difference', previousFiles: 'vip_*.csv' }, now],
];

const isThere = async (path: string) => (await server.shelf.read(path)) !== undefined;

/** The file is where it was, or where it is moved to, and the latter only when the audience is right. */
async function expectFileSafe(after: readonly string[]): Promise<void> {
	const isMoved = await isThere('done/vip_2.csv');
	expect(isMoved || (await isThere('in/vip_2.csv')), 'the file is lost').toBe(true);
	if (isMoved) expect(files.members(), 'the file was moved before its content was applied').toEqual(after);
}

/** Runs it again, as somebody does who sees that it failed. */
async function runAgain(parameters: INodeParameters, after: readonly string[]): Promise<void> {
	if (await isThere('in/vip_2.csv')) {
		const { error } = await files.ofStored('in/vip_2.csv', parameters);
		expect(error).toBeUndefined();
	}
	expect(files.members()).toEqual(after);
	expect(await isThere('done/vip_2.csv')).toBe(true);
	expect(await isThere('in/vip_2.csv')).toBe(false);
}

describe.each(modes)('%s, broken off', (mode, parameters, unsorted) => {
	const after = unsorted.toSorted();

	it.each([1, 2, 3])('by a refusal of change %i: ends right when n8n tries again by itself', async (nth) => {
		await files.create(...before);
		const match = { method: nth === 1 && mode === 'replace' ? 'PUT' : 'PATCH', nth: mode === 'replace' && nth > 1 ? nth - 1 : nth };
		sandbox.faults.add({ kind: '400', match, times: 1 });
		const { error } = await files.ofStored('in/vip_2.csv', parameters, { tries: 3 });
		expect(error).toBeUndefined();
		expect(files.members()).toEqual(after);
		expect(await isThere('done/vip_2.csv')).toBe(true);
		expect(await isThere('in/vip_2.csv')).toBe(false);
	});

	it.each([1, 2, 3, 4, 5])('by a refusal of change %i or of a look: is red, says what was done, and ends right when it is run again', async (nth) => {
		await files.create(...before);
		// Changes are refused for good; a look that fails is a look at the state of what was sent.
		const changes = 3;
		const match = nth <= changes ? { method: nth === 1 && mode === 'replace' ? 'PUT' : 'PATCH', nth: mode === 'replace' && nth > 1 ? nth - 1 : nth } : { method: 'GET', nth: nth - 2 };
		sandbox.faults.add({ kind: '400', match, times: 1_000 });
		const { error, items } = await files.ofStored('in/vip_2.csv', parameters);
		if (nth <= changes) {
			expect(error?.message).toMatch(nth === 1 ? /MALFORMED|fault/i : new RegExp(`broken off after ${nth - 1} of \\d calls`));
		} else {
			// What cannot be asked about is not taken for applied.
			expect(error === undefined ? items[0]?.json.status : 'red').toMatch(/^(?:red|pending)$/);
		}
		expect(await isThere('in/vip_2.csv')).toBe(true);
		sandbox.faults.clear();
		await runAgain(parameters, after);
	});

	it.each<FaultKind>(['answer-lost', 'reset', '500', 'slow'])('goes on after %s of any call', async (kind) => {
		await files.create(...before);
		for (const method of ['PUT', 'PATCH', 'GET']) sandbox.faults.add({ kind, match: { method, nth: 2 } });
		sandbox.faults.add({ kind, match: { method: 'PUT', nth: 1 } });
		const { error } = await files.ofStored('in/vip_2.csv', parameters);
		expect(error).toBeUndefined();
		await runAgain(parameters, after);
	});

	it('by a connection that breaks at any part of the file: nothing is sent, and it ends right when it is run again', async () => {
		await files.create(...before);
		const { length } = fileOf(now);
		for (const bytes of [0, 3_000, length / 4, length / 2, length - 100, length + 3_000, 2 * length]) {
			proxy.after(bytes, 'cut');
			const { error } = await files.ofStored('in/vip_2.csv', parameters);
			if (error !== undefined && files.changes.length === 0) expect(files.members()).toEqual(before.toSorted());
			await expectFileSafe(after);
			proxy.heal();
			if (!(await isThere('in/vip_2.csv'))) break;
		}
		await runAgain(parameters, after);
	});

	it('by a kill anywhere: no file is lost, none is moved early, nothing is left behind, and it ends right when it is run again', { timeout: 300_000 }, async () => {
		const folder = mkdtempSync(join(tmpdir(), 'audience-file-'));
		try {
			for (const requests of [0, 1, 2, 3, 4, 6]) {
				await files.create(...before);
				await server.shelf.write('in/vip_2.csv', fileOf(now));
				await server.shelf.write('done/vip_1.csv', fileOf(before));
				await server.shelf.remove('done/vip_2.csv');
				await killedAt(requests, folder, parameters);
				await expectFileSafe(after);
				// Killed between making its temporary file and taking the name away, it leaves one without a byte in it.
				expect(readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 0)).toEqual([]);
				await runAgain(parameters, after);
				sandbox.reset();
				sandbox.state.indexing.afterViews = 0;
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

/** Lets a process of its own run the sync, and kills it a moment after Batch has got so many requests. */
async function killedAt(requests: number, folder: string, parameters: INodeParameters): Promise<void> {
	const script = fileURLToPath(new URL('../harness/audienceFileProcess.ts', import.meta.url));
	const child = fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, TMPDIR: folder } });
	const ended = once(child, 'exit');
	await once(child, 'message');
	const order: SyncOrder = {
		parameters: { ...syncOfApp, fileFrom: 'sftp', storedFile: 'path', path: 'in/vip_2.csv', ...parameters },
		items: [{}],
		credentials: { batchApi: batchCredential(sandbox), batchStorageSftpApi: server.credential() },
	};
	const done = once(child, 'message').then(() => true);
	child.send(order);
	let isOver = false;
	const reached = async (): Promise<boolean> => {
		while (!isOver && sandbox.state.requests.length < requests) await wait(2);
		await wait(Math.random() * 40);
		return false;
	};
	await Promise.race([done, reached()]);
	isOver = true;
	child.kill('SIGKILL');
	await ended;
}

import { fork, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { nothing, scenes, Staged } from '../harness/audienceFileScenes.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { moveClock, type MovedClock } from '../harness/movedClock.ts';

const script = fileURLToPath(new URL('../harness/audienceFileProcess.ts', import.meta.url));

let folder: string;
let server: Fixture;
let sandbox: Sandbox;
let clock: MovedClock;
/** The next process: it takes a second to start, while the one before is at work. */
let spare: Waiting;
/** Called with each request, as it comes. */
let arrived: () => void = () => undefined;
beforeAll(async () => {
	clock = moveClock();
	folder = mkdtempSync(join(tmpdir(), 'audience-file-'));
	server = await startEmbeddedSftp();
	sandbox = await startCheckedSandbox({ enforceRateLimits: false, received: () => arrived() });
	spare = start();
});
afterAll(async () => {
	await kill(spare);
	await sandbox.close();
	await server.stop();
	clock.stop();
	rmSync(folder, { recursive: true });
});

interface Waiting {
	readonly child: ChildProcess;
	readonly ready: Promise<unknown>;
	readonly ended: Promise<unknown>;
}

function start(): Waiting {
	const child = fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, TMPDIR: folder } });
	return { child, ready: once(child, 'message'), ended: once(child, 'exit') };
}

async function kill({ child, ended }: Waiting): Promise<void> {
	child.kill('SIGKILL');
	await ended;
}

/** When a process is killed: as so many requests have come, or a moment later. */
interface Moment {
	readonly requests: number;
	/** Milliseconds. */
	readonly later: number;
}

/** Lets a process of its own run the sync, and kills it at that moment. */
async function killedAt({ requests, later }: Moment, staged: Staged): Promise<void> {
	const own = spare;
	await own.ready;
	spare = start();
	const reached = new Promise<void>((resolve) => {
		let left = requests;
		arrived = () => {
			if (--left === 0) resolve();
		};
		if (left === 0) resolve();
	});
	const done = once(own.child, 'message');
	own.child.send(staged.run);
	await Promise.race([reached, done]);
	if (later > 0) await Promise.race([pause(later), done]);
	await kill(own);
	arrived = () => undefined;
}

describe.each(scenes.map((scene) => [scene.name, scene] as const))('%s, killed', (_name, scene) => {
	it('at any call, and before and after all of them: no file is lost, none is moved or deleted early, nothing is left behind, and it ends right when it is run again', { timeout: 180_000 }, async () => {
		const staged = new Staged(scene, sandbox, server);
		await staged.set();
		const clean = await staged.execute();
		expect({ error: clean.error, ...clean.items[0]?.json }).toMatchObject({ error: undefined, ...scene.report });
		const { requests } = sandbox.state;
		const changes = staged.changes.map((change) => requests.indexOf(change) + 1);
		const moments: readonly Moment[] = [
			{ requests: 0, later: randomInt(1, 150) },
			...changes.map((nth) => ({ requests: nth, later: 0 })),
			{ requests: requests.length, later: 0 },
			{ requests: requests.length, later: randomInt(1, 30) },
		];
		for (const moment of moments) {
			const where = `killed ${moment.later} ms after request ${moment.requests} of ${requests.length}`;
			await staged.set();
			await killedAt(moment, staged);
			const { lost, finished, waiting } = await staged.files();
			expect(lost, where).toEqual([]);
			if (finished.length > 0) expect(staged.wrong, `${where}: ${scene.afterReading} before its content was applied`).toEqual(nothing);
			// Killed between making its temporary file and taking the name away, it leaves one without a byte in it.
			expect(readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 0), where).toEqual([]);
			if (waiting.length === 0) continue;
			const again = await staged.execute();
			expect(staged.wrong, `${where}, again`).toEqual(nothing);
			// Of a set that was killed while its files were finished, a part is there no more.
			if (finished.length > 0) expect(again.error?.message, where).toContain('There is no file');
			else expect({ error: again.error, files: await staged.files() }, where).toMatchObject({ error: undefined, files: { waiting: [], lost: [] } });
		}
	});
});

import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atExit } from './child-processes.mjs';

const heartbeatMilliseconds = 5_000;
const abandonedAfterMilliseconds = 30_000;

/**
 * Runs `work` while holding the lock file, waiting for another process that holds it.
 *
 * The holder touches the file regularly, so that a lock whose holder was killed is recognised by its age. A process id
 * would not do: containers that share a cache folder do not share process ids.
 *
 * @template Result
 * @param {string} lockFile
 * @param {() => Promise<Result>} work
 * @param {{ onWait?: () => void }} [options] `onWait` is called once when somebody else holds the lock
 * @returns {Promise<Result>}
 */
export async function exclusively(lockFile, work, { onWait } = {}) {
	await mkdir(dirname(lockFile), { recursive: true });
	let waited = false;
	while (!(await acquire(lockFile))) {
		if (!waited) onWait?.();
		waited = true;
		await sleep(500);
	}
	const heartbeat = setInterval(() => utimes(lockFile, new Date(), new Date()).catch(() => {}), heartbeatMilliseconds);
	heartbeat.unref();
	const forget = atExit(() => rmSync(lockFile, { force: true }));
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		forget();
		await rm(lockFile, { force: true });
	}
}

async function acquire(lockFile) {
	try {
		await writeFile(lockFile, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if (error.code !== 'EEXIST') throw error;
	}
	const { mtimeMs } = await stat(lockFile).catch(() => ({ mtimeMs: Date.now() }));
	if (Date.now() - mtimeMs > abandonedAfterMilliseconds) await rm(lockFile, { force: true });
	return false;
}

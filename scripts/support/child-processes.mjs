import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname } from 'node:path';

const isWindows = process.platform === 'win32';
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const exitCallbacks = new Set();
let isWatchingForTheEnd = false;

/**
 * Calls back (synchronously) when this process ends: normally, by an uncaught exception or by a signal.
 *
 * @param {() => void} callback
 * @returns {() => void} forgets the callback
 */
export function atExit(callback) {
	watchForTheEnd();
	exitCallbacks.add(callback);
	return () => exitCallbacks.delete(callback);
}

function watchForTheEnd() {
	if (isWatchingForTheEnd) return;
	isWatchingForTheEnd = true;
	process.on('exit', () => {
		// The latest first: a program dies before the folder it writes to is removed.
		for (const callback of [...exitCallbacks].reverse()) callback();
	});
	for (const signal of endingSignals) {
		process.on(signal, () => {
			// Whoever listens too (the demo, a test runner) wants to end in its own way; the exit event still comes.
			if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
		});
	}
}

/**
 * Starts a program in a process group of its own, which dies with this process at the latest.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile: string }} options standard output and error go to `logFile`
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
export async function startInBackground(command, commandArguments, { cwd, env, logFile }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'a');
	const child = spawn(command, commandArguments, {
		cwd,
		env,
		detached: !isWindows,
		stdio: ['ignore', log, log],
		windowsHide: true,
	});
	closeSync(log);
	const forget = atExit(() => killGroup(child, 'SIGKILL'));
	child.once('exit', () => {
		// The program is gone, but something it started may have survived it.
		killGroup(child, 'SIGKILL');
		forget();
	});
	await once(child, 'spawn');
	return child;
}

/**
 * Ends a program started in the background with everything it started: kindly first, by force after a while.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ patienceMilliseconds?: number }} [options]
 */
export async function stopInBackground(child, { patienceMilliseconds = 10_000 } = {}) {
	if (hasEnded(child)) return;
	const ended = once(child, 'exit');
	killGroup(child, 'SIGTERM');
	const force = setTimeout(() => killGroup(child, 'SIGKILL'), patienceMilliseconds);
	await ended;
	clearTimeout(force);
}

/**
 * Ends a program started in the background with everything it started, at once.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function killInBackground(child) {
	if (hasEnded(child)) return;
	const ended = once(child, 'exit');
	killGroup(child, 'SIGKILL');
	await ended;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {boolean}
 */
export function hasEnded(child) {
	return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Runs a program to its end with its output in a log file, and throws with the end of that log when it fails.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile: string }} options
 */
export async function runLogged(command, commandArguments, options) {
	const child = await startInBackground(command, commandArguments, options);
	if (!hasEnded(child)) await once(child, 'exit');
	if (child.exitCode === 0) return;
	throw new Error(
		`${[command, ...commandArguments].join(' ')}\nended with ${child.exitCode ?? child.signalCode}. ` +
			`The end of ${options.logFile}:\n\n${await lastLines(options.logFile)}`,
	);
}

/**
 * Runs a program on this terminal and passes on the signals that this process gets.
 *
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, linked?: boolean }} [options] `linked` opens a channel whose end tells
 *   the child that this process is gone, even when it had no time to pass on a signal
 * @returns {Promise<number>} its exit code
 */
export async function runInForeground(command, commandArguments, { cwd, env, linked = false } = {}) {
	const stdio = ['inherit', 'inherit', 'inherit', ...(linked ? ['ipc'] : [])];
	const child = spawn(command, commandArguments, { cwd, env, stdio });
	const passOn = (signal) => child.kill(signal);
	for (const signal of endingSignals) process.on(signal, passOn);
	const stopWatching = onceOrphaned(() => passOn('SIGTERM'));
	try {
		const [exitCode, signal] = await once(child, 'exit');
		return exitCode ?? 128 + constants.signals[signal];
	} finally {
		stopWatching();
		for (const signal of endingSignals) process.off(signal, passOn);
	}
}

/**
 * @param {string} file
 * @param {number} [count]
 * @returns {Promise<string>}
 */
export async function lastLines(file, count = 60) {
	const text = await readFile(file, 'utf8').catch(() => '');
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** npm passes a signal on to the shell between us only, and the shell dies of it without a word. */
function onceOrphaned(callback) {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		callback();
	}, 500);
	return () => clearInterval(timer);
}

function killGroup(child, signal) {
	if (child.pid === undefined) return;
	if (isWindows) {
		spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
		return;
	}
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		// macOS answers EPERM where only zombies are left of the group.
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const isRoot = process.getuid?.() === 0;

/** A folder that every user may enter. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'batch-storage-'));
	chmodSync(folder, 0o755);
	return folder;
}

export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
}

export interface Program {
	/** What it wrote so far. */
	output(): string;
	stop(): Promise<void>;
}

/** Starts a server program in the foreground and waits until it listens. */
export async function startProgram(command: string, programArguments: string[], port: number, host = '127.0.0.1'): Promise<Program> {
	let output = '';
	const program: ChildProcess = spawn(command, programArguments, { stdio: ['ignore', 'pipe', 'pipe'] });
	program.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	program.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
	program.once('error', (error) => (output += error.message));
	const stop = async (): Promise<void> => {
		if (program.exitCode === null && program.signalCode === null && program.pid !== undefined) {
			program.kill('SIGTERM');
			const killer = setTimeout(() => program.kill('SIGKILL'), 5_000);
			await ended;
			clearTimeout(killer);
		}
	};
	const deadline = Date.now() + 20_000;
	while (!(await isListening(port, host))) {
		if (Date.now() > deadline || program.exitCode !== null) {
			await stop();
			throw new Error(`${command} does not listen: ${output}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return { output: () => output, stop };
}

async function isListening(port: number, host: string): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, host);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** Gives a folder and all in it to the user a server runs as. */
export function giveTo(owner: string, path: string): void {
	if (isRoot) execFileSync('chown', ['-R', `${owner}:`, path]);
}

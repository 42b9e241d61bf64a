import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { startN8nProcess, type N8nProcess } from '../../../scripts/n8n-server.mjs';

export type Command = Parameters<typeof startN8nProcess>[0];

/** The place of one process of n8n: what is killed there starts again in the same folder, at the same address. */
export class Seat {
	private running: N8nProcess | undefined;
	private port: number | undefined;

	constructor(
		readonly command: Command,
		private readonly folder: string,
		private readonly environment: Record<string, string>,
	) {}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async start(): Promise<void> {
		// By it n8n knows that it crashed, and sleeps for ten seconds before it starts.
		rmSync(join(this.folder, '.n8n', 'crash.journal'), { force: true });
		this.running = await startN8nProcess(this.command, { userFolder: this.folder, port: this.port, environment: this.environment });
		this.port = Number(new URL(this.running.url).port);
	}

	/** Whether its log speaks of an execution, by the words that n8n says when it takes one. */
	hasStarted(execution: string): boolean {
		return this.log().includes(`Worker started execution ${execution} `);
	}

	log(): string {
		return readFileSync(join(this.folder, 'n8n.log'), 'utf8');
	}

	async kill(): Promise<void> {
		await this.running?.kill();
	}

	isRunning(): boolean {
		return this.running?.isRunning() === true;
	}

	async stop(): Promise<void> {
		await this.running?.stop();
	}
}

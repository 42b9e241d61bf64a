import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { projectFolder } from '../../../scripts/bootstrap.mjs';
import { startN8n, type RunningN8n } from '../../../scripts/n8n-server.mjs';
import type { CredentialsOfNode } from '../../e2e/accounts.ts';
import { batchCredential } from '../../nodes/harness/batch.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { keys } from './secrets.ts';
import { SmallDisk } from './smallDisk.ts';

const movableClock = fileURLToPath(new URL('movableClock.cjs', import.meta.url));
/** Megabytes: more than all but large files need. */
const diskSize = 16;

/** A real n8n with a folder for what it writes for a while, and as many sandboxes as there are things to break at a time. */
export class Stage {
	private readonly sandboxes: Sandbox[] = [];
	private constructor(
		readonly folder: string,
		/** Where n8n and the nodes put files; none where it cannot be filled. */
		readonly disk: SmallDisk | undefined,
		public n8n: RunningN8n,
	) {}

	static async start(): Promise<Stage> {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-faults-'));
		const disk = SmallDisk.isPossible ? SmallDisk.mount(join(folder, 'disk'), diskSize) : undefined;
		mkdirSync(temporaryIn(folder), { recursive: true });
		const starting = startN8n({ userFolder: folder, packages: [projectFolder], environment: environmentIn(folder) });
		const n8n = await starting.catch(async (error: Error) => {
			disk?.unmount();
			return await Promise.reject(error);
		});
		return new Stage(folder, disk, n8n);
	}

	get temporaryFolder(): string {
		return temporaryIn(this.folder);
	}

	/** Sets the clock of n8n, as much ahead of what it is or behind. */
	async setClock(ahead: number): Promise<void> {
		writeFileSync(clockIn(this.folder), String(ahead));
		// It looks every 20 milliseconds.
		await pause(200);
	}

	/** After a kill: in the same folder, without what tells n8n that it crashed, since it sleeps for ten seconds then. */
	async restart(): Promise<void> {
		rmSync(join(this.folder, '.n8n', 'crash.journal'), { force: true });
		this.n8n = await startN8n({ userFolder: this.folder, port: Number(new URL(this.n8n.url).port), environment: environmentIn(this.folder) });
	}

	async sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
		const sandbox = await startSandbox({ keys, ...options });
		Object.assign(sandbox.state.indexing, { afterViews: 0 });
		this.sandboxes.push(sandbox);
		return sandbox;
	}

	/** @param changes of the credential, such as an address in front of the sandbox */
	async credential(sandbox: Sandbox, changes: Record<string, string> = {}): Promise<CredentialsOfNode> {
		return await this.credentialOf('batchApi', { ...batchCredential(sandbox), ...changes, advanced: true });
	}

	async credentialOf(type: string, data: Record<string, unknown>): Promise<CredentialsOfNode> {
		const { id } = await this.n8n.api.createCredential({ name: type, type, data });
		return { [type]: { id, name: type } };
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await Promise.all(this.sandboxes.map(async (sandbox) => await sandbox.close()));
		this.disk?.unmount();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

const temporaryIn = (folder: string): string => join(folder, 'disk', 'tmp');
const clockIn = (folder: string): string => join(folder, 'clock');
const environmentIn = (folder: string): Record<string, string> => ({
	TMPDIR: temporaryIn(folder),
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_BINARY_DATA_STORAGE_PATH: join(folder, 'disk', 'binary'),
	NODE_OPTIONS: `--require ${movableClock}`,
	MOVABLE_CLOCK: clockIn(folder),
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
});

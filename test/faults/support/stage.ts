import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectFolder } from '../../../scripts/bootstrap.mjs';
import { startN8n, type RunningN8n } from '../../../scripts/n8n-server.mjs';
import type { CredentialsOfNode } from '../../e2e/accounts.ts';
import { batchCredential } from '../../nodes/harness/batch.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';

/** What must be seen nowhere but in a request to Batch. */
const keyOf = (what: string): string => `secret-${what}-key-f41d`;
export const secret = /secret-[a-z]+-key-f41d/;
const keys = { restApiKey: keyOf('rest'), projectKey: keyOf('project'), appKeys: { ios: keyOf('ios'), android: keyOf('android'), web: keyOf('web') } };

/** A real n8n with a folder for what it writes for a while, and as many sandboxes as there are things to break at a time. */
export class Stage {
	private readonly sandboxes: Sandbox[] = [];
	private constructor(
		readonly folder: string,
		public n8n: RunningN8n,
	) {}

	static async start(): Promise<Stage> {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-faults-'));
		mkdirSync(join(folder, 'tmp'));
		return new Stage(folder, await startN8n({ userFolder: folder, packages: [projectFolder], environment: environmentIn(folder) }));
	}

	get temporaryFolder(): string {
		return join(this.folder, 'tmp');
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
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

const environmentIn = (folder: string): Record<string, string> => ({ TMPDIR: join(folder, 'tmp'), N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' });

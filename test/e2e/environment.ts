import type { TestProject } from 'vitest/node';
import { projectFolder } from '../../scripts/bootstrap.mjs';
import { startN8n } from '../../scripts/n8n-server.mjs';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { SandboxKeys } from '../sandbox/keys.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		n8n: { url: string; owner: { email: string; password: string } };
		sandbox: { url: string; keys: SandboxKeys };
	}
}

/** Starts the sandbox and a real n8n with the built package, once for all test files. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
	const n8n = await startN8n({ packages: [projectFolder] });
	const sandbox = await startSandbox();
	project.provide('n8n', { url: n8n.url, owner: { ...n8n.owner } });
	project.provide('sandbox', { url: sandbox.url, keys: sandbox.keys });
	return async () => {
		await n8n.stop();
		await sandbox.close();
	};
}

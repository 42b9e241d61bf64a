import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';
import { startCheckedSandbox } from './contract.ts';
import { executeNode, type NodeResult, type NodeRun } from './execute.ts';

export const partnerPath = '/partner/transactional/send';

/** The credential that opens a sandbox. */
export function batchCredential({ url, keys }: Sandbox): Record<string, string> {
	return {
		restApiKey: keys.restApiKey,
		projectKey: keys.projectKey,
		iosApiKey: keys.appKeys.ios,
		androidApiKey: keys.appKeys.android,
		webApiKey: keys.appKeys.web,
		apiAddress: url,
		projectVersion: '2.11',
		partnerAddress: `${url}${partnerPath}`,
	};
}

export interface BatchRun extends Omit<NodeRun, 'parameters' | 'credentials'> {
	credential?: Record<string, string>;
}

/** A sandbox and a way to run the Batch node against it. A test whose requests break the contract fails. */
export class BatchUnderTest {
	private constructor(readonly sandbox: Sandbox) {}

	static async start(options?: SandboxOptions): Promise<BatchUnderTest> {
		return new BatchUnderTest(await startCheckedSandbox(options));
	}

	async run(parameters: INodeParameters, items?: IDataObject[], run: BatchRun = {}): Promise<NodeResult> {
		const { credential, ...rest } = run;
		return await executeNode({
			...rest,
			parameters,
			items,
			credentials: { batchApi: { ...batchCredential(this.sandbox), ...credential } },
		});
	}

	/** The calls that arrived at a route, newest last. */
	calls(path: string) {
		return this.sandbox.state.requests.filter((request) => request.path.endsWith(path));
	}

	async stop(): Promise<void> {
		await this.sandbox.close();
	}
}

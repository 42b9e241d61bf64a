import { createRequire } from 'node:module';
import type { INode, IWorkflowExecuteAdditionalData, RequestHelperFunctions } from 'n8n-workflow';

import { n8nHttp } from '../../../nodes/shared/storage/web/n8nHttp.ts';
import type { HttpSend } from '../../../nodes/shared/storage/web/httpSend.ts';

const require = createRequire(import.meta.url);

/** The helpers that n8n gives to a polling trigger. */
export function pollHelpers(): RequestHelperFunctions {
	const { PollContext } = require('n8n-core') as typeof import('n8n-core');
	const { Workflow } = require('n8n-workflow') as typeof import('n8n-workflow');
	const node: INode = { id: '1', name: 'File Trigger', type: 'test', typeVersion: 1, position: [0, 0], parameters: {} };
	const nodeTypes = { getByName: () => undefined, getByNameAndVersion: () => undefined, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: '1', nodes: [], connections: {}, active: false, nodeTypes: nodeTypes as never });
	return new PollContext(workflow, node, {} as IWorkflowExecuteAdditionalData, 'trigger', 'activate').helpers;
}

/** HTTP as a polling trigger does it. */
export function pollHttp(): HttpSend {
	return n8nHttp(pollHelpers());
}

/** The helpers that n8n gives to a credential test. */
export function credentialTestHelpers() {
	const { CredentialTestContext } = require('n8n-core') as typeof import('n8n-core');
	return new CredentialTestContext({} as never);
}

import type { Resource } from '../../operation';
import { sendRawRequest } from './send.operation';

export const rawRequest: Resource = {
	text: { name: 'Raw Request', value: 'rawRequest', description: 'Any call of the Batch API, for what the other resources do not have' },
	operations: [sendRawRequest],
	defaultOperation: sendRawRequest,
};

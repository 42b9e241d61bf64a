import type { Resource } from '../../operation';
import { createPrivacyRequest } from './create.operation';
import { createPrivacyRequestAndWait } from './createAndWait.operation';
import { getPrivacyRequest } from './get.operation';
import { getManyPrivacyRequests } from './getMany.operation';

export const privacyRequest: Resource = {
	text: { name: 'Privacy Request', value: 'privacyRequest', description: 'What Batch holds of a person, to be shown or removed' },
	operations: [createPrivacyRequest, createPrivacyRequestAndWait, getPrivacyRequest, getManyPrivacyRequests],
	defaultOperation: createPrivacyRequest,
};

import type { Resource } from '../../operation';
import { createOrUpdateProfile } from './createOrUpdate.operation';
import { deleteProfile } from './delete.operation';
import { setProfileAttributes } from './setAttributes.operation';

export const profile: Resource = {
	text: { name: 'Profile', value: 'profile', description: 'Attributes of the people Batch knows' },
	operations: [createOrUpdateProfile, deleteProfile, setProfileAttributes],
	defaultOperation: createOrUpdateProfile,
};

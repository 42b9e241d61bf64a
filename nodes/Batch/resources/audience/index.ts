import type { Resource } from '../../operation';
import { createAudience } from './create.operation';
import { deleteAudience } from './delete.operation';
import { getAudience } from './get.operation';
import { getManyAudiences } from './getMany.operation';
import { replaceAudienceMembers } from './replaceMembers.operation';
import { syncAudienceFromFile } from './syncFromFile.operation';
import { updateAudienceMembers } from './updateMembers.operation';

export const audience: Resource = {
	text: { name: 'Audience', value: 'audience', description: 'Lists of people that campaigns are sent to' },
	operations: [createAudience, deleteAudience, getAudience, getManyAudiences, replaceAudienceMembers, syncAudienceFromFile, updateAudienceMembers],
	defaultOperation: updateAudienceMembers,
};

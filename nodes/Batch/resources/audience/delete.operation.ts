import type { IDataObject } from 'n8n-workflow';

import { indexingTokenOf } from '../../../shared/batch/audiences/applied';
import { deleteRequest } from '../../../shared/batch/audiences/audience';
import type { Api } from '../../../shared/batch/client/api';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { audienceField, scopeFields } from './audience.fields';
import { readAudience, shownOf } from './readAudience';

/** Audience → Delete (batch-api-2x.md §4, batch-api-1x.md §6). */
export const deleteAudience = item({
	text: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete audience',
		description: 'Delete an audience; the people in it stay',
	},
	fields: [
		...scopeFields,
		audienceField,
		{
			displayName: 'Campaigns that are sent to a deleted audience reach nobody: they find it empty.',
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		writeOptions(),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const audience = readAudience(item);
	// Not repeated after a lost answer: the second would say that there is no such audience.
	const answer = await api.send({ ...deleteRequest(audience), repeatable: false });
	const indexingToken = indexingTokenOf(answer);
	return { deleted: true, ...shownOf(audience), ...(indexingToken !== undefined && { indexingToken }) };
}

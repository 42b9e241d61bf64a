import type { IDataObject } from 'n8n-workflow';

import { viewRequest } from '../../../shared/batch/audiences/audience';
import type { Api } from '../../../shared/batch/client/api';
import { readOptions } from '../../fields/options';
import { indexingTokenOption, readIndexingToken } from '../../fields/wait';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';
import { audienceField, scopeFields } from './audience.fields';
import { readAudience } from './readAudience';

/** Audience → Get: how many members it has, and whether a change is applied (batch-api-2x.md §4, batch-api-1x.md §6). */
export const getAudience = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get audience',
		description: 'Get an audience: its number of members, and whether changes are applied',
	},
	fields: [
		...scopeFields,
		audienceField,
		readOptions([indexingTokenOption]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const audience = readAudience(item);
	const body = await api.send({ ...viewRequest(audience, readIndexingToken(item)), repeatable: true });
	return objectOf(body);
}

import type { IDataObject } from 'n8n-workflow';

import { viewRequest } from '../../../shared/batch/audiences/audience';
import type { Api } from '../../../shared/batch/client/api';
import { isRecord } from '../../../shared/isRecord';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
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
		readOptions([
			{
				displayName: 'Indexing Token',
				name: 'indexing',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.indexingToken }}',
				description: 'The change to tell of, as it came out when the change was made. Without it, the latest.',
			},
		]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const audience = readAudience(item);
	const token = item.has('options.indexing') ? item.text('options.indexing') : '';
	const body = await api.send({ ...viewRequest(audience, token === '' ? undefined : token), repeatable: true });
	return isRecord(body) ? (body as IDataObject) : { answer: body as IDataObject[string] };
}

import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { fileRequest, newRequestFields, readNewRequest } from './privacyRequest.fields';

/** Privacy Request → Create: review or removal of what Batch holds of a person (batch-api-1x.md §8). */
export const createPrivacyRequest = item({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create privacy request',
		description: 'Ask Batch to show or to remove what it holds of a person, one request for each platform',
	},
	fields: newRequestFields(),
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const { platforms, body } = readNewRequest(item);
	const { status, platforms: filed } = await onPlatforms(platforms, async (platform) => await fileRequest(api, platform, body));
	return { status, ...item.shown, platforms: filed };
}

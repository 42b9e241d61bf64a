import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { platformField } from '../../fields/identity';
import { readOptions } from '../../fields/options';
import { item, Output, type Out } from '../../operation';
import type { Item } from '../../run/item';

/** Privacy Request → Get: whether it is done, and where the file of a review lies (batch-api-1x.md §8). */
export const getPrivacyRequest = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get privacy request',
		description: 'Get the state of a request, and the file of a finished review; its address stands under “data_url”',
	},
	fields: [
		platformField,
		{
			displayName: 'Request ID',
			name: 'requestId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 0b7c2c6d-9c5f-4c1c-8e2f-1a3b4c5d6e7f',
			description: 'What Create put out for this platform. Batch keeps requests for 20 to 30 days.',
		},
		readOptions([
			{
				displayName: 'Put Review File in Field',
				name: 'binaryField',
				type: 'string',
				default: 'data',
				description: 'The name of the output binary field to put the file of a finished review in. Without this option the output has its address alone.',
			},
		]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<Out> {
	const platform = item.platform();
	const id = item.text('requestId');
	item.show({ requestId: id });
	const violations = checkPlatforms([platform], item.connection);
	if (id === '') violations.push(violation(item.label('requestId'), '', 'must not be empty'));
	const binaryField = item.has('options.binaryField') ? item.text('options.binaryField') : undefined;
	if (binaryField === '') violations.push(violation(item.label('options.binaryField'), '', 'must not be empty'));
	item.check(violations);
	const answer = await api.send({ route: privacyRequests.get, platform, parameters: { id }, repeatable: true });
	const body = isRecord(answer) ? (answer as IDataObject) : { answer: String(answer) };
	const { data_url: address } = body;
	if (binaryField === undefined || typeof address !== 'string' || address === '') return body;
	const download = await api.downloadLink(address);
	try {
		const fileName = `${id}.zip`.replace(/[^\w.-]/g, '_');
		return new Output(body, { [binaryField]: await item.context.helpers.prepareBinaryData(download.nodeStream(), fileName, 'application/zip') });
	} finally {
		download.close();
	}
}

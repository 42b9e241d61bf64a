import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { violation } from '../../../shared/batch/violation';
import { platformField } from '../../fields/identity';
import { readOptions } from '../../fields/options';
import { item, Output, type Out } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';
import { fetchReview, readReviewField, reviewFileOption } from './reviewFile';

/** Privacy Request → Get: whether it is done, and where the file of a review lies (batch-api-1x.md §8). */
export const getPrivacyRequest = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get privacy request',
		description: 'Get the status of a request, and the file of a finished review; its address stands under “data_url”',
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
		readOptions([reviewFileOption()]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<Out> {
	const platform = item.platform();
	const id = item.text('requestId');
	item.show({ requestId: id });
	const violations = checkPlatforms([platform], item.connection);
	if (id === '') violations.push(violation(item.label('requestId'), '', 'must not be empty'));
	item.check(violations);
	const binaryField = readReviewField(item);
	const answer = await api.send({ route: privacyRequests.get, platform, parameters: { id }, repeatable: true });
	const body = objectOf(answer);
	const review = binaryField === undefined ? undefined : await fetchReview(item, api, id, body.data_url);
	return review === undefined ? body : new Output(body, { [binaryField as string]: review });
}

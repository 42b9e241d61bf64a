import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { checkCustomId } from '../../../shared/batch/contract/checks';
import type { Platform } from '../../../shared/batch/family';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { platformField, platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import type { Item } from '../../run/item';

const requestTypes = ['remove', 'review'] as const;
const idTypes = ['advertising_id', 'custom_id'] as const;

/** The form of a new request; a second operation adds how long it waits, and what it does then. */
export const newRequestFields = (own: INodeProperties[] = [], ownOptions: INodeProperties[] = []): INodeProperties[] => [
	{
		displayName: 'Request',
		name: 'requestType',
		type: 'options',
		default: 'review',
		options: [
			{ name: 'Remove', value: 'remove', description: 'Batch deletes what it holds of the person' },
			{ name: 'Review', value: 'review', description: 'Batch puts what it holds of the person into a file' },
		],
		description: 'What Batch is asked to do',
	},
	{
		displayName:
			'A removal cannot be undone, and for one month Batch refuses data for this ID, custom data included. Whether it also erases the profile of the project is not documented.',
		name: 'removalNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { requestType: ['remove'] } },
	},
	{
		displayName: 'ID Type',
		name: 'idType',
		type: 'options',
		default: 'custom_id',
		options: [
			{ name: 'Advertising ID', value: 'advertising_id', description: 'Of one device, so of one platform' },
			{ name: 'Custom ID', value: 'custom_id', description: 'Your own user ID, as your app gives it to Batch' },
		],
		description: 'What identifies the person',
	},
	{ ...platformsField, displayOptions: { show: { idType: ['custom_id'] } } },
	{ ...platformField, displayOptions: { show: { idType: ['advertising_id'] } } },
	{
		displayName: 'ID',
		name: 'subjectId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. reader-42',
		description: 'The ID of the person, one request for each platform',
	},
	...own,
	writeOptions([
		additionalFieldsOption,
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/webhook/privacy',
			description: 'Batch calls it when the request is finished',
		},
		...ownOptions,
	]),
];

export interface NewRequest {
	readonly platforms: readonly Platform[];
	readonly body: IDataObject;
}

/** What is asked for and where; the id stands in the verdict. */
export function readNewRequest(item: Item): NewRequest {
	const requestType = item.choice('requestType', requestTypes);
	const idType = item.choice('idType', idTypes);
	const id = item.text('subjectId');
	item.show({ requestType, idType, id });
	// A custom id means the same person in every app, an advertising id one device.
	const platforms = idType === 'custom_id' ? item.platforms() : [item.platform()];
	const violations = checkPlatforms(platforms, item.connection);
	const label = item.label('subjectId');
	if (idType === 'custom_id') violations.push(...checkCustomId(id).map((broken) => ({ ...broken, field: label })));
	else if (id === '') violations.push(violation(label, '', 'must not be empty'));
	const callbackUrl = item.has('options.callbackUrl') ? item.text('options.callbackUrl') : '';
	if (callbackUrl !== '' && !isWebAddress(callbackUrl)) {
		violations.push(violation(item.label('options.callbackUrl'), callbackUrl, 'must be an http or https address of at most 2048 characters'));
	}
	item.check(violations);
	const known = { request_type: requestType, ...(callbackUrl !== '' && { callback_url: callbackUrl }), id: { type: idType, value: id } };
	return { platforms, body: withAdditional(item, known) };
}

function isWebAddress(text: string): boolean {
	return text.length <= 2_048 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/**
 * Files the request with one app.
 * @returns its id; undefined where the answer, whose form is not documented, holds none that can be told
 * @throws CallFailed
 */
export async function fileRequest(api: Api, platform: Platform, body: IDataObject): Promise<{ requestId?: string; answer?: IDataObject }> {
	const answer = await api.send({ route: privacyRequests.create, platform, body, repeatable: false });
	const requestId = idOf(answer);
	return requestId === undefined ? { answer: answer as IDataObject } : { requestId };
}

/** "A token that serves as REQUEST_ID": the name of its field is not documented (batch-api-1x.md §8). */
function idOf(answer: unknown): string | undefined {
	const candidates = isRecord(answer) ? [answer.token, answer.request_id, answer.id] : [answer];
	return candidates.find((value): value is string => typeof value === 'string' && /^[\w-]{1,200}$/.test(value));
}

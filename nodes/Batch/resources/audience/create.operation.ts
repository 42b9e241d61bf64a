import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { indexingTokenOf } from '../../../shared/batch/audiences/applied';
import { versionOf, viewRequest, type Audience } from '../../../shared/batch/audiences/audience';
import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { audienceNameRule, checkAudienceName } from '../../../shared/batch/contract/audienceContract';
import { audiences, customAudiences } from '../../../shared/batch/routes/audiences';
import { violation } from '../../../shared/batch/violation';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { manyAppsFields } from './audience.fields';
import { readFamily, readIdType, readPlatforms } from './readAudience';

const createOptions: INodeProperties[] = [
	additionalFieldsOption,
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. Readers who renewed this year',
		description: 'What the audience is for',
		displayOptions: { show: { '/api': ['app'] } },
	},
	{
		displayName: 'Display Name',
		name: 'displayName',
		type: 'string',
		default: '',
		placeholder: 'e.g. VIP readers',
		description: 'How the dashboard calls it',
		displayOptions: { show: { '/api': ['project'] } },
	},
	{
		displayName: 'If It Exists',
		name: 'ifExists',
		type: 'options',
		default: 'refuse',
		options: [
			{ name: 'Refuse', value: 'refuse', description: 'The row says that it exists already' },
			{ name: 'Use It', value: 'use', description: 'The row goes through with the audience that is there' },
		],
		description: 'What to do when there is an audience of this name already',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'string',
		default: 'custom_ids',
		placeholder: 'e.g. custom_ids',
		description: 'What the members are named by, in the words of the API. Batch documents custom_ids alone.',
		displayOptions: { show: { '/api': ['project'] } },
	},
];

/** Audience → Create (batch-api-2x.md §4, batch-api-1x.md §6). */
export const createAudience = item({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create audience',
		description: 'Create an audience without members: a list of IDs that campaigns can be sent to',
	},
	fields: [
		...manyAppsFields,
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. vip_readers',
			description: `The name in the API; it ${audienceNameRule.words}. Upper and lower case are told apart.`,
		},
		writeOptions(createOptions),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = item.text('name');
	item.show({ name });
	item.check(checkAudienceName(item.label('name'), name));
	const ifExists = item.has('options.ifExists') ? item.choice('options.ifExists') : 'refuse';
	const create = async (request: Parameters<Api['send']>[0], audience: Audience): Promise<IDataObject> => {
		const result = await settleCalls(api.send(request));
		if (result.failed === undefined) {
			const indexingToken = indexingTokenOf(result.value);
			return indexingToken === undefined ? {} : { indexingToken };
		}
		if (!(await isThere(api, audience, result.failed))) throw explained(result.failed);
		if (ifExists === 'use') return { existed: true };
		return item.refuse({ ...violation(item.label('name'), name, 'exists already'), advice: 'Choose another name, or let If It Exists say Use It.' });
	};
	if (readFamily(item) === 'project') {
		item.check(checkProject(item.connection));
		const body = withAdditional(item, bodyOfProject(item, name));
		return { status: 'accepted', name, ...(await create({ route: audiences.create, body, repeatable: false }, { family: 'project', name })) };
	}
	const idType = readIdType(item);
	const version = versionOf(idType);
	const description = optional(item, 'description');
	// The body of 1.1 is not documented; a type would say nothing that the version does not.
	const body = withAdditional(item, { ...(version === '1.0' && { type: idType }), ...(description !== '' && { description }) });
	const { status, platforms } = await onPlatforms(readPlatforms(item, idType), async (platform) => {
		const request = { route: customAudiences[version].create, platform, parameters: { name }, body, repeatable: false };
		return await create(request, { family: 'app', name, platform, version, idType });
	});
	return { status, name, platforms };
}

function bodyOfProject(item: Item, name: string): IDataObject {
	const displayName = optional(item, 'displayName');
	return { name, type: optional(item, 'type') || 'custom_ids', ...(displayName !== '' && { display_name: displayName }) };
}

function optional(item: Item, name: string): string {
	return item.has(`options.${name}`) ? item.text(`options.${name}`) : '';
}

/** What Batch answers to a name that is taken is not documented: after a refusal it is looked up. */
async function isThere(api: Api, audience: Audience, { failure }: CallFailed): Promise<boolean> {
	if (failure.mayHaveArrived || failure.statusCode === undefined || failure.statusCode >= 500 || [401, 403, 404, 429].includes(failure.statusCode)) return false;
	const { failed } = await settleCalls(api.send({ ...viewRequest(audience), repeatable: true }));
	return failed === undefined;
}

function explained({ failure }: CallFailed): CallFailed {
	if (!failure.mayHaveArrived) return new CallFailed(failure);
	return new CallFailed({ ...failure, advice: `${failure.advice} Look with Audience → Get whether it is there.` });
}

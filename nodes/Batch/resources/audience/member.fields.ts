import type { INodeProperties } from 'n8n-workflow';

import { audienceLimits } from '../../../shared/batch/contract/audienceContract';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import { grouped } from '../../../shared/words';
import { attributeList, attributeSources, attributeSourceFields } from '../../fields/attributes';
import { shareOption } from '../../fields/options';
import { whereMembersHaveAttributes } from './audience.fields';

export const memberIdField: INodeProperties = {
	displayName: 'Member ID',
	name: 'memberId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. reader-42',
	description: `The ID of the person or the installation. ${grouped(audienceLimits.idsPerCall.value)} rows share a call. IDs that Batch does not know are ignored there.`,
	hint: 'Drag the field that holds it here',
};

/** Attributes of the member in this audience, for the messages that are sent to it. */
export const memberAttributeFields: INodeProperties[] = whereMembersHaveAttributes([
	{
		displayName: 'Attributes From',
		name: 'attributesFrom',
		type: 'options',
		noDataExpression: true,
		default: 'none',
		options: [...attributeSources, { name: 'None', value: 'none', description: 'The member is an ID, nothing else' }],
		description: `Where attributes come from with which messages to this audience are personalized: up to ${projectLimits.audienceMemberAttributes.value} a member`,
	},
	{
		...attributeList({ owner: 'audienceMember', text: projectLimits.textCharacters, url: projectLimits.urlCharacters }),
		displayOptions: { show: { attributesFrom: ['fields'] } },
	},
	...attributeSourceFields('attributesFrom', 'audienceMember'),
]);

/** What both operations on members may be told besides. */
export const memberOptions: INodeProperties[] = [
	{
		displayName: 'Advertising ID Case',
		name: 'idCase',
		type: 'options',
		default: 'asIs',
		options: [
			{ name: 'As It Is', value: 'asIs' },
			{ name: 'Lower Case', value: 'lower' },
			{ name: 'Upper Case', value: 'upper' },
		],
		description: 'How advertising IDs are written when they are sent. IDs of other kinds are never changed.',
		displayOptions: { show: { '/api': ['app'], '/idType': ['advertising_ids'] } },
	},
	// The app API has no rate of its own.
	{ ...shareOption, displayOptions: { show: { '/api': ['project'] } } },
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. vip, trial',
		description: 'Tags of the member in this audience, separated by commas, or an expression that gives a list',
		displayOptions: { show: { '/api': ['app'], '/idType': ['install_ids'] } },
	},
];

import type { INodeProperties } from 'n8n-workflow';

import { lowestSendRate, projectLimits } from '../../../shared/batch/contract/projectContract';
import { additionalFieldsOption } from '../../fields/additional';
import { writeOptions } from '../../fields/options';
import { messageOptions } from '../push/message.fields';
import { grouped } from '../../../shared/words';

const { campaignLabels, campaignSendRate } = projectLimits;

/** n8n runs a workflow again after a crash, and so do people: what was created then is there twice. */
export const ifNameExistsOption: INodeProperties = {
	displayName: 'If the Name Exists',
	name: 'ifNameExists',
	type: 'options',
	default: 'refuse',
	options: [
		{
			name: 'Create Another',
			value: 'create',
			description: 'Without looking: a run that is repeated creates it again',
		},
		{
			name: 'Refuse',
			value: 'refuse',
			description: 'Looks first, so that a run that broke off and is repeated does not create it twice',
		},
	],
	description: 'What to do when a campaign of this name was already created by the API',
};

const projectOptions: INodeProperties[] = [
	additionalFieldsOption,
	{
		...additionalFieldsOption,
		displayName: 'Message Fields (JSON)',
		name: 'additionalMessageJson',
		description: 'Fields of the message this node does not know, such as media, payload or platform settings, put into it as they are',
	},
	{
		displayName: 'Labels',
		name: 'labels',
		type: 'string',
		default: '',
		placeholder: 'e.g. news, weekly',
		description: `Labels for filing and capping, separated by commas, up to ${campaignLabels.value}`,
	},
	{
		displayName: 'Send Rate (per Minute)',
		name: 'sendRate',
		type: 'number',
		typeOptions: { minValue: lowestSendRate, maxValue: campaignSendRate.value },
		default: 10_000,
		description: `How many messages Batch sends in a minute at most: ${grouped(lowestSendRate)} to ${grouped(campaignSendRate.value)}`,
	},
];

export function projectOptionsField(own: INodeProperties[] = []): INodeProperties {
	return { ...writeOptions([...projectOptions, ...own]), displayOptions: { show: { api: ['project'] } } };
}

export function appOptionsField(own: INodeProperties[] = []): INodeProperties {
	return { ...writeOptions([...messageOptions, ...own]), displayOptions: { show: { api: ['app'] } } };
}

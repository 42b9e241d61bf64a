import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { projectLimits, projectNameRule } from '../../../shared/batch/contract/projectContract';
import { preparedEventKey } from '../../../shared/batch/preparedEvent';
import { attributeList, attributeSources } from '../../fields/attributes';

const ownFields = { show: { eventFrom: ['fields', 'incoming', 'json'] } };

const eventSources: INodePropertyOptions[] = [
	...attributeSources,
	{
		name: 'Prepared by a Trigger',
		value: 'prepared',
		description: 'The Batch, Poool or Purchasely trigger has filled in everything',
	},
];

/** How the event is filled in. */
export const eventSourceFields: INodeProperties[] = [
	{
		displayName: 'Event From',
		name: 'eventFrom',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		options: eventSources,
		description: 'How to fill in the event',
	},
	{
		displayName: 'Prepared Event',
		name: 'preparedEvent',
		type: 'json',
		required: true,
		default: `={{ $json.${preparedEventKey} }}`,
		description: 'What the trigger put into its item, with the output set to Prepared for Batch',
		displayOptions: { show: { eventFrom: ['prepared'] } },
	},
];

/** What happened, and when. */
export const eventFields: INodeProperties[] = [
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. subscription_renewed',
		description: `The name ${projectNameRule.words}; the “ue.” that the app API wants before it is added for you`,
		displayOptions: ownFields,
	},
	{
		displayName: 'Event Time',
		name: 'eventTime',
		type: 'dateTime',
		default: '',
		description: 'When it happened, within the last 24 hours. Leave empty for now.',
		displayOptions: ownFields,
	},
	{
		...attributeList({ owner: 'event', text: projectLimits.textCharacters, url: projectLimits.urlCharacters }),
		displayOptions: { show: { eventFrom: ['fields'] } },
	},
];

export const eventDetailsField: INodeProperties = {
	displayName: 'Label and Tags',
	name: 'details',
	type: 'collection',
	placeholder: 'Add Label or Tags',
	default: {},
	options: [
		{
			displayName: 'Label',
			name: 'label',
			type: 'string',
			default: '',
			placeholder: 'e.g. newsletter',
			description: `One text that automations can filter on, up to ${projectLimits.labelCharacters.value} characters`,
		},
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			default: '',
			placeholder: 'e.g. web, sale',
			description: `Up to ${projectLimits.tags.value} texts of up to ${projectLimits.tagCharacters.value} characters, separated by commas`,
		},
	],
	displayOptions: ownFields,
};

import type { INodeProperties } from 'n8n-workflow';

import { webSdkLimits, webSdkNameRule } from '../../shared/batch/contract/webSdkContract';
import { anonymousEventsField, gatherField, outputField } from '../../shared/webhook/prepared/fields';
import { fieldChoices, lenderChoices, pageEventOrOtherChoices } from './choices';
import { otherEventChoice } from '../mapping/rows';

const fixedValue = (name: string, type: 'string' | 'number' | 'boolean', field: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Value',
	name,
	type,
	noDataExpression: true,
	default: '',
	...field,
	displayOptions: { show: { type: [name] } },
});

const fixedAttributes: INodeProperties = {
	displayName: 'Fixed Attributes',
	name: 'fixed',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Fixed Attribute',
	default: {},
	description: 'Attributes with the same value on every event. $label and $tags (comma-separated) set label and tags.',
	options: [
		{
			displayName: 'Attribute',
			name: 'values',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					noDataExpression: true,
					default: '',
					placeholder: 'e.g. category',
					description: `The name ${webSdkNameRule.words}`,
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					noDataExpression: true,
					options: [
						{ name: 'Boolean', value: 'boolean' },
						{ name: 'Number', value: 'number' },
						{ name: 'Text', value: 'text' },
					],
					default: 'text',
				},
				fixedValue('text', 'string', {
					placeholder: 'e.g. Paywall',
					description: `1 to ${webSdkLimits.textCharacters.value} characters`,
				}),
				fixedValue('number', 'number', { default: 0 }),
				fixedValue('boolean', 'boolean', {
					default: false,
					description: 'Whether the attribute is true',
				}),
			],
		},
	],
};

const eventField: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: pageEventOrOtherChoices,
	default: 'access.loginClick',
	description: 'Event of the page',
};

const siteEventField: INodeProperties = {
	displayName: 'Name of the Site Event',
	name: 'otherEvent',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. article-read',
	description: 'As under Site Events',
	displayOptions: { show: { event: [otherEventChoice] } },
};

const nameField: INodeProperties = {
	displayName: 'Name in Batch',
	name: 'name',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. Poool_click_log',
	description:
		'Complete name of the event in Batch, without the prefix. Leave empty for the default name. Upper case is sent to the server as lower case, which is the same event.',
};

const attributesOfField: INodeProperties = {
	displayName: 'Fixed Attributes of Event',
	name: 'attributesOf',
	type: 'options',
	noDataExpression: true,
	options: lenderChoices,
	default: '',
	description: 'Another event whose row’s fixed attributes this event has, too; own ones of the same name count',
};

const fieldsField: INodeProperties = {
	displayName: 'Fields to Send',
	name: 'fields',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Chosen Fields', value: 'chosen' },
		{ name: 'Documented Fields', value: 'documented', description: 'Every field Poool documents for the event' },
		{ name: 'None', value: 'none' },
	],
	default: 'documented',
	description: 'Which fields of the event become attributes, actionName as action_name',
};

const chosenFieldsField: INodeProperties = {
	displayName: 'Chosen Fields',
	name: 'chosenFields',
	type: 'multiOptions',
	noDataExpression: true,
	options: fieldChoices,
	default: [],
	description: 'Fields that become attributes, if the event has them',
	displayOptions: { show: { fields: ['chosen'] } },
};

const otherFieldsField: INodeProperties = {
	displayName: 'Other Fields',
	name: 'otherFields',
	type: 'string',
	noDataExpression: true,
	default: '',
	placeholder: 'e.g. fields.job, section',
	description:
		'Comma-separated names of further fields: of a form (fields.job, also under Form Fields) or of a site event',
	displayOptions: { show: { fields: ['chosen'] } },
};

export const outputFields: INodeProperties[] = [
	{
		...anonymousEventsField('What to do with events that carry no user ID. Batch has nobody to attach them to.'),
		displayOptions: { show: { receive: ['submission', 'secured'] } },
	},
	{
		...anonymousEventsField(
			'What to do with events of readers who are not logged in, most of a site’s. With Drop they stay in the page and cost no execution. Batch gets them only from the page itself: see Send To.',
		),
		default: 'drop',
		displayOptions: { show: { receive: ['page'] } },
	},
	outputField({
		received: 'The event as it was sent',
		prepared: 'Custom ID, event name, time and attributes as the Batch node takes them',
		hint: '',
	}),
	{
		displayName: 'Event Name Prefix',
		name: 'eventNamePrefix',
		type: 'string',
		noDataExpression: true,
		default: 'poool_',
		placeholder: 'e.g. poool_',
		description: 'Put before the name of every event in Batch: subscribeClick becomes poool_subscribe_click',
		hint: `With the prefix, a name ${webSdkNameRule.words}`,
	},
	{
		displayName: 'Names of Batch’s Guide',
		name: 'guideNames',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether the log-in click is called Poool_click_log and has the attributes of Batch’s guide; page view and subscribe click, which it does not name, are called Poool_page_view and Poool_click_subscribe after it. A row of Event Mapping for one of them counts instead.',
		displayOptions: { show: { receive: ['page'] } },
	},
	{
		displayName: 'Event Mapping',
		name: 'eventMapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Event',
		default: {},
		description:
			'What single events become in Batch. An event without a row has its default name and its documented fields as attributes.',
		displayOptions: { show: { receive: ['page'] } },
		options: [
			{
				displayName: 'Event',
				name: 'values',
				values: [
					eventField,
					siteEventField,
					nameField,
					attributesOfField,
					fixedAttributes,
					fieldsField,
					chosenFieldsField,
					otherFieldsField,
				],
			},
		],
	},
	{
		displayName: 'Fields to Send',
		name: 'attributeFields',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. newsletterId, fields.job',
		description:
			'Comma-separated fields of the body that become attributes, named after their last part. Dots lead further down.',
		displayOptions: { show: { receive: ['submission', 'secured'], output: ['prepared'] } },
	},
	{
		...gatherField,
		// Poool's server reads the answer to a submission: that one waits for nobody.
		displayOptions: { show: { ...gatherField.displayOptions?.show, receive: ['page', 'secured'] } },
	},
];

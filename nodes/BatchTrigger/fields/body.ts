import type { INodeProperties } from 'n8n-workflow';

/**
 * What a step sends, to be copied. `b.` are the profile's own data; of the trigger event and of catalogs the notation is
 * not public, and Batch's editor inserts it (batch-api-2x.md §8.1).
 */
export const bodyTemplate = `{
  "custom_id": "{{b.custom_id}}",
  "step": "name_of_this_step",
  "event_id": ""
}`;

export const bodyFields: INodeProperties[] = [
	{
		displayName: 'Body Template',
		name: 'bodyTemplate',
		type: 'string',
		noDataExpression: true,
		typeOptions: { rows: 5 },
		default: bodyTemplate,
		description:
			'Body of the step in Batch, to copy: the node itself does not use it. step tells this step from others that call the same URL.',
		hint: 'What else the workflow needs is added in Batch, by Insert Variable {…}: attributes of the profile, of the trigger event, of catalogs. As event_id, insert what is another one each time, such as an order number: a repeated call then starts nothing.',
		displayOptions: { show: { receive: ['universalChannel'] } },
	},
	{
		displayName: 'User ID Field',
		name: 'userIdField',
		type: 'string',
		noDataExpression: true,
		default: 'custom_id',
		placeholder: 'e.g. custom_id',
		description: 'Where in the body the custom ID stands by which Batch knows the user; dots lead further down, as in customer.reference',
	},
	{
		displayName: 'Event ID Field',
		name: 'eventIdField',
		type: 'string',
		noDataExpression: true,
		default: 'event_id',
		placeholder: 'e.g. event_id',
		description: 'Where in the body the ID of the event stands; dots lead further down. A second call with the same ID, user and name starts nothing.',
	},
	{
		displayName: 'Event Field',
		name: 'eventField',
		type: 'string',
		noDataExpression: true,
		default: 'step',
		placeholder: 'e.g. step',
		description: 'Where in the body the name of the step or event stands; dots lead further down',
	},
];

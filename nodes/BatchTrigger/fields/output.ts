import type { INodeProperties } from 'n8n-workflow';

import { projectNameRule } from '../../shared/batch/contract/projectContract';
import { anonymousEventsField, outputField } from '../../shared/webhook/prepared/fields';

const whenPrepared = { show: { output: ['prepared'] } };

export const outputFields: INodeProperties[] = [
	{
		...anonymousEventsField('What to do with calls that name no custom ID'),
		default: 'pass',
	},
	{
		...outputField({
			received: 'The body, as the step or Batch’s server sent it',
			prepared: 'User, step and event ID, and an event as the Batch node takes it',
			hint: '',
		}),
		default: 'received',
	},
	{
		displayName: 'Event Name Prefix',
		name: 'eventNamePrefix',
		type: 'string',
		noDataExpression: true,
		default: 'batch_',
		placeholder: 'e.g. batch_',
		description: 'Put before the name of every event: renewal-reminder becomes batch_renewal_reminder',
		hint: `With the prefix, a name ${projectNameRule.words}`,
		displayOptions: whenPrepared,
	},
	{
		displayName: 'Fields to Send',
		name: 'attributeFields',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. campaign, order.total',
		description:
			'Comma-separated fields of the body that become attributes of the event, named after their last part. Dots lead further down.',
		displayOptions: whenPrepared,
	},
];

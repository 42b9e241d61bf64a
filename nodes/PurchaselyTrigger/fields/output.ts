import type { INodeProperties } from 'n8n-workflow';

import { appLimits } from '../../shared/batch/contract/appContract';
import { projectLimits } from '../../shared/batch/contract/projectContract';
import { gatherField, outputField } from '../../shared/webhook/prepared/fields';
import { defaultAttributes } from '../catalogue/attributes';
import { attributeChoices, eventOrOtherChoices, otherEventChoice } from './choices';

const whenPrepared = { show: { output: ['prepared'] } };

export const outputFields: INodeProperties[] = [
	outputField({
		received: 'The payload as Purchasely sent it',
		prepared: 'Custom ID, platform, event name, time and attributes as the Batch node takes them',
		hint: '. Its platform comes from the store: Apple is iOS; Google, Amazon and Huawei are Android; Stripe is Web.',
	}),
	{
		displayName: 'Event Name Prefix',
		name: 'eventNamePrefix',
		type: 'string',
		noDataExpression: true,
		default: 'ply_',
		placeholder: 'e.g. ply_',
		description:
			'Put before the name of every event in Batch: RENEWAL_DISABLED becomes ply_renewal_disabled. Long names have a shorter form, listed in the documentation.',
		hint: `With the prefix, a name has up to ${projectLimits.nameCharacters.value} lowercase letters, digits or underscores`,
		displayOptions: whenPrepared,
	},
	{
		displayName: 'Event Names',
		name: 'eventNames',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Event Name',
		default: {},
		description: 'Own names in Batch for single events, taken without the prefix',
		displayOptions: whenPrepared,
		options: [
			{
				displayName: 'Event Name',
				name: 'values',
				values: [
					{
						displayName: 'Event',
						name: 'event',
						type: 'options',
						noDataExpression: true,
						options: eventOrOtherChoices,
						default: 'SUBSCRIPTION_STARTED',
						description: 'Event of Purchasely',
					},
					{
						displayName: 'Other Event',
						name: 'otherEvent',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. SUBSCRIPTION_PRICE_CHANGED',
						description: 'Name of the event exactly as Purchasely writes it',
						displayOptions: { show: { event: [otherEventChoice] } },
					},
					{
						displayName: 'Name in Batch',
						name: 'name',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. subscriber_won',
						description: 'Complete name of the event in Batch',
					},
				],
			},
		],
	},
	{
		displayName: 'Attributes to Send',
		name: 'attributes',
		type: 'multiOptions',
		noDataExpression: true,
		options: attributeChoices,
		default: [...defaultAttributes],
		description:
			"Attributes of the event in Batch. A value that is missing, empty or too long for Batch is not sent; what is not sent is listed in the item's leftOut.",
		hint: `Up to ${projectLimits.eventAttributes.value} for Batch's project API, ${appLimits.eventAttributes.value} for its app API`,
		displayOptions: whenPrepared,
	},
	gatherField,
];

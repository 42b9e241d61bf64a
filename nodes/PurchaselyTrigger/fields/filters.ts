import type { INodeProperties } from 'n8n-workflow';

import { anonymousEventsField } from '../../shared/webhook/prepared/fields';
import { eventChoices, purchaseTypeChoices, storeChoices } from './choices';

export const filterFields: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		options: eventChoices,
		default: [],
		description:
			'Events that start the workflow. Choose none to receive every event, also those Purchasely adds later.',
	},
	{
		displayName: 'Other Events',
		name: 'otherEvents',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. SUBSCRIPTION_PRICE_CHANGED',
		description: 'Comma-separated names of further events, exactly as Purchasely writes them',
	},
	anonymousEventsField(
		'What to do with events of users who are not logged in. They have no user_id, which is what Batch knows a user by.',
	),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Environment',
				name: 'environment',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Any', value: 'any' },
					{ name: 'Production', value: 'PRODUCTION' },
					{ name: 'Sandbox', value: 'SANDBOX' },
				],
				default: 'PRODUCTION',
				description: 'Purchases of testers come from the sandbox environment of the stores',
			},
			{
				displayName: 'Purchase Types',
				name: 'purchaseTypes',
				type: 'multiOptions',
				noDataExpression: true,
				options: purchaseTypeChoices,
				default: [],
				description: 'Only events about purchases of these types. Choose none for all.',
			},
			{
				displayName: 'Stores',
				name: 'stores',
				type: 'multiOptions',
				noDataExpression: true,
				options: storeChoices,
				default: [],
				description: 'Only events from these stores. Choose none for all.',
			},
		],
	},
];

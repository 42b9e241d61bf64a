import type { INodeProperties } from 'n8n-workflow';

import { anonymousEventsField } from '../../shared/webhook/prepared/fields';
import { eventChoices, purchaseTypeChoices, storeChoices } from './choices';

export const filterFields: INodeProperties[] = [
	{
		// Not "Events": n8n makes an entry of its list of triggers for each choice of such a field, and none for all of them.
		displayName: 'Events to Receive',
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
	{
		displayName: 'Environment',
		name: 'environment',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Production and Sandbox', value: 'any', description: 'Also what testers buy; the item says which it is' },
			{ name: 'Production Only', value: 'PRODUCTION', description: 'What readers buy' },
			{ name: 'Sandbox Only', value: 'SANDBOX', description: 'What testers buy' },
		],
		default: 'any',
		description: 'Where purchases come from that start the workflow. Purchases of testers come from the sandbox environment of the stores.',
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

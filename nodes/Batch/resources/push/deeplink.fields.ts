import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { purchaselyScreens, type PurchaselyScreen } from '../../../shared/purchasely/deeplink';
import { alphabetically } from '../../../shared/words';

const screens: Array<[string, PurchaselyScreen]> = Object.entries(purchaselyScreens);

const screensWithIdentifier = screens.filter(([, { identifier }]) => identifier !== undefined).map(([key]) => key);

const removedScreens = screens.filter(([, { removedInVersion6 }]) => removedInVersion6).map(([key]) => key);

function screenName({ name, removedInVersion6 }: PurchaselyScreen): string {
	return removedInVersion6 ? `${name} (Removed in SDK 6)` : name;
}

const onlyUrl = { show: { deeplinkTo: ['url'] } };

const elsewhere: INodePropertyOptions[] = [
	{ name: 'Deeplink', value: 'url', description: 'An address of the app or a web page' },
	{ name: 'Purchasely Screen', value: 'purchasely', description: 'A paywall or another screen of Purchasely' },
];

/** @param sendsNothing what it means that the message is sent without a deeplink */
function openField(sendsNothing: INodePropertyOptions): INodeProperties {
	const options = [...elsewhere, sendsNothing].sort((first, second) => alphabetically(first.name, second.name));
	return {
		displayName: 'Open on Tap',
		name: 'deeplinkTo',
		type: 'options',
		noDataExpression: true,
		default: 'app',
		options,
		description: 'What a tap on the message opens',
	};
}

const addressFields: INodeProperties[] = [
	{
		displayName: 'Deeplink',
		name: 'deeplink',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. news://article/42',
		description: 'An address with its scheme: one of the app, or a web page',
		displayOptions: onlyUrl,
	},
	{
		displayName: 'App Scheme',
		name: 'appScheme',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. news',
		description: 'As set in the Purchasely console under App Settings → Store Configuration',
		displayOptions: { show: { deeplinkTo: ['purchasely'] } },
	},
	{
		displayName: 'Screen',
		name: 'purchaselyScreen',
		type: 'options',
		default: 'placement',
		options: screens.map(([value, screen]) => ({ name: screenName(screen), value })).sort((first, second) => alphabetically(first.name, second.name)),
		description: 'What the Purchasely SDK opens in the app',
		displayOptions: { show: { deeplinkTo: ['purchasely'] } },
	},
	{
		displayName: 'Apps with version 6 of the Purchasely SDK or later do not open this screen anymore.',
		name: 'removedScreenNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { deeplinkTo: ['purchasely'], purchaselyScreen: removedScreens } },
	},
	{
		displayName: 'Screen Identifier',
		name: 'purchaselyIdentifier',
		type: 'string',
		default: '',
		placeholder: 'e.g. summer_offer',
		description: 'The ID of the placement, presentation, flow, product or plan. Placements, presentations and the survey open their default when it is empty.',
		displayOptions: { show: { deeplinkTo: ['purchasely'], purchaselyScreen: screensWithIdentifier } },
	},
];

/** What a tap on the message opens. */
export const deeplinkFields: INodeProperties[] = [openField({ name: 'The App', value: 'app' }), ...addressFields];

/** The same of a message that is there already: without a deeplink it keeps its own. */
export const keptDeeplinkFields: INodeProperties[] = [openField({ name: 'As It Is', value: 'app', description: 'What it opens is left alone' }), ...addressFields];

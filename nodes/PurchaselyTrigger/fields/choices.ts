import type { INodePropertyOptions } from 'n8n-workflow';

import { appCurrencyAttribute, attributeRules } from '../catalogue/attributes';
import { serverEvents } from '../catalogue/events';
import { purchaseTypes, stores } from '../catalogue/values';
import { alphabetically } from '../../shared/words';

/** Choices for the editor, made of the tables that also decide at run time. */
function sorted(choices: INodePropertyOptions[]): INodePropertyOptions[] {
	return choices.sort((one, other) => alphabetically(one.name, other.name));
}

export const eventChoices = sorted(
	serverEvents.map(({ group, name, title }) => ({ name: title, value: name, description: `${name} (${group})` })),
);

/** Stands for an event that is not among the 44. */
export const otherEventChoice = 'other';

export const eventOrOtherChoices = [...eventChoices, { name: 'Other', value: otherEventChoice }];

export const storeChoices = sorted(stores.map(({ spellings, title }) => ({ name: title, value: spellings[0] })));

export const purchaseTypeChoices = sorted(purchaseTypes.map(({ title, value }) => ({ name: title, value })));

export const attributeChoices = sorted([
	...attributeRules.map(({ name, source, title, type }) => ({
		name: title,
		value: name,
		description: `${source} → ${name} (${type})`,
	})),
	{
		name: 'App Currency',
		value: appCurrencyAttribute,
		description: `Currency named by keys like plan_price_in_eur → ${appCurrencyAttribute} (text)`,
	},
]);

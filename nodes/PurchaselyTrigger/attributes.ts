import type { IDataObject } from 'n8n-workflow';

import type { Family } from '../shared/batch/family';
import { eventLimits } from '../shared/webhook/prepared/eventLimits';
import { attributeValue } from './attributeValue';
import { appCurrencyAttribute, attributeRules, defaultAttributes } from './catalogue/attributes';

export interface CarriedAttributes {
	/** In Batch's notation: a date's key is `date(name)`. */
	readonly attributes: IDataObject;
	/** Keys of the payload whose value is among the attributes. */
	readonly carried: ReadonlySet<string>;
}

const rulesByName = new Map(attributeRules.map((rule) => [rule.name, rule]));
const currencyKey = /^(?:plan_price|full_plan_price|cumulated_revenues|amount)_in_([a-z]{3})$/;

/**
 * The attributes that are meant: the default that nobody changed has as many as the project family takes, and stands
 * for its first ones where the family takes fewer.
 */
export function chosenAttributes(chosen: readonly string[], family: Family): readonly string[] {
	const isDefault = chosen.length === defaultAttributes.length && defaultAttributes.every((name) => chosen.includes(name));
	return isDefault ? defaultAttributes.slice(0, eventLimits(family).attributes) : chosen;
}

/**
 * Takes the chosen attributes (by their names in Batch) out of a payload, in their order. What is missing,
 * null, of another type, too long or one too many is not carried.
 */
export function carryAttributes(
	payload: IDataObject,
	chosen: readonly string[],
	family: Family,
): CarriedAttributes {
	const { attributes: count, textCharacters } = eventLimits(family);
	const currency = appCurrency(payload);
	const attributes: IDataObject = {};
	const carried = new Set<string>();
	for (const name of new Set(chosenAttributes(chosen, family))) {
		if (Object.keys(attributes).length >= count) break;
		if (name === appCurrencyAttribute && currency !== undefined) attributes[name] = currency.toUpperCase();
		const rule = rulesByName.get(name);
		const key = rule?.source.replace('<currency>', currency ?? '<currency>');
		if (rule === undefined || key === undefined || !Object.hasOwn(payload, key)) continue;
		const value = attributeValue(payload[key], rule.type, textCharacters);
		if (value === undefined) continue;
		attributes[rule.type === 'date' ? `date(${name})` : name] = value;
		carried.add(key);
	}
	return { attributes, carried };
}

/**
 * The app's integration currency, in lower case, as the payload's keys say it (`plan_price_in_eur`).
 * `amount_in_usd` says nothing: it is sent whatever the currency. Undefined when the keys disagree.
 */
export function appCurrency(payload: IDataObject): string | undefined {
	const currencies = new Set(
		Object.keys(payload).flatMap((key) => (key === 'amount_in_usd' ? [] : (currencyKey.exec(key)?.[1] ?? []))),
	);
	const [currency] = currencies;
	return currencies.size === 1 ? currency : undefined;
}

import type { IDataObject } from 'n8n-workflow';

import { checkCustomId } from '../../batch/contract/checks';
import { projectNameRule } from '../../batch/contract/projectContract';
import type { Family } from '../../batch/family';
import { eventLimits } from './eventLimits';
import { at, type FreeCall } from './freeCall';
import type { Preparation } from './items';
import { snakeCaseOfWords } from './snakeCase';
import { takeAttributes, type TakenField, type ValueLimits } from './takeAttributes';

/** What becomes of a call whose body nobody documents. */
export interface FreePreparation {
	/** The event's name in Batch, whole. */
	readonly name: string;
	readonly eventId: string;
	/** Paths of the body that become attributes. */
	readonly attributeFields: readonly string[];
	/** Paths of the body that are in the event in another way. */
	readonly otherFields: readonly string[];
	readonly family: Family;
}

/** The attributes of the chosen fields, named after the last part of their path. */
export function attributesOfFields(fields: readonly string[]): TakenField[] {
	return [...new Set(fields)].map((field) => [field, snakeCaseOfWords(field.split('.').pop() ?? field), 'any']);
}

/** Makes Batch's event of a call, or says what stands in the way. Pure; cuts nothing. */
export function prepareFreeCall(
	call: FreeCall,
	{ name, eventId, attributeFields, otherFields, family }: FreePreparation,
): Preparation {
	if (call.text !== undefined) return { problem: 'The body of this call is no JSON object.' };
	if (!projectNameRule.pattern.test(name)) return { problem: `The event ${call.name} has no valid name in Batch ("${name}").` };
	if (call.userIdProblem !== undefined) return { problem: call.userIdProblem };
	const [wrong] = call.userId === undefined ? [] : checkCustomId(call.userId);
	if (wrong !== undefined) return { problem: `The user id "${call.userId}" ${wrong.rule}.` };

	const taken = takeAttributes(attributesOfFields(attributeFields), (field) => at(call.body, field), valueLimits(family));
	const attributes: IDataObject = Object.fromEntries(taken.map((one) => [one.name, one.value]));
	const carried = new Set([...taken.map(({ field }) => field), ...otherFields].map((field) => field.split('.')[0]));
	return {
		prepared: {
			...(call.userId !== undefined && { customId: call.userId }),
			event: { name, ...(taken.length > 0 && { attributes }) },
			eventId,
			leftOut: Object.keys(call.body).filter((key) => !carried.has(key)),
		},
	};
}

/** What stands against attributes that the chosen fields would become, as sentences. */
export function attributeObstacles(fields: readonly string[], family: Family): string[] {
	const names = attributesOfFields(fields).map(([, attribute]) => attribute);
	const { attributes: count } = eventLimits(family);
	return [
		names.filter((name) => !isName(name)).map((name) => `The attribute name "${name}" ${projectNameRule.words}.`),
		new Set(names).size < names.length ? 'Two of the Fields to Send get the same attribute name.' : [],
		names.length > count ? `${names.length} Fields to Send are more than the ${count} attributes Batch takes.` : [],
	].flat();
}

/** The limits of attributes as `takeAttributes` calls them. */
export function valueLimits(family: Family): ValueLimits {
	const { textCharacters, urlCharacters, listItems } = eventLimits(family);
	return { text: textCharacters, url: urlCharacters, list: listItems };
}

function isName(name: string): boolean {
	return projectNameRule.pattern.test(name) && name !== '__proto__';
}

import { attributeTypeNames, type Attribute, type Attributes } from '../attributes/attribute';
import type { Family } from '../family';
import { violation, type Violation } from '../violation';
import { appLimits, appNameRule } from './appContract';
import type { Limit, NameRule } from './limit';
import { checkNativeAttribute } from './nativeAttributes';
import { projectLimits, projectNameRule } from './projectContract';

interface AttributeRules {
	readonly name: NameRule;
	readonly text: Limit;
	readonly url: Limit;
	readonly listItem: Limit;
	/** How many items a list may hold, where Batch says so. */
	readonly list?: Limit;
}

const rulesOf: Readonly<Record<Family, AttributeRules>> = {
	project: {
		name: projectNameRule,
		text: projectLimits.textCharacters,
		url: projectLimits.urlCharacters,
		listItem: projectLimits.textCharacters,
		list: projectLimits.listItems,
	},
	app: {
		name: appNameRule,
		text: appLimits.textCharacters,
		url: appLimits.urlCharacters,
		listItem: appLimits.tagCharacters,
	},
};

/** Checks the attributes of a profile (2.x) or of a user (1.x). Objects are for events only. */
export function checkProfileAttributes(family: Family, attributes: Attributes): Violation[] {
	const violations: Violation[] = [];
	const { attributesPerEdit } = projectLimits;
	if (family === 'project' && attributes.size > attributesPerEdit.value) {
		violations.push(violation('Attributes', attributes.size, `must be at most ${attributesPerEdit.value} a profile`));
	}
	for (const [name, attribute] of attributes) {
		if (family === 'project' && name.startsWith('$')) violations.push(...checkNativeAttribute(name, attribute));
		else violations.push(...checkAttribute(family, name, attribute, 'profile'));
	}
	return violations;
}

/** Checks the attributes of an event; the project family also takes objects, three levels deep. */
export function checkEventAttributes(family: Family, attributes: Attributes, level = 1): Violation[] {
	const limit = family === 'project' ? projectLimits.eventAttributes : appLimits.eventAttributes;
	const violations: Violation[] = [];
	if (attributes.size > limit.value) {
		violations.push(violation('Event attributes', attributes.size, `must be at most ${limit.value}`));
	}
	for (const [name, attribute] of attributes) {
		violations.push(...checkAttribute(family, name, attribute, 'event'));
		for (const nested of nestedOf(attribute)) {
			if (family === 'app') break;
			if (level >= projectLimits.eventNesting.value) {
				violations.push(
					violation(`Attribute ${name}`, 'object', `is nested deeper than ${projectLimits.eventNesting.value} levels`),
				);
			} else violations.push(...checkEventAttributes(family, nested, level + 1));
		}
	}
	return violations;
}

function nestedOf(attribute: Attribute): readonly Attributes[] {
	if (attribute.type === 'object') return [attribute.value];
	return attribute.type === 'objectList' ? attribute.value : [];
}

function checkAttribute(family: Family, name: string, attribute: Attribute, owner: 'profile' | 'event'): Violation[] {
	const rules = rulesOf[family];
	const field = `Attribute ${name}`;
	const violations: Violation[] = [];
	if (!rules.name.pattern.test(name)) violations.push(violation('Attribute name', name, rules.name.words));
	if (!isTypeAllowed(family, owner, attribute.type)) {
		violations.push(violation(field, attributeTypeNames[attribute.type], refusedType(family, owner)));
		return violations;
	}
	switch (attribute.type) {
		case 'text':
			violations.push(...checkText(field, attribute.value, rules.text));
			break;
		case 'url':
			violations.push(...checkUrl(field, attribute.value, rules.url));
			break;
		case 'integer':
			if (!Number.isSafeInteger(attribute.value)) {
				violations.push(violation(field, attribute.value, 'must be a whole number that JSON carries exactly'));
			}
			break;
		case 'number':
			if (!Number.isFinite(attribute.value)) violations.push(violation(field, String(attribute.value), 'must be a number'));
			break;
		case 'textList':
			violations.push(...checkList(field, attribute.value, rules));
			if (attribute.value.length === 0) violations.push(violation(field, '[]', 'must hold at least one text; delete the attribute to empty it'));
			break;
		case 'listEdit':
			violations.push(...checkList(field, [...attribute.add, ...attribute.remove], rules));
			if (attribute.add.length + attribute.remove.length === 0) {
				violations.push(violation(field, '{}', 'must add or remove at least one text'));
			}
			break;
		case 'objectList':
			if (rules.list && attribute.value.length > rules.list.value) {
				violations.push(violation(field, attribute.value.length, `must be at most ${rules.list.value} objects`));
			}
			break;
		case 'boolean':
		case 'date':
		case 'object':
		case 'delete':
			break;
	}
	return violations;
}

function isTypeAllowed(family: Family, owner: 'profile' | 'event', type: Attribute['type']): boolean {
	const isObject = type === 'object' || type === 'objectList';
	if (owner === 'profile') return !isObject;
	if (type === 'delete' || type === 'listEdit') return false;
	return family === 'project' || (!isObject && type !== 'textList');
}

function refusedType(family: Family, owner: 'profile' | 'event'): string {
	if (owner === 'profile') return 'is not a type that a profile attribute can have; only events take objects';
	return family === 'project'
		? 'is not a type that an event attribute can have'
		: 'is not a type that an event attribute can have in the app API; choose the project API for lists and objects';
}

/** Batch counts characters, not UTF-16 units. */
export function characters(text: string): number {
	return [...text].length;
}

/** A text of 1 to the limit's characters. */
export function checkText(field: string, text: string, limit: Limit): Violation[] {
	if (text === '') return [violation(field, text, `must be 1 to ${limit.value} characters`)];
	return text.length > limit.value && characters(text) > limit.value
		? [violation(field, text, `must be at most ${limit.value} characters`)]
		: [];
}

function checkUrl(field: string, url: string, limit: Limit): Violation[] {
	if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(url)) return [violation(field, url, 'must be a URL with a scheme, e.g. https://example.com')];
	return url.length > limit.value ? [violation(field, url, `must be at most ${limit.value} characters`)] : [];
}

function checkList(field: string, list: readonly string[], rules: AttributeRules): Violation[] {
	const violations = list.flatMap((entry) => checkText(`${field}, an item`, entry, rules.listItem));
	if (rules.list && list.length > rules.list.value) {
		violations.push(violation(field, list.length, `must be at most ${rules.list.value} items`));
	}
	return violations;
}

import { isRecord } from '../../isRecord';
import { attributeTypeNames, type Attribute, type Attributes } from '../attributes/attribute';
import type { TrackedEvent } from '../event';
import type { Family } from '../family';
import { violation, type Violation } from '../violation';
import { appLimits } from './appContract';
import { attributeRules, type AttributeOwner, type AttributeRules } from './attributeRules';
import type { Limit } from './limit';
import { checkNativeAttribute } from './nativeAttributes';
import { projectLimits, projectNameRule, refusedCustomIds } from './projectContract';

/** A custom id of 1 to 512 characters that is not the word a broken mapping leaves behind (batch-api-2x.md §3.1). */
export function checkCustomId(customId: string): Violation[] {
	const field = 'Custom ID';
	const { value: maximum } = projectLimits.customIdCharacters;
	if (customId.trim() === '') return [violation(field, customId, 'must not be empty')];
	if (customId.length > maximum) return [violation(field, customId, `must be at most ${maximum} characters`)];
	if (refusedCustomIds.has(customId.toLowerCase())) {
		return [violation(field, customId, 'is not an identity: check the expression that fills the field')];
	}
	return [];
}

/** Bounds of this node, for lack of Batch's: an identifier is no document. */
const installationCharacters = 4096;
const installationLevels = 10;

/**
 * Holds what is to be `identifiers.installation` against the little that is known: an object (batch-api-2x.md §3.1). What
 * an expression leaves behind when it finds nothing is refused, wherever it stands.
 */
export function checkInstallation(installation: Readonly<Record<string, unknown>>, field: string): Violation[] {
	const broken = ruleBroken(installation, '', 1);
	if (broken !== undefined) return [violation(field, shown(installation), broken)];
	const text = JSON.stringify(installation);
	if (text.length <= installationCharacters) return [];
	return [violation(field, text, `must be at most ${installationCharacters} characters`)];
}

/** The one text for all ways to write the same object: the order of keys does not count. */
export function identityOfInstallation(installation: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(sorted(installation));
}

function ruleBroken(value: unknown, place: string, level: number): string | undefined {
	const where = place === '' ? '' : `holds under ${place} what `;
	if (level > installationLevels) return `must be at most ${installationLevels} levels deep`;
	if (typeof value === 'string' && (value.trim() === '' || refusedCustomIds.has(value.toLowerCase()))) {
		return `${where}is not an identity: check the expression that fills the field`;
	}
	if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return undefined;
	const isList = Array.isArray(value);
	if (!isList && !isRecord(value)) return `${where}is not an identity: check the expression that fills the field`;
	const entries = Object.entries(value);
	if (entries.length === 0) return place === '' ? 'must hold what Batch’s page says' : `holds nothing under ${place}`;
	for (const [key, inner] of entries) {
		const broken = ruleBroken(inner, place === '' ? key : `${place}.${key}`, level + 1);
		if (broken !== undefined) return broken;
	}
	return undefined;
}

/** Of what is deeper than allowed, or has no end, the names at its top. */
function shown(installation: Readonly<Record<string, unknown>>): string {
	try {
		return JSON.stringify(installation);
	} catch {
		return Object.keys(installation).join(', ');
	}
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isRecord(value)) return value;
	// Entries, not assignments: a key may be `__proto__`.
	const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
	return Object.fromEntries(Object.entries(value).sort(byName).map(([key, inner]) => [key, sorted(inner)]));
}

/** Checks all attributes of one owner: their number, and each of them. */
export function checkAttributes(family: Family, owner: AttributeOwner, attributes: Attributes): Violation[] {
	const violations = checkCounts(attributeRules[family][owner], attributes);
	for (const [name, attribute] of attributes) violations.push(...checkAttribute(family, owner, name, attribute));
	return violations;
}

/** What Batch makes of a text that one row adds and removes is not documented, and what is meant, nobody said. */
export function checkEdits(attributes: Attributes): Violation[] {
	return [...attributes].flatMap(([name, attribute]) => {
		if (attribute.type !== 'listEdit') return [];
		const removed = new Set(attribute.remove);
		return attribute.add.filter((text) => removed.has(text)).map((text) => violation(`Attribute ${name}`, text, 'is added and removed at once'));
	});
}

/** Checks one attribute, and what stands in it where it is an object. */
export function checkAttribute(family: Family, owner: AttributeOwner, name: string, attribute: Attribute): Violation[] {
	const rules = attributeRules[family][owner];
	return rules.takesNative && name.startsWith('$')
		? checkNativeAttribute(name, attribute)
		: checkCustomAttribute(rules, name, attribute, 1);
}

/** Native attributes are few and Batch's own: they count for nothing. */
function checkCounts({ count, lists, takesNative }: AttributeRules, attributes: Attributes): Violation[] {
	const violations: Violation[] = [];
	let custom = 0;
	let listed = 0;
	for (const [name, { type }] of attributes) {
		if (takesNative && name.startsWith('$')) continue;
		custom++;
		if (type === 'textList' || type === 'listEdit') listed++;
	}
	if (count && custom > count.value) {
		violations.push(violation(count.field, custom, `must be at most ${count.value} ${count.words}`));
	}
	if (lists && listed > lists.value) {
		violations.push(violation('Attributes', listed, `must be at most ${lists.value} lists at once`));
	}
	return violations;
}

function checkCustomAttribute(rules: AttributeRules, name: string, attribute: Attribute, level: number): Violation[] {
	const violations: Violation[] = [];
	if (!rules.name.pattern.test(name)) violations.push(violation('Attribute name', name, rules.name.words));
	violations.push(...checkValue(rules, `Attribute ${name}`, attribute));
	for (const nested of nestedOf(rules, attribute)) {
		if (rules.nesting && level >= rules.nesting.value) {
			violations.push(violation(`Attribute ${name}`, 'object', `is nested deeper than ${rules.nesting.value} levels`));
			break;
		}
		violations.push(...checkCounts(rules, nested));
		for (const [inner, value] of nested) violations.push(...checkCustomAttribute(rules, inner, value, level + 1));
	}
	return violations;
}

function nestedOf({ types }: AttributeRules, attribute: Attribute): readonly Attributes[] {
	if (!types.has(attribute.type)) return [];
	if (attribute.type === 'object') return [attribute.value];
	return attribute.type === 'objectList' ? attribute.value : [];
}

function checkValue(rules: AttributeRules, field: string, attribute: Attribute): Violation[] {
	if (!rules.types.has(attribute.type)) return [violation(field, attributeTypeNames[attribute.type], rules.otherTypes)];
	switch (attribute.type) {
		case 'text':
			return checkText(field, attribute.value, rules.text);
		case 'url':
			return checkUrl(field, attribute.value, rules.url);
		case 'integer':
			return Number.isSafeInteger(attribute.value)
				? []
				: [violation(field, attribute.value, 'must be a whole number that JSON carries exactly')];
		case 'number':
			return Number.isFinite(attribute.value) ? [] : [violation(field, String(attribute.value), 'must be a number')];
		case 'textList':
			return attribute.value.length === 0
				? [violation(field, '[]', 'must hold at least one text; delete the attribute to empty it')]
				: checkList(field, attribute.value, rules);
		case 'listEdit':
			return attribute.add.length + attribute.remove.length === 0
				? [violation(field, '{}', 'must add or remove at least one text')]
				: [
						...checkList(`${field}, $add`, attribute.add, rules),
						...checkList(`${field}, $remove`, attribute.remove, rules),
					];
		case 'objectList':
			return rules.list && attribute.value.length > rules.list.value
				? [violation(field, attribute.value.length, `must be at most ${rules.list.value} objects`)]
				: [];
		case 'boolean':
		case 'date':
		case 'object':
		case 'delete':
			return [];
	}
}

/** A text of 1 to the limit's characters, in UTF-16 units: so the Web SDK counts them, and of the server nothing else is known. */
export function checkText(field: string, text: string, limit: Limit | undefined): Violation[] {
	if (text === '') return [violation(field, text, limit ? `must be 1 to ${limit.value} characters` : 'must not be empty')];
	return limit && text.length > limit.value
		? [violation(field, text, `must be at most ${limit.value} characters`)]
		: [];
}

/** What a parser of addresses takes, which blanks inside it would pass, too. */
function checkUrl(field: string, url: string, limit: Limit): Violation[] {
	if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(url) || !URL.canParse(url)) {
		return [violation(field, url, 'must be a URL with a scheme, e.g. https://example.com')];
	}
	return url.length > limit.value ? [violation(field, url, `must be at most ${limit.value} characters`)] : [];
}

function checkList(field: string, list: readonly string[], rules: AttributeRules): Violation[] {
	const violations = list.flatMap((entry) => checkText(`${field}, an item`, entry, rules.listItem));
	if (rules.list && list.length > rules.list.value) {
		violations.push(violation(field, list.length, `must be at most ${rules.list.value} items`));
	}
	return violations;
}

/** Checks everything of an event but its time, which has choices of its own (batch-api-2x.md §11.1, batch-api-1x.md §7). */
export function checkEvent(family: Family, event: TrackedEvent): Violation[] {
	const limits = family === 'project' ? projectLimits : appLimits;
	const violations: Violation[] = [];
	if (!projectNameRule.pattern.test(event.name)) {
		violations.push(violation('Event Name', event.name, projectNameRule.words));
	}
	if (event.label !== undefined) violations.push(...checkText('Label', event.label, limits.labelCharacters));
	if (event.tags.length > limits.tags.value) {
		violations.push(violation('Tags', event.tags.length, `must be at most ${limits.tags.value}`));
	}
	violations.push(...event.tags.flatMap((tag) => checkText('Tag', tag, limits.tagCharacters)));
	violations.push(...checkAttributes(family, 'event', event.attributes));
	return violations;
}

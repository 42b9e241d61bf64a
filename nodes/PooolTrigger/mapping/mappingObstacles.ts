import { webSdkLimits, webSdkNameRule } from '../../shared/batch/contract/webSdkContract';
import type { EventMapping, FixedValue } from './mapping';

/**
 * What Batch would not take of the mappings, as sentences; none when it takes them all. Held against the
 * rules of the Web SDK, which are those of the server but for the case of names. `maximumAttributes` is the
 * stricter of where the events go.
 */
export function mappingObstacles(mappings: ReadonlyMap<string, EventMapping>, maximumAttributes: number): string[] {
	const obstacles: string[] = [];
	for (const [key, { name, fixed, taken }] of mappings) {
		if (!webSdkNameRule.pattern.test(name)) {
			obstacles.push(`The event name "${name}" for ${key} (${name.length} characters) ${webSdkNameRule.words}.`);
		}
		const names = [...Object.keys(fixed), ...taken.map(([, attribute]) => attribute)];
		obstacles.push(...nameObstacles(key, names));
		if (names.length > maximumAttributes) {
			obstacles.push(`${key} would have ${names.length} attributes; Batch takes ${maximumAttributes} at most.`);
		}
		for (const [attribute, value] of Object.entries(fixed)) {
			const rule = whyNoValue(attribute, value);
			if (rule !== undefined) obstacles.push(`The fixed attribute "${attribute}" of ${key} ${rule}.`);
		}
	}
	return obstacles;
}

/** Batch lower-cases attribute names, so two that differ in case only are one. */
function nameObstacles(key: string, names: readonly string[]): string[] {
	const seen = new Set<string>();
	return names.flatMap((name) => {
		const lower = name.toLowerCase();
		if (seen.has(lower)) return [`${key} has the attribute "${lower}" twice.`];
		seen.add(lower);
		const isName = webSdkNameRule.pattern.test(name) && name !== '__proto__';
		if (name === '$label' || name === '$tags' || isName) return [];
		return [`The attribute name "${name}" of ${key} ${webSdkNameRule.words}.`];
	});
}

function whyNoValue(attribute: string, value: FixedValue): string | undefined {
	if (attribute === '$tags') return whyNoTags(value);
	if (attribute === '$label') return whyNoText(value, webSdkLimits.labelCharacters.value);
	if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'must be a number';
	return typeof value === 'boolean' ? undefined : whyNoText(value, webSdkLimits.textCharacters.value);
}

function whyNoTags(tags: FixedValue): string | undefined {
	const { tags: count, tagCharacters } = webSdkLimits;
	if (!Array.isArray(tags) || tags.length === 0 || tags.length > count.value) {
		return `must name 1 to ${count.value} tags, separated by commas`;
	}
	const isLong = tags.some((tag: string) => tag.length > tagCharacters.value);
	return isLong ? `has a tag of more than ${tagCharacters.value} characters` : undefined;
}

function whyNoText(value: FixedValue, characters: number): string | undefined {
	const fits = typeof value === 'string' && value !== '' && value.length <= characters;
	return fits ? undefined : `must be a text of 1 to ${characters} characters`;
}

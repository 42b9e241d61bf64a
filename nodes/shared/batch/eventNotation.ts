import type { Attributes } from './attributes/attribute';
import { readNotation, type NotationSettings } from './attributes/readNotation';
import { isMissing, readText, readTextList, type Reading } from './values/readValue';
import { violation, type Violation } from './violation';

/** What stands in an event's attributes in Batch's notation. */
export interface EventNotation {
	readonly attributes: Attributes;
	readonly label?: string;
	readonly tags: readonly string[];
	readonly violations: readonly Violation[];
}

/**
 * Reads an event's attributes in Batch's own notation, where `$label` and `$tags` stand among them
 * (batch-api-2x.md §11.1).
 * @param given label and tags that fields of their own give: two different ones of a kind are a violation
 */
export function readEventNotation(
	json: Record<string, unknown>,
	settings: NotationSettings,
	given: { readonly label?: unknown; readonly tags?: unknown } = {},
): EventNotation {
	const { $label: ownLabel, $tags: ownTags, ...others } = json;
	const { attributes, violations } = readNotation(others, settings);
	const label = readEither('Label', given.label, '$label', ownLabel, readText);
	const tags = readEither('Tags', given.tags, '$tags', ownTags, readTextList);
	return {
		attributes,
		...(label.value !== undefined && { label: label.value }),
		tags: tags.value ?? [],
		violations: [...violations, ...label.violations, ...tags.violations],
	};
}

function readEither<Value>(
	field: string,
	value: unknown,
	key: string,
	own: unknown,
	read: (value: unknown) => Reading<Value>,
): { value?: Value; violations: Violation[] } {
	const fromField = read(value);
	const fromKey = read(own);
	if (!fromField.ok) return { violations: [violation(field, value, fromField.rule)] };
	if (!fromKey.ok) return { violations: [violation(`Attribute ${key}`, own, fromKey.rule)] };
	if (isMissing(fromField.value)) return { value: fromKey.value, violations: [] };
	const isContradicted = fromKey.value !== undefined && JSON.stringify(fromKey.value) !== JSON.stringify(fromField.value);
	return {
		value: fromField.value,
		violations: isContradicted ? [violation(field, value, `must not say another thing than ${key} among the attributes`)] : [],
	};
}

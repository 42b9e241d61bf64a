import type { Attribute, Attributes } from './attribute';

/**
 * What a profile holds after `earlier` and then `later` were applied: the later value wins, and edits of a
 * list add up. Lets several rows of one profile travel as one update, which is what Batch's rate counts.
 * @returns undefined when a list is edited that was a single value before: what Batch makes of that is unknown
 */
export function mergeAttributes(earlier: Attributes, later: Attributes): Attributes | undefined {
	if (earlier.size === 0) return later;
	const merged = new Map(earlier);
	for (const [name, attribute] of later) {
		const before = merged.get(name);
		const both = before === undefined ? attribute : mergeAttribute(before, attribute);
		if (both === undefined) return undefined;
		merged.set(name, both);
	}
	return merged;
}

function mergeAttribute(before: Attribute, after: Attribute): Attribute | undefined {
	if (after.type !== 'listEdit') return after;
	if (before.type === 'listEdit') {
		return {
			type: 'listEdit',
			add: union(without(before.add, after.remove), after.add),
			remove: union(without(before.remove, after.add), after.remove),
		};
	}
	if (before.type === 'textList') return listOrDelete(union(without(before.value, after.remove), after.add));
	return before.type === 'delete' ? listOrDelete(after.add) : undefined;
}

/** Batch refuses an empty list; deleting the attribute is how it says the same. */
function listOrDelete(value: readonly string[]): Attribute {
	return value.length === 0 ? { type: 'delete', ofList: true } : { type: 'textList', value };
}

function union(first: readonly string[], second: readonly string[]): string[] {
	return [...new Set([...first, ...second])];
}

function without(list: readonly string[], removed: readonly string[]): string[] {
	const gone = new Set(removed);
	return list.filter((entry) => !gone.has(entry));
}

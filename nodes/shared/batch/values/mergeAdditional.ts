import { isRecord } from '../../isRecord';
import { violation, type Violation } from '../violation';

/** More than this no body of Batch's nests; what is deeper is one value. */
const deepest = 20;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Adds what was given as *Additional Fields (JSON)* to a body. Objects are joined key by key. What a field of the node sets
 * stays, and the key that would set it again, to whatever value, is a violation that names it.
 * @param field what the field is called that holds the additions
 */
export function mergeAdditional(body: Fields, additional: Fields, field: string): { readonly body: Record<string, unknown>; readonly violations: readonly Violation[] } {
	const violations: Violation[] = [];
	const join = (own: Fields, added: Fields, path: readonly string[]): Record<string, unknown> => {
		// Not by assignment: a key may be called __proto__.
		const joined = new Map(Object.entries(own));
		for (const [key, value] of Object.entries(added)) {
			const before = joined.get(key);
			const inner = [...path, key];
			if (before === undefined) joined.set(key, value);
			else if (isRecord(before) && isRecord(value) && inner.length < deepest) joined.set(key, join(before, value, inner));
			else violations.push(violation(field, inner.join('.'), 'is set by a field of the node already'));
		}
		return Object.fromEntries(joined);
	};
	return { body: join(body, additional, []), violations };
}

import { violation, type Violation } from '../violation';
import { isRecord } from '../../isRecord';

/** More than this no body of Batch's nests; what is deeper is one value. */
const deepest = 20;

/**
 * Adds what was given as *Additional Fields (JSON)* to a body. Objects are joined key by key; a value that a
 * field gave another one for stays, and the contradiction is a violation that names the key.
 */
export function mergeAdditional(
	body: Readonly<Record<string, unknown>>,
	additional: Readonly<Record<string, unknown>>,
): { readonly body: Record<string, unknown>; readonly violations: readonly Violation[] } {
	const violations: Violation[] = [];
	return { body: join(body, additional, [], violations), violations };
}

function join(
	body: Readonly<Record<string, unknown>>,
	additional: Readonly<Record<string, unknown>>,
	path: readonly string[],
	violations: Violation[],
): Record<string, unknown> {
	// Not by assignment: a key may be called __proto__.
	const joined = new Map(Object.entries(body));
	for (const [key, value] of Object.entries(additional)) {
		const before = joined.get(key);
		const inner = [...path, key];
		if (before === undefined) joined.set(key, value);
		else if (isRecord(before) && isRecord(value) && inner.length < deepest) joined.set(key, join(before, value, inner, violations));
		else if (JSON.stringify(before) !== JSON.stringify(value)) {
			violations.push(
				violation('Additional Fields (JSON)', { [inner.join('.')]: value }, 'must not give another value for what a field of the node says already'),
			);
		}
	}
	return Object.fromEntries(joined);
}

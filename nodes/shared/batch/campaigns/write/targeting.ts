import { isRecord } from '../../../isRecord';
import { isMissing } from '../../values/readValue';

/** Deeper ones say something. */
const levelsAtMost = 100;

/** A targeting of this depth and breadth is nobody's: it is not looked through further. */
const partsAtMost = 10_000;

/** Whether a targeting says anything: nothing and an empty object both mean everybody (batch-api-2x.md §6.1). */
export function isStated(targeting: unknown): boolean {
	return isRecord(targeting) && Object.values(targeting).some((part) => !isEmpty(part));
}

/** Whether a condition lets everybody through: a list of which nothing is left is none, however many nulls it holds. */
function isEmpty(condition: unknown, level = 1): boolean {
	if (isMissing(condition)) return true;
	return Array.isArray(condition) && level <= levelsAtMost ? condition.every((part) => isEmpty(part, level + 1)) : isHollow(condition, level);
}

/** Whether objects and lists stand in each other without a value. Within a query null and the empty text are values, too. */
export function isHollow(query: unknown, level = 1): boolean {
	if (level > levelsAtMost || (!Array.isArray(query) && !isRecord(query))) return false;
	return Object.values(query).every((part) => isHollow(part, level + 1));
}

/** Whether a text stands anywhere in the targeting, as a key or as a value: how one names an audience is not documented. */
export function names(targeting: unknown, text: string): boolean {
	const open: unknown[] = [targeting];
	for (let count = 0; open.length > 0 && count < partsAtMost; count++) {
		const part = open.pop();
		if (part === text) return true;
		if (Array.isArray(part)) open.push(...(part as unknown[]));
		else if (isRecord(part)) open.push(...Object.keys(part), ...Object.values(part));
	}
	return false;
}

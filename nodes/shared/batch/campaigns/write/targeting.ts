import { isRecord } from '../../../isRecord';

/** A targeting of this depth and breadth is nobody's: it is not looked through further. */
const partsAtMost = 10_000;

/** Whether a targeting says anything: nothing and an empty object both mean everybody (batch-api-2x.md §6.1). */
export function isStated(targeting: unknown): boolean {
	return isRecord(targeting) && Object.values(targeting).some((part) => !isEmpty(part));
}

function isEmpty(part: unknown): boolean {
	if (part === undefined || part === null || part === '') return true;
	if (Array.isArray(part)) return part.length === 0;
	return isRecord(part) && Object.keys(part).length === 0;
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

/** A plain object, as parsed from JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	return Object.prototype.toString.call(value) === '[object Object]' && !('isLuxonDateTime' in value);
}

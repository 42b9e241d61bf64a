/** Whether a value is an object with names and values, as JSON gives it: no list, no date of any kind, no bytes, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	return Object.prototype.toString.call(value) === '[object Object]' && !('isLuxonDateTime' in value);
}

/** Whether n8n evaluates something in a parameter, as it stands in the workflow. */
export function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

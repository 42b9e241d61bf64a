/** As `trim`, which takes its time for values that need none: nearly all. */
export function trimmed(value: string): string {
	return isTrimmed(value) ? value : value.trim();
}

/** Whether a value has no blanks around it, as far as its first and last character tell at once. */
export function isTrimmed(value: string): boolean {
	const { length } = value;
	if (length === 0) return true;
	const first = value.charCodeAt(0);
	const last = value.charCodeAt(length - 1);
	return first > 32 && first < 127 && last > 32 && last < 127;
}

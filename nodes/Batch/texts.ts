/** Texts and numbers as text; nothing and objects as the empty text, which the contract then refuses by name. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** A list from a list, or from a text with commas or line ends between its parts. */
export function toTextList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : toText(value).split(/[,\n]/);
	return parts.map((part) => toText(part)).filter((part) => part !== '');
}

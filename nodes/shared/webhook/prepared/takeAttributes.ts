/** What a field becomes: a text, an address, or (`any`) whatever its value is. */
export type TakenKind = 'text' | 'url' | 'any';

/** Field, attribute, kind. Short, because Poool's page script carries it into the page. */
export type TakenField = readonly [field: string, attribute: string, kind: TakenKind];

/** A value that has a form in Batch, with the type it gets there. */
export interface TakenAttribute {
	readonly field: string;
	readonly name: string;
	readonly kind: 'plain' | 'url';
	readonly value: string | number | boolean | string[];
}

/** The limits of where the event goes. Lengths in UTF-16 units, which is never less strict than characters. */
export interface ValueLimits {
	readonly text: number;
	readonly url: number;
	/** Items of a list of texts; 0 where lists have no form. */
	readonly list: number;
}

/**
 * Takes the fields of one event that have a form in Batch, in their order. Nothing is cut: what is missing,
 * of another type or too long is not taken. Runs in Poool's page script as well as in n8n, hence no library of either.
 */
export function takeAttributes(
	fields: readonly TakenField[],
	valueOf: (field: string) => unknown,
	limits: ValueLimits,
): TakenAttribute[] {
	const taken: TakenAttribute[] = [];
	fields.forEach(([field, name, kind]) => {
		const raw = valueOf(field);
		const value = valueFor(kind, raw, limits);
		if (value !== undefined) taken.push({ field, name, kind: kind === 'url' ? 'url' : 'plain', value });
	});
	return taken;
}

function valueFor(kind: TakenKind, value: unknown, limits: ValueLimits): TakenAttribute['value'] | undefined {
	if (kind === 'url') {
		return isText(value, limits.url) && /^https?:\/\/[^\s/]\S*$/i.test(value) && isAddress(value) ? value : undefined;
	}
	if (typeof value === 'number') {
		if (!isFinite(value)) return undefined;
		return kind === 'text' ? String(value) : value;
	}
	if (isText(value, limits.text)) return value;
	if (kind === 'text') return undefined;
	if (typeof value === 'boolean') return value;
	return isTextList(value, limits) ? value : undefined;
}

function isText(value: unknown, characters: number): value is string {
	return typeof value === 'string' && value !== '' && value.length <= characters;
}

function isTextList(value: unknown, limits: ValueLimits): value is string[] {
	return (
		Array.isArray(value) &&
		value.length > 0 &&
		value.length <= limits.list &&
		value.every((entry) => isText(entry, limits.text))
	);
}

/** `http://[` looks like one. */
function isAddress(text: string): boolean {
	try {
		return new URL(text).host !== '';
	} catch {
		return false;
	}
}

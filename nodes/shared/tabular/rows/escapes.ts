import type { Dialect } from '../dialect/dialect';

/** Noncharacters of Unicode, which no text may hold: they stand for an escape character and for what it takes the meaning from. */
const mark = '\ufdd0';
const marks = ['\ufdd1', '\ufdd2', '\ufdd3'];

/** Hides what an escape character has taken the meaning from, so that the CSV library, which knows doubled quotes only, sees none. */
export interface Escapes {
	/** A text as long as this one. */
	hide(text: string): string;
	/** Writes a field the way it was meant. */
	reveal(field: string): string;
}

/** @returns undefined for a dialect without an escape character, and where it is the quote itself */
export function escapesOf({ escape, quote, delimiter }: Dialect): Escapes | undefined {
	if (escape === undefined || escape === '' || escape === quote) return undefined;
	const meant = [escape, quote, delimiter];
	return {
		hide: (text) => {
			let hidden = '';
			let from = 0;
			for (let at = text.indexOf(escape); at !== -1; at = text.indexOf(escape, at)) {
				const index = at + 1 < text.length ? meant.indexOf(text[at + 1]) : -1;
				if (index !== -1) {
					hidden += text.slice(from, at) + mark + marks[index];
					from = at + 2;
				}
				at += index === -1 ? 1 : 2;
			}
			return from === 0 ? text : hidden + text.slice(from);
		},
		reveal: (field) => {
			if (!field.includes(mark)) return field;
			const [first, ...parts] = field.split(mark);
			return first + parts.map((part) => (meant[marks.indexOf(part[0] ?? '')] ?? '') + part.slice(1)).join('');
		},
	};
}

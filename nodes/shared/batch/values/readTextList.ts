import { isMissing, missing, refusedAs, taken, type Reading } from './reading';
import { readText } from './readText';

/** Reads a list of texts; of an empty one nothing is left, so it is missing. */
export function readTextList(value: unknown): Reading<string[]> {
	const parts = partsOf(value);
	if (parts === undefined) return refusedAs('textList');
	const texts: string[] = [];
	for (const part of parts) {
		const text = readText(part);
		if (!text.ok) return refusedAs('textList');
		if (text.value !== undefined) texts.push(text.value);
	}
	return texts.length === 0 ? missing : taken(texts);
}

function partsOf(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (isMissing(value) || typeof value !== 'string') return [value];
	const text = value.trim();
	return text.startsWith('[') && text.endsWith(']') ? parseList(text) : text.split(/[,\r\n]/);
}

/** Whoever writes brackets means a list: cut at its commas it would become texts nobody wrote. */
function parseList(text: string): unknown[] | undefined {
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list : undefined;
	} catch {
		return undefined;
	}
}

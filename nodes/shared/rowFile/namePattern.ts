import { linearPattern, type LinearPattern } from '../linearPattern';

/** The text between the places of a pattern for names, as a regular expression: `*` is anything, all else stands for itself. */
export function expressionOf(text: string): string {
	return text
		.split('*')
		.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
		.join('.*?');
}

/**
 * Reads a pattern for the whole of a name, like `{set}_{part}_*`.
 * @param places what may stand at each place in braces, as a regular expression; each place stands once
 * @throws for a pattern that is too long, or names a place twice
 */
export async function namePattern(label: string, pattern: string, places: Readonly<Record<string, string>>): Promise<LinearPattern> {
	const names = Object.keys(places).join('|');
	const parts = pattern.split(new RegExp(`\\{(${names})\\}`));
	const source = parts.map((part, index) => (index % 2 === 0 ? expressionOf(part) : `(?<${part}>${places[part]})`)).join('');
	const compiled = await linearPattern(`^${source}$`, { ignoreCase: true });
	if ('unusable' in compiled) throw new Error(`${label} cannot be "${pattern}": ${compiled.unusable}`);
	return compiled;
}

/** Whether a pattern for names has such a place. */
export function hasPlace(pattern: string, place: string): boolean {
	return pattern.includes(`{${place}}`);
}

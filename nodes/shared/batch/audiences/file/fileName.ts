import { linearPattern } from '../../../linearPattern';

/** What stands in a file's name, by the name of its group. */
export type NameGroups = ReadonlyMap<string, string>;

export interface FileNamePattern {
	/** The names of its groups. */
	readonly groups: readonly string[];
	/** Undefined where the pattern does not fit the name. */
	read(name: string): NameGroups | undefined;
}

const group = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** What a group stands for; every other one is anything. */
const shapes: Readonly<Record<string, string>> = { date: '([0-9]{4}[-_.]?[0-9]{2}[-_.]?[0-9]{2})', part: '([0-9]+)' };

/**
 * Reads a pattern like `{segment}_{date}.csv*`: `*` is anything, a word in braces is a group. A date is one with four digits
 * of the year in front, a part is a number. Capitals count for nothing.
 */
export async function readFileNamePattern(pattern: string): Promise<FileNamePattern | { readonly rule: string }> {
	const text = pattern.trim();
	if (text === '') return { rule: 'must not be empty' };
	const groups = [...text.matchAll(group)].map(([, name]) => name);
	const twice = groups.find((name, index) => groups.indexOf(name) !== index);
	if (twice !== undefined) return { rule: `has the group {${twice}} twice` };
	const parts = text.split(group).map((part, index) => (index % 2 === 1 ? (shapes[part] ?? '(.+?)') : literal(part)));
	const compiled = await linearPattern(`^${parts.join('')}$`, { ignoreCase: true });
	if ('unusable' in compiled) return { rule: `cannot be used: ${compiled.unusable}` };
	return {
		groups,
		read: (name) => {
			const found = compiled.groups(name);
			return found && new Map(groups.map((one, index) => [one, found[index]]));
		},
	};
}

/** Puts groups into a template: `news_{segment}`. @returns undefined where it names a group that is not there */
export function fillTemplate(template: string, groups: NameGroups): string | undefined {
	let isWhole = true;
	const filled = template.replace(group, (_, name: string) => {
		const value = groups.get(name);
		if (value === undefined) isWhole = false;
		return value ?? '';
	});
	return isWhole ? filled : undefined;
}

function literal(text: string): string {
	return text
		.split('*')
		.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
		.join('.*?');
}

/**
 * A regular expression of a user's that meets texts of strangers. JavaScript's own tries every way to share a
 * text out among the parts of a pattern: `^(\w+\s?)*$` and 30 letters keep it busy for seconds, and all of n8n
 * with it. This one is RE2's, which follows all ways at once, in time linear in the text.
 */
export interface LinearPattern {
	/** Whether the pattern matches anywhere in the text. */
	matches(text: string): boolean;
	/** What the first group holds of the first match. */
	firstGroup(text: string): string | undefined;
	/** What the groups with a name hold of the first match; undefined where nothing matches. */
	namedGroups(text: string): Readonly<Record<string, string | undefined>> | undefined;
	/** What the groups hold of the first match, in their order; undefined where nothing matches. */
	groups(text: string): string[] | undefined;
}

/** Why a pattern cannot be used, in RE2's words. */
export interface UnusablePattern {
	readonly unusable: string;
}

/** Steps of a compiled pattern, each of which may be taken at every character of a text. */
const mostSteps = 1_000;

/** Compiles a pattern in JavaScript's writing, as far as RE2 has it too: no looking ahead or back, no references. */
export async function linearPattern(
	source: string,
	{ ignoreCase = false } = {},
): Promise<LinearPattern | UnusablePattern> {
	const { RE2JS } = await import('./vendor/re2js');
	let compiled: ReturnType<typeof RE2JS.compile>;
	try {
		compiled = RE2JS.compile(RE2JS.translateRegExp(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
	} catch (error) {
		return { unusable: String((error as Error).message).replace(/^error parsing regexp: /, '') };
	}
	if (compiled.programSize() > mostSteps) return { unusable: 'it repeats too much' };
	return {
		matches: (text) => compiled.matcher(text).find(),
		firstGroup: (text) => {
			const match = compiled.matcher(text);
			return match.find() ? (match.group(1) ?? undefined) : undefined;
		},
		namedGroups: (text) => {
			const match = compiled.matcher(text);
			if (!match.find()) return undefined;
			return Object.fromEntries(Object.keys(compiled.namedGroups()).map((name) => [name, match.group(name) ?? undefined]));
		},
		groups: (text) => {
			const match = compiled.matcher(text);
			if (!match.find()) return undefined;
			return Array.from({ length: match.groupCount() }, (_, index) => match.group(index + 1) ?? '');
		},
	};
}

/** From the places in a name where a part of the pattern may begin to those where it may end. */
type Step = (name: readonly string[], starts: ReadonlySet<number>) => Set<number>;

/** What a pattern is made of, from left to right. */
const token = /\\(?<escaped>[*?[\]{}])|\[(?<negation>[!^]?)(?<set>\]?[^\]]*)\]|(?<folders>\*\*\/)|(?<run>\*+)|(?<one>\?)|(?<brace>[{},])|(?<text>[^\\*?[{},]+|[^])/gu;

type Token = Readonly<Partial<Record<'escaped' | 'negation' | 'set' | 'folders' | 'run' | 'one' | 'brace' | 'text', string>>>;

/**
 * Reads a glob: `*` and `?` (not over a slash), `**`, `[a-z]`, `[!a-z]`, `{either,or}`; a backslash takes the
 * meaning from the character behind it, and all else stands for itself, whatever its case. What a name begins
 * with is no wildcard's when it is a dot.
 *
 * Libraries make regular expressions of globs, which try every way to share a name out among the wildcards: with
 * picomatch, five `*` and a name of 120 characters took 23 seconds. Here all ways are followed at once, in steps
 * of pattern × name.
 */
export function glob(pattern: string): (name: string) => boolean {
	const tokens = [...alike(pattern).matchAll(token)].map(({ groups = {} }) => groups);
	const whole = readSequence(tokens, findBraces(tokens), 0, tokens.length);
	return (name) => {
		const characters = [...alike(name)];
		return whole(characters, new Set([0])).has(characters.length);
	};
}

/** Whatever its case; and a letter with an accent is one letter, though macOS writes it as two. */
function alike(text: string): string {
	return text.normalize('NFC').toLowerCase();
}

/** For each brace that opens a choice: where it, its commas and its closing brace are. */
function findBraces(tokens: readonly Token[]): Map<number, number[]> {
	const found = new Map<number, number[]>();
	const open: number[][] = [];
	tokens.forEach(({ brace }, index) => {
		if (brace === '{') open.push([]);
		open.at(-1)?.push(...(brace === undefined ? [] : [index]));
		const marks = brace === '}' ? open.pop() : undefined;
		if (marks !== undefined && marks.length > 2) found.set(marks[0], marks);
	});
	return found;
}

function readSequence(tokens: readonly Token[], braces: ReadonlyMap<number, number[]>, from: number, to: number): Step {
	const steps: Step[] = [];
	for (let index = from; index < to; index++) {
		const marks = braces.get(index);
		if (marks === undefined) {
			steps.push(stepOf(tokens[index]));
			continue;
		}
		const choices = marks.slice(1).map((end, choice) => readSequence(tokens, braces, marks[choice] + 1, end));
		steps.push((name, starts) => new Set(choices.flatMap((choice) => [...choice(name, starts)])));
		index = marks[marks.length - 1];
	}
	return (name, starts) => steps.reduce((places, step) => step(name, places), new Set(starts));
}

function stepOf({ escaped, negation, set, folders, run, one, brace, text = '' }: Token): Step {
	if (folders !== undefined) return anyFolders;
	if (run !== undefined) return run.length > 1 ? anything : anythingInFolder;
	if (one !== undefined) return oneOf(() => true);
	if (set !== undefined) return oneOf(readSet(set, negation !== ''));
	return exactly([...(escaped ?? brace ?? text)]);
}

function exactly(text: readonly string[]): Step {
	return (name, starts) => {
		const fitting = [...starts].filter((start) => text.every((character, index) => name[start + index] === character));
		return new Set(fitting.map((start) => start + text.length));
	};
}

function oneOf(fits: (character: string) => boolean): Step {
	return (name, starts) => {
		const fitting = [...starts].filter((at) => at < name.length && name[at] !== '/' && !isHidden(name, at) && fits(name[at]));
		return new Set(fitting.map((at) => at + 1));
	};
}

const anythingInFolder = runOf({ stopsAt: (character) => character === '/' });
const anything = runOf({});
const anyFolders = runOf({ endsOnlyAt: beginsPart });

function runOf({
	stopsAt = () => false,
	endsOnlyAt = () => true,
}: {
	stopsAt?: (character: string | undefined) => boolean;
	endsOnlyAt?: (name: readonly string[], at: number) => boolean;
}): Step {
	return (name, starts) => {
		const ends = new Set<number>();
		let isRunning = false;
		for (let at = 0; at <= name.length; at++) {
			isRunning = (isRunning || starts.has(at)) && !isHidden(name, at);
			if (isRunning && endsOnlyAt(name, at)) ends.add(at);
			if (stopsAt(name[at])) isRunning = false;
		}
		return ends;
	};
}

/** `a-z` and single characters; a hyphen at an end is one of them. */
function readSet(set: string, isNegated: boolean): (character: string) => boolean {
	const ranges = [...set.matchAll(/([^])(?:-([^]))?/gu)].map(([, first, last = first]) => [first.codePointAt(0) ?? 0, last.codePointAt(0) ?? 0]);
	return (character) => {
		const code = character.codePointAt(0) ?? 0;
		return ranges.some(([first, last]) => first <= code && code <= last) !== isNegated;
	};
}

function beginsPart(name: readonly string[], at: number): boolean {
	return at === 0 || name[at - 1] === '/';
}

function isHidden(name: readonly string[], at: number): boolean {
	return name[at] === '.' && beginsPart(name, at);
}

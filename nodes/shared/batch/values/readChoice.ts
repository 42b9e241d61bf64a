import { isMissing, missing, taken, type Reading } from './reading';
import { readText } from './readText';
import { readTextList } from './readTextList';
import { valueKinds } from './table';

/**
 * Reads the value of an options field.
 * @param allowed the values, not the labels: what stands in the editor beside them is nobody's word for them
 */
export function readChoice<Choice extends string>(value: unknown, allowed: readonly Choice[]): Reading<Choice> {
	if (allowed.includes(value as Choice)) return taken(value as Choice);
	if (isMissing(value)) return missing;
	const text = readText(value);
	const choice = text.ok ? choiceOf(text.value, allowed) : undefined;
	return choice === undefined ? refused('choice', allowed) : taken(choice);
}

/** Reads the values of a multiOptions field, in the order they were named. */
export function readChoices<Choice extends string>(value: unknown, allowed: readonly Choice[]): Reading<Choice[]> {
	const texts = readTextList(value);
	if (!texts.ok) return refused('choices', allowed);
	if (texts.value === undefined) return missing;
	const choices = new Set<Choice>();
	for (const text of texts.value) {
		const choice = choiceOf(text, allowed);
		if (choice === undefined) return refused('choices', allowed);
		choices.add(choice);
	}
	return taken([...choices]);
}

function choiceOf<Choice extends string>(text: string | undefined, allowed: readonly Choice[]): Choice | undefined {
	if (text === undefined) return undefined;
	const lowered = text.toLowerCase();
	return allowed.find((choice) => choice === text) ?? allowed.find((choice) => choice.toLowerCase() === lowered);
}

function refused(kind: 'choice' | 'choices', allowed: readonly string[]): Reading<never> {
	return { ok: false, rule: `${valueKinds[kind].words} ${allowed.join(', ')}` };
}

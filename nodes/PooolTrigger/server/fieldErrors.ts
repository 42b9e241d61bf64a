import type { IDataObject } from 'n8n-workflow';

import { linearPattern, type LinearPattern } from '../../shared/linearPattern';
import { at } from '../../shared/webhook/prepared/freeCall';
import type { FieldRule } from './serverSettings';

/** Long enough for any field; a pattern is not let loose on more. */
const longestValue = 2_000;
const emailForm = /^[^@\s]+@[A-Za-z0-9\-.]+\.[A-Za-z0-9]+$/;

/** A rule that is ready to be held against submissions. */
export interface FieldCheck {
	readonly rule: FieldRule;
	/** Matches anywhere in the value. */
	readonly pattern?: LinearPattern;
}

/** @throws for a pattern that cannot be used, naming it and its field: looked at before activation */
export async function fieldChecks(rules: readonly FieldRule[]): Promise<FieldCheck[]> {
	return await Promise.all(
		rules.map(async (rule) => (hasPattern(rule) ? { rule, pattern: await patternOf(rule) } : { rule })),
	);
}

/** What a submission breaks, by field; the first rule of a field counts. */
export function fieldErrors(body: IDataObject, checks: readonly FieldCheck[]): Map<string, string> {
	const errors = new Map<string, string>();
	for (const check of checks) {
		const { field, message } = check.rule;
		if (!errors.has(field) && breaks(valueOf(body, field), check)) errors.set(field, message);
	}
	return errors;
}

/**
 * The errors as Poool's server is to read them. Which of the two forms it wants is not public: an object
 * of messages by field, or a list as the page's callbacks return it (poool-purchasely.md §1.4, §1.6).
 */
export function errorBody(errors: ReadonlyMap<string, string>, form: 'object' | 'list'): IDataObject | unknown[] {
	return form === 'object'
		? Object.fromEntries(errors)
		: [...errors].map(([fieldKey, message]) => ({ fieldKey, message }));
}

function hasPattern({ condition }: FieldRule): boolean {
	return condition === 'matches' || condition === 'notMatches';
}

async function patternOf({ pattern, field }: FieldRule): Promise<LinearPattern> {
	const compiled = pattern === '' ? { unusable: 'it is empty' } : await linearPattern(pattern);
	if (!('unusable' in compiled)) return compiled;
	throw new Error(`The pattern "${pattern}" of ${field} is no regular expression as RE2 takes them: ${compiled.unusable}.`);
}

function breaks(value: string, { rule, pattern }: FieldCheck): boolean {
	if (rule.condition === 'empty') return value.trim() === '';
	if (value.length > longestValue) return true;
	if (rule.condition === 'notEmail') return !emailForm.test(value);
	const isMatch = pattern?.matches(value) ?? false;
	return rule.condition === 'matches' ? isMatch : !isMatch;
}

/** A form's fields may lie at the top or in a part of their own. */
function valueOf(body: IDataObject, field: string): string {
	const value = ['', 'fields.', 'values.'].map((part) => at(body, part + field)).find((found) => found !== undefined);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

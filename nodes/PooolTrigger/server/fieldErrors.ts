import type { IDataObject } from 'n8n-workflow';

import { at } from './serverCall';
import type { FieldRule } from './serverSettings';

/** Long enough for any field; a pattern is not let loose on more. */
const longestValue = 2_000;
const emailForm = /^[^@\s]+@[A-Za-z0-9\-.]+\.[A-Za-z0-9]+$/;

/** What a submission breaks, by field; the first rule of a field counts. */
export function fieldErrors(body: IDataObject, rules: readonly FieldRule[]): Map<string, string> {
	const errors = new Map<string, string>();
	for (const rule of rules) {
		if (!errors.has(rule.field) && breaks(valueOf(body, rule.field), rule)) errors.set(rule.field, rule.message);
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

/** A rule's pattern, which matches anywhere in the value; undefined where it is none. */
export function patternOf({ pattern }: Pick<FieldRule, 'pattern'>): RegExp | undefined {
	try {
		return new RegExp(pattern, 'u');
	} catch {
		return undefined;
	}
}

function breaks(value: string, rule: FieldRule): boolean {
	if (rule.condition === 'empty') return value.trim() === '';
	if (value.length > longestValue) return true;
	if (rule.condition === 'notEmail') return !emailForm.test(value);
	const isMatch = patternOf(rule)?.test(value) ?? false;
	return rule.condition === 'matches' ? isMatch : !isMatch;
}

/** A form's fields may lie at the top or in a part of their own. */
function valueOf(body: IDataObject, field: string): string {
	const value = ['', 'fields.', 'values.'].map((part) => at(body, part + field)).find((found) => found !== undefined);
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

import { describe, expect, it } from 'vitest';

import { readJson, readJsonObject } from '../../../../nodes/shared/batch/values/readJson';
import { readTime } from '../../../../nodes/shared/batch/values/readTime';
import { readBoolean, readChoice, readChoices, readInteger, readNumber, readText, readTextList, type Reading } from '../../../../nodes/shared/batch/values/readValue';
import { valueKinds, type ValueKind } from '../../../../nodes/shared/batch/values/table';

const platforms = ['ios', 'android', 'web'];

const readers: Record<ValueKind, (value: unknown) => Reading<unknown>> = {
	text: readText,
	number: readNumber,
	integer: readInteger,
	boolean: readBoolean,
	textList: readTextList,
	choice: (value) => readChoice(value, platforms),
	choices: (value) => readChoices(value, platforms),
	time: (value) => readTime(value, 'UTC'),
	jsonObject: readJsonObject,
	json: readJson,
};

describe.each(Object.keys(valueKinds) as ValueKind[])('the table on %s', (kind) => {
	const { examples, refusedExamples, words } = valueKinds[kind];
	const read = readers[kind];

	it.each(examples)('takes %j for %j', (given, takenFor) => {
		expect(read(given)).toEqual({ ok: true, value: takenFor });
	});

	it.each(refusedExamples.map((given) => [given]))('refuses %j and says its rule', (given) => {
		const reading = read(given);
		expect(reading).toEqual({ ok: false, rule: expect.stringContaining(words) });
	});

	it.each([undefined, null, '', ' ', '\t\n', '\u00A0'])('takes %j for missing', (value) => {
		expect(read(value)).toEqual({ ok: true, value: undefined });
	});

	it.each([
		['a symbol', Symbol('x')],
		['a function', () => 'x'],
		['a map', new Map([['a', 1]])],
		['a date that is none', new Date(Number.NaN)],
		['no number', Number.NaN],
		['no end', Number.POSITIVE_INFINITY],
	])('refuses %s', (_name, value) => {
		expect(read(value).ok).toBe(false);
	});
});

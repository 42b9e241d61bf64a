import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readJson, readJsonObject } from '../../../../nodes/shared/batch/values/readJson';
import { readTime } from '../../../../nodes/shared/batch/values/readTime';
import { readBoolean, readChoice, readChoices, readInteger, readNumber, readText, readTextList, type Reading } from '../../../../nodes/shared/batch/values/readValue';

/** Whatever an n8n parameter may give. */
const anything = fc.oneof(
	fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
	fc.string(),
	fc.json(),
	fc.double(),
	fc.date(),
);

const choices = ['ios', 'android', 'realTime'] as const;

const readers: Record<string, (value: unknown) => Reading<unknown>> = {
	readText,
	readNumber,
	readInteger,
	readBoolean,
	readTextList,
	readChoice: (value) => readChoice(value, choices),
	readChoices: (value) => readChoices(value, choices),
	readTime: (value) => readTime(value, 'Europe/Paris'),
	readJsonObject,
	readJson,
};

const valueOf = <Value>(reading: Reading<Value>): Value | undefined => {
	expect(reading.ok).toBe(true);
	return reading.ok ? reading.value : undefined;
};

describe.each(Object.entries(readers))('%s', (_name, read) => {
	it('throws at nothing, and a refusal always says its rule', () => {
		fc.assert(
			fc.property(anything, (value) => {
				const reading = read(value);
				if (!reading.ok) expect(reading.rule).toMatch(/^must /);
			}),
			{ numRuns: 1_000 },
		);
	});

});

describe.each(['readNumber', 'readInteger', 'readBoolean', 'readTextList', 'readChoice', 'readChoices', 'readJsonObject'])('%s', (name) => {
	it('takes what it gave for the same again', () => {
		const read = readers[name];
		fc.assert(
			fc.property(anything, (value) => {
				const first = read(value);
				if (first.ok) expect(read(first.value)).toEqual(first);
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('texts', () => {
	it('lose nothing but the blanks around them', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(valueOf(readText(text))).toBe(text.trim() || undefined);
			}),
		);
	});

	it('come from a number exactly when it is written out and exact', () => {
		fc.assert(
			fc.property(fc.oneof(fc.double(), fc.maxSafeInteger(), fc.integer()), (number) => {
				const reading = readText(number);
				if (reading.ok) {
					expect(reading.value).toMatch(/^-?\d+(\.\d+)?$/);
					expect(Number(reading.value)).toBe(number === 0 ? 0 : number);
				} else expect(Number.isSafeInteger(number)).toBe(false);
			}),
		);
	});

	it('come from any bigint with all its digits', () => {
		fc.assert(
			fc.property(fc.bigInt(), (number) => {
				expect(valueOf(readText(number))).toBe(String(number));
			}),
		);
	});
});

describe('numbers', () => {
	it('are read back from what JSON writes', () => {
		fc.assert(
			fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
				expect(valueOf(readNumber(number))).toBe(number);
				if (!Number.isInteger(number)) expect(valueOf(readNumber(JSON.stringify(number)))).toBe(number);
			}),
		);
	});

	it('never lose a digit of a whole number', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), (number) => {
				for (const given of [number, String(number)]) {
					const reading = readInteger(given);
					if (reading.ok) expect(BigInt(reading.value as number)).toBe(number);
					else expect(Number.isSafeInteger(Number(number))).toBe(false);
				}
			}),
		);
	});

	it('are what JSON calls a number, and no text besides', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.eE+-, xX_'), minLength: 1 }), (text) => {
				const reading = readNumber(text);
				if (reading.ok && reading.value !== undefined) expect(JSON.parse(text)).toBe(reading.value);
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('booleans', () => {
	const spelled = fc.constantFrom<[string, boolean]>(['true', true], ['yes', true], ['1', true], ['false', false], ['no', false], ['0', false]);

	it('are read in any case, with blanks around them', () => {
		fc.assert(
			fc.property(spelled, fc.mixedCase(fc.constant('x')), fc.constantFrom('', ' ', '\n'), ([word, meant], _case, blank) => {
				for (const written of [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]) {
					expect(valueOf(readBoolean(`${blank}${written}${blank}`))).toBe(meant);
				}
			}),
		);
	});
});

describe('lists of texts', () => {
	const part = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !/[,\r\n[\]]/.test(text));

	it('are the same as a list, with commas, with line ends and as JSON', () => {
		fc.assert(
			fc.property(fc.array(part, { minLength: 1 }), (parts) => {
				const expected = parts.map((text) => text.trim());
				for (const given of [parts, parts.join(','), parts.join('\n'), parts.join('\r\n'), JSON.stringify(parts)]) {
					expect(valueOf(readTextList(given))).toEqual(expected);
				}
			}),
		);
	});

	it('keep every text of a list, commas, brackets and line ends in it included', () => {
		fc.assert(
			fc.property(fc.array(fc.string()), (parts) => {
				const expected = parts.map((text) => text.trim()).filter((text) => text !== '');
				expect(valueOf(readTextList(parts)) ?? []).toEqual(expected);
				expect(valueOf(readTextList(JSON.stringify(parts))) ?? []).toEqual(expected);
			}),
		);
	});

	it('are refused whole as soon as one part is no text', () => {
		const stranger = fc.constantFrom<unknown>(true, {}, [], new Date(0), 1e21, Number.NaN);
		fc.assert(
			fc.property(fc.array(part), stranger, fc.array(part), (before, wrong, after) => {
				expect(readTextList([...before, wrong, ...after]).ok).toBe(false);
			}),
		);
	});
});

describe('choices', () => {
	it('forgive case and blanks and nothing else', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.mixedCase(fc.constantFrom(...choices))), (text) => {
				const meant = choices.find((choice) => choice.toLowerCase() === text.trim().toLowerCase());
				const reading = readChoice(text, choices);
				if (meant !== undefined) expect(reading).toEqual({ ok: true, value: meant });
				else if (text.trim() !== '') expect(reading).toEqual({ ok: false, rule: 'must be one of: ios, android, realTime' });
			}),
		);
	});

	it('prefer the one that is written exactly so', () => {
		expect(valueOf(readChoice('A', ['a', 'A']))).toBe('A');
	});

	it('never hold what is not allowed, nor anything twice', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.mixedCase(fc.constantFrom(...choices)), fc.string({ maxLength: 3 }))), (names) => {
				const reading = readChoices(names, choices);
				if (!reading.ok || reading.value === undefined) return;
				expect(new Set(reading.value).size).toBe(reading.value.length);
				for (const choice of reading.value) expect(choices).toContain(choice);
			}),
		);
	});

	it.each(['constructor', '__proto__', 'toString'])('know nothing of %s', (name) => {
		expect(readChoice(name, choices).ok).toBe(false);
	});
});

describe('JSON', () => {
	it('is read from its text as it was written', () => {
		fc.assert(
			fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
				const text = JSON.stringify(json);
				const reading = readJson(text);
				if (reading.ok) expect(reading.value).toEqual(JSON.parse(text));
				// The only reason to refuse a text that JSON itself wrote.
				else expect(text).toMatch(/\d{16,}/);
			}),
		);
	});

	it('takes digits inside a text for no number', () => {
		const text = '{"id":"9007199254740993","note":"\\"9007199254740993"}';
		expect(valueOf(readJsonObject(text))).toEqual(JSON.parse(text));
	});

	it('reads a megabyte of quotes and digits at once', () => {
		const text = `["${'\\"1'.repeat(300_000)}"${',1'.repeat(100_000)}]`;
		const start = Date.now();
		expect(readJson(text).ok).toBe(true);
		expect(Date.now() - start).toBeLessThan(2_000);
	});

	it.each(['1e400', '[-1e999]', '{"a":1E400}'])('is refused where it would become infinite: %s', (text) => {
		expect(readJson(text).ok).toBe(false);
		expect(readJsonObject(text).ok).toBe(false);
	});

	it('pollutes no prototype', () => {
		const object = valueOf(readJsonObject('{"__proto__":{"polluted":1}}'));
		expect(Object.keys(object ?? {})).toEqual(['__proto__']);
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});
});

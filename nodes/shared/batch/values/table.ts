/** A kind of value, as a field of the node wants it. */
export type ValueKind =
	| 'text'
	| 'number'
	| 'integer'
	| 'boolean'
	| 'textList'
	| 'choice'
	| 'choices'
	| 'time'
	| 'jsonObject'
	| 'json';

/** An example the readers are held against: what is given, and what it is taken for. */
type Example = readonly [given: unknown, takenFor: unknown];

interface ValueRule {
	/** How the kind is called in the documentation. */
	readonly name: string;
	/** Spellings that are taken. */
	readonly taken: string;
	/** What is refused although it may look near. */
	readonly refused: string;
	/** The rule of a refusal: completes "Field X (value) …". For choices the choices follow. */
	readonly words: string;
	readonly examples: readonly Example[];
	readonly refusedExamples: readonly unknown[];
}

/**
 * Which values a field takes, for whatever an expression, a column or an AI tool gives it. The readers beside
 * this file follow it, refusals and field hints quote it, and docs/values.md is written from it.
 */
export const valueKinds: Readonly<Record<ValueKind, ValueRule>> = {
	text: {
		name: 'Text and IDs',
		taken: 'Texts, without the blanks around them; numbers, as long as they are written digit by digit',
		refused:
			'Objects, lists, dates, true and false; numbers that lost digits or would be written with an exponent – give such an ID as text',
		words: 'must be a text, or a number that is exact to its last digit',
		examples: [
			[' reader-42 ', 'reader-42'],
			[42, '42'],
			['9007199254740993', '9007199254740993'],
		],
		refusedExamples: [9007199254740992, 1e21, true, { id: 'a' }, ['a']],
	},
	number: {
		name: 'Number',
		taken: 'Numbers; texts in the form JSON gives numbers',
		refused: 'Commas, thousands separators, units, leading zeros, true and false, whole numbers too long to be exact',
		words: 'must be a number, e.g. 39.9',
		examples: [
			[39.9, 39.9],
			[' -1.5e3 ', -1500],
			['0', 0],
		],
		refusedExamples: ['39,9', '1 000', '007', '0x10', 'Infinity', '12 €', true, [1], '9007199254740993'],
	},
	integer: {
		name: 'Integer',
		taken: 'Whole numbers; texts in the form JSON gives numbers',
		refused: 'Fractions, and everything Number refuses',
		words: 'must be a whole number, e.g. 42',
		examples: [
			[42, 42],
			['-7', -7],
			['12.0', 12],
		],
		refusedExamples: [1.5, '1.5', 1e21, '1,000', false],
	},
	boolean: {
		name: 'Boolean',
		taken: 'true, false, yes, no, 1 and 0, in any case',
		refused: 'Everything else',
		words: 'must be true or false (or yes, no, 1, 0)',
		examples: [
			[true, true],
			['TRUE', true],
			['yes', true],
			[1, true],
			[' No ', false],
			['0', false],
		],
		refusedExamples: ['maybe', 'on', 2, 'oui', [true], {}],
	},
	textList: {
		name: 'List of texts',
		taken:
			'Lists; texts with commas or line ends between the parts; a JSON array in a text; entries are taken as texts are; empty entries are left out',
		refused: 'A list that holds an object, a list, true or false; an object, in a text as well; a bracket that begins no JSON array',
		words: 'must be a list of texts, a text with commas between the parts, or a JSON array of texts',
		examples: [
			[['a', 7], ['a', '7']],
			['a, b', ['a', 'b']],
			['a\nb', ['a', 'b']],
			['["e","f"]', ['e', 'f']],
			[12, ['12']],
		],
		refusedExamples: [['a', {}], ['a', ['b']], ['a', true], "['e','f']", '[1e21]', '["a","b', '{"ids":["a","b"]}', { 0: 'a' }, true],
	},
	choice: {
		name: 'Choice',
		taken: 'The value of one of the choices, in any case, blanks around it or not',
		refused: 'Everything else, the label shown in the editor included',
		words: 'must be one of:',
		examples: [
			['ios', 'ios'],
			[' Android ', 'android'],
		],
		refusedExamples: ['iPhone', 'ios, android', ['ios'], 1, true],
	},
	choices: {
		name: 'Several choices',
		taken: 'Lists of choices, in the forms a list of texts has; what is named twice counts once',
		refused: 'A list that holds anything that is no choice',
		words: 'must name one or more of:',
		examples: [
			['iOS, Android', ['ios', 'android']],
			[
				['ios', 'Android', 'IOS'],
				['ios', 'android'],
			],
			['["web"]', ['web']],
		],
		refusedExamples: ['ios, iPhone', ['ios', 1], { ios: true }],
	},
	time: {
		name: 'Date and time',
		taken:
			'ISO 8601 with T or a blank between date and time, the date alone (midnight UTC), yyyyMMdd as a text; dates of JavaScript and Luxon; 10 digits as seconds and 13 as milliseconds since 1970; a time without an offset is read in the time zone of the workflow',
		refused: 'Numbers of any other length, times without a date, months without a day, other orders of day, month and year',
		words:
			'must be a date and time, e.g. 2026-01-10T09:30:00Z or 2026-01-10 09:30:00 (also yyyyMMdd as a text, or Unix time of 10 or 13 digits)',
		examples: [
			['2024-01-05T10:00:00Z', 1_704_448_800_000],
			['2024-01-05 10:00:00+01:00', 1_704_445_200_000],
			['20240105', 1_704_412_800_000],
			[1_704_448_800, 1_704_448_800_000],
			['1704448800000', 1_704_448_800_000],
		],
		refusedExamples: [20240105, 0, 1.5, '2024', '2024-01', '10:00', '05/01/2024', 'tomorrow', '2024-02-30', true],
	},
	jsonObject: {
		name: 'JSON object',
		taken: 'Objects; texts that hold one in JSON',
		refused: 'Lists, dates, texts that are not JSON, whole numbers that lose digits, NaN and Infinity',
		words: 'must be a JSON object, with whole numbers beyond 9007199254740991 in quotes',
		examples: [
			[{ plan: 'gold' }, { plan: 'gold' }],
			['{"plan":"gold"}', { plan: 'gold' }],
		],
		refusedExamples: ['{plan: gold}', '[]', [], 'null', 7, '{"id":9007199254740993}'],
	},
	json: {
		name: 'JSON',
		taken: 'Objects, lists, numbers, true and false; texts in JSON',
		refused: 'Texts that are not JSON, dates, whole numbers that lose digits, NaN and Infinity',
		words: 'must be JSON, with whole numbers beyond 9007199254740991 in quotes',
		examples: [
			[['a'], ['a']],
			['[1]', [1]],
			['{"a":null}', { a: null }],
			['"gold"', 'gold'],
		],
		refusedExamples: ['gold', '[1,]', '[9007199254740993]'],
	},
};

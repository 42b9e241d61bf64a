import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Attribute, Attributes } from '../../../nodes/shared/batch/attributes/attribute';
import { checkAttributes } from '../../../nodes/shared/batch/contract/checks';
import type { Family } from '../../../nodes/shared/batch/family';
import { describeViolations, type Violation } from '../../../nodes/shared/batch/violation';

const families = ['project', 'app'] as const;
const text = (value: string): Attribute => ({ type: 'text', value });
const url = (length: number): Attribute => ({ type: 'url', value: 'https://e.org/'.padEnd(length, 'x') });
const texts = (count: number, length = 1): Attribute => ({ type: 'textList', value: Array<string>(count).fill('x'.repeat(length)) });
const edit = (add: number, remove: number, length = 1): Attribute => ({
	type: 'listEdit',
	add: Array<string>(add).fill('x'.repeat(length)),
	remove: Array<string>(remove).fill('x'.repeat(length)),
});
const many = (count: number, value: Attribute = text('x')): Attributes =>
	new Map(Array.from({ length: count }, (_unused, index) => [`name_${index}`, value]));
const object = (value: Attributes): Attribute => ({ type: 'object', value });
const objects = (count: number): Attribute => ({ type: 'objectList', value: Array<Attributes>(count).fill(many(1)) });

const checkProfile = (family: Family, value: Attribute, name = 'plan'): Violation[] =>
	checkAttributes(family, 'profile', new Map([[name, value]]));
const checkEvent = (family: Family, value: Attribute, name = 'plan'): Violation[] =>
	checkAttributes(family, 'event', new Map([[name, value]]));

type Edge = [name: string, family: Family, at: Attribute, above: Attribute, violation: Partial<Violation>];

/** Figures as the documentation of Batch has them, not as the tables of the contract do: those are what is tested. */
const edges: Edge[] = [
	['a text of 300', 'project', text('x'.repeat(300)), text('x'.repeat(301)), { field: 'Attribute plan', rule: 'must be at most 300 characters' }],
	['a text of 64', 'app', text('x'.repeat(64)), text('x'.repeat(65)), { field: 'Attribute plan', value: 'x'.repeat(65), rule: 'must be at most 64 characters' }],
	['a text of 150 characters of two UTF-16 units', 'project', text('🚀'.repeat(150)), text('🚀'.repeat(151)), { rule: 'must be at most 300 characters' }],
	['a text of 32 characters of two UTF-16 units', 'app', text('🚀'.repeat(32)), text('🚀'.repeat(33)), { rule: 'must be at most 64 characters' }],
	['a text of 1', 'project', text('x'), text(''), { field: 'Attribute plan', value: '', rule: 'must be 1 to 300 characters' }],
	['a URL of 2,048 (project)', 'project', url(2_048), url(2_049), { field: 'Attribute plan', rule: 'must be at most 2048 characters' }],
	['a URL of 2,048 (app)', 'app', url(2_048), url(2_049), { rule: 'must be at most 2048 characters' }],
	['the largest safe integer', 'project', { type: 'integer', value: 2 ** 53 - 1 }, { type: 'integer', value: 2 ** 53 }, { value: '9007199254740992', rule: 'must be a whole number that JSON carries exactly' }],
];

const listEdges: Edge[] = [
	['a list of 25', 'project', texts(25), texts(26), { field: 'Attribute plan', value: '26', rule: 'must be at most 25 items' }],
	['a list item of 300', 'project', texts(1, 300), texts(1, 301), { field: 'Attribute plan, an item', rule: 'must be at most 300 characters' }],
	['a list item of 1', 'project', texts(1), texts(1, 0), { field: 'Attribute plan, an item', rule: 'must be 1 to 300 characters' }],
	['a list of 1', 'project', texts(1), texts(0), { value: '[]', rule: 'must hold at least one text; delete the attribute to empty it' }],
];

const profileEdges: Edge[] = [
	['an edit of 25 to add', 'project', edit(25, 0), edit(26, 0), { field: 'Attribute plan, $add', value: '26', rule: 'must be at most 25 items' }],
	['an edit of 25 to remove beside 25 to add', 'project', edit(25, 25), edit(25, 26), { field: 'Attribute plan, $remove', value: '26', rule: 'must be at most 25 items' }],
	['an edit of 1', 'app', edit(0, 1), edit(0, 0), { value: '{}', rule: 'must add or remove at least one text' }],
	['a tag of 64', 'app', edit(1, 1, 64), edit(0, 1, 65), { field: 'Attribute plan, $remove, an item', rule: 'must be at most 64 characters' }],
];

describe.each(edges)('%s', (_name, family, at, above, violation) => {
	it('is what a profile takes', () => {
		expect(checkProfile(family, at)).toEqual([]);
		expect(checkProfile(family, above)).toEqual([expect.objectContaining(violation)]);
	});

	it('is what an event takes', () => {
		expect(checkEvent(family, at)).toEqual([]);
		expect(checkEvent(family, above)).toEqual([expect.objectContaining(violation)]);
	});
});

describe('lists', () => {
	it.each([...listEdges, ...profileEdges])('on a profile: %s', (_name, family, at, above, violation) => {
		expect(checkProfile(family, at)).toEqual([]);
		expect(checkProfile(family, above)).toEqual([expect.objectContaining(violation)]);
	});

	it.each(listEdges)('on an event: %s', (_name, family, at, above, violation) => {
		expect(checkEvent(family, at)).toEqual([]);
		expect(checkEvent(family, above)).toEqual([expect.objectContaining(violation)]);
	});

	it('have no known length in the app family', () => {
		expect(checkProfile('app', texts(1_000))).toEqual([]);
	});

	it('of objects hold 25', () => {
		expect(checkEvent('project', objects(25))).toEqual([]);
		expect(checkEvent('project', objects(26))).toEqual([{ field: 'Attribute plan', value: '26', rule: 'must be at most 25 objects' }]);
	});
});

describe.each(families)('attribute names in the %s family', (family) => {
	const good = ['a', 'plan_2', '0', '_', 'x'.repeat(30)];
	const bad = ['', 'x'.repeat(31), 'Plan', 'plan-2', 'a b', 'é', 'a.b', 'plan\n', 'date(x)', 'ſ', '١'];

	it('are 1 to 30 lowercase letters, digits or underscores', () => {
		for (const check of [checkProfile, checkEvent]) {
			for (const name of good) expect(check(family, text('x'), name)).toEqual([]);
			for (const name of bad) {
				expect(check(family, text('x'), name)).toEqual([
					{ field: 'Attribute name', value: name.replace('\n', '\\n'), rule: 'must be 1 to 30 lowercase letters, digits or underscores' },
				]);
			}
		}
	});

	it('start with $ only where Batch defines them', () => {
		expect(checkEvent(family, text('ada@example.org'), '$email_address')).toHaveLength(1);
		expect(checkProfile(family, text('ada@example.org'), '$email_address')).toHaveLength(family === 'app' ? 1 : 0);
	});
});

describe('how many attributes', () => {
	it('is 50 on a profile of the project family', () => {
		expect(checkAttributes('project', 'profile', many(50))).toEqual([]);
		expect(checkAttributes('project', 'profile', many(51))).toEqual([{ field: 'Attributes', value: '51', rule: 'must be at most 50 a profile' }]);
		expect(checkAttributes('app', 'profile', many(200))).toEqual([]);
	});

	it.each([
		['project', 20],
		['app', 15],
	] as const)('on an event of the %s family is %d', (family, limit) => {
		expect(checkAttributes(family, 'event', many(limit))).toEqual([]);
		expect(checkAttributes(family, 'event', many(limit + 1))).toEqual([
			{ field: 'Event attributes', value: String(limit + 1), rule: `must be at most ${limit} an event` },
		]);
	});

	it('is 50 of one’s own: those of Batch are not among them', () => {
		const native: Attributes = new Map([...many(50), ['$language', text('fr')]]);
		expect(checkAttributes('project', 'profile', native)).toEqual([]);
	});

	it('is 15 lists and edits of lists at once on a profile of the project family', () => {
		const lists = (count: number): Attributes =>
			new Map(Array.from({ length: count }, (_unused, index) => [`list_${index}`, index % 2 ? texts(1) : edit(1, 0)]));
		expect(checkAttributes('project', 'profile', new Map([...lists(15), ...many(20)]))).toEqual([]);
		expect(checkAttributes('project', 'profile', lists(16))).toEqual([{ field: 'Attributes', value: '16', rule: 'must be at most 15 lists at once' }]);
		expect(checkAttributes('app', 'profile', lists(16))).toEqual([]);
	});

	it('is 15 on a member of an audience', () => {
		expect(checkAttributes('project', 'audienceMember', many(15))).toEqual([]);
		expect(checkAttributes('project', 'audienceMember', many(16))).toEqual([
			{ field: 'Attributes', value: '16', rule: 'must be at most 15 a member' },
		]);
		expect(checkAttributes('app', 'audienceMember', many(16))).toEqual([]);
	});

	it('is 20 in each object of an event, too', () => {
		expect(checkEvent('project', object(many(20)))).toEqual([]);
		expect(checkEvent('project', object(many(21)))).toHaveLength(1);
	});
});

describe('types', () => {
	it.each<[Family, Attribute, string]>([
		['project', object(many(1)), 'object'],
		['project', objects(1), 'list of objects'],
		['app', object(many(1)), 'object'],
		['app', objects(1), 'list of objects'],
	])('a profile of the %s family refuses %j', (family, attribute, value) => {
		expect(checkProfile(family, attribute)).toEqual([expect.objectContaining({ field: 'Attribute plan', value })]);
	});

	it.each<[Family, Attribute, string]>([
		['project', { type: 'delete' }, 'delete'],
		['project', edit(1, 0), 'list edit'],
		['app', { type: 'delete' }, 'delete'],
		['app', edit(1, 0), 'list edit'],
		['app', texts(1), 'text list'],
		['app', object(many(1)), 'object'],
		['app', objects(1), 'list of objects'],
	])('an event of the %s family refuses %j', (family, attribute, value) => {
		expect(checkEvent(family, attribute)).toEqual([expect.objectContaining({ field: 'Attribute plan', value })]);
	});

	it.each<[Family, Attribute, string]>([
		['project', { type: 'delete' }, 'delete'],
		['project', edit(1, 0), 'list edit'],
		['project', object(many(1)), 'object'],
		['project', { type: 'boolean', value: true }, 'boolean'],
		['app', texts(1), 'text list'],
		['app', { type: 'delete' }, 'delete'],
	])('a member of an audience of the %s family refuses %j', (family, attribute, value) => {
		expect(checkAttributes(family, 'audienceMember', new Map([['plan', attribute]]))).toEqual([
			expect.objectContaining({ field: 'Attribute plan', value }),
		]);
	});

	it('a member of an audience takes no name of Batch’s own', () => {
		expect(checkAttributes('project', 'audienceMember', new Map([['$language', text('fr')]]))).toHaveLength(1);
	});

	it.each<[Attribute]>([[{ type: 'boolean', value: false }], [{ type: 'date', value: 0 }], [{ type: 'number', value: -0.5 }]])(
		'%j goes everywhere',
		(attribute) => {
			for (const family of families) {
				expect([...checkProfile(family, attribute), ...checkEvent(family, attribute)]).toEqual([]);
			}
		},
	);

	it.each([Number.NaN, Infinity])('refuses the number %d', (value) => {
		expect(checkProfile('project', { type: 'number', value })).toEqual([{ field: 'Attribute plan', value: String(value), rule: 'must be a number' }]);
	});

	it.each(['example.org', '//example.org', 'https://exa mple.org', 'https:', '', '1ttp://x', 'https://', 'https://[', 'https://exa<mple', 'http://1.2.3.4.5.6:99999'])('refuses the URL %j', (value) => {
		expect(checkProfile('project', { type: 'url', value })).toEqual([
			{ field: 'Attribute plan', value, rule: 'must be a URL with a scheme, e.g. https://example.com' },
		]);
	});

	it.each(['https://example.org', 'app:home', 'mailto:a@b.c', 'my-app+x://deep/link?a=b#c'])('takes the URL %s', (value) => {
		expect(checkProfile('app', { type: 'url', value })).toEqual([]);
	});
});

describe('objects on events', () => {
	const nest = (levels: number): Attributes => (levels === 1 ? many(1) : new Map([['inner', object(nest(levels - 1))]]));

	it('reach three levels deep', () => {
		expect(checkAttributes('project', 'event', nest(3))).toEqual([]);
		expect(checkAttributes('project', 'event', nest(4))).toEqual([
			{ field: 'Attribute inner', value: 'object', rule: 'is nested deeper than 3 levels' },
		]);
	});

	it('are checked inside', () => {
		const cart: Attribute = { type: 'objectList', value: [new Map([['Name', text('')]])] };
		expect(checkEvent('project', cart).map(({ field }) => field)).toEqual(['Attribute name', 'Attribute Name']);
	});
});

describe('violations', () => {
	it('are found one and all', () => {
		const attributes: Attributes = new Map([
			['Plan', text('')],
			['tags', texts(26, 301)],
		]);
		expect(checkAttributes('project', 'profile', attributes)).toHaveLength(2 + 26 + 1);
	});

	it('show long values cut short, and empty ones as such', () => {
		const [tooLong] = checkProfile('project', text('x'.repeat(500)));
		expect(tooLong.value).toBe(`${'x'.repeat(80)}… (500 characters)`);
		expect(describeViolations(checkProfile('app', text('')))).toBe('Attribute plan (empty) must be 1 to 64 characters');
	});

	it('are given for any text exactly when it has no or too many characters', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (value) => {
								expect(checkProfile('app', text(value))).toHaveLength(value.length >= 1 && value.length <= 64 ? 0 : 1);
			}),
		);
	});
});

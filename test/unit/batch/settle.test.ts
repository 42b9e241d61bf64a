import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../nodes/shared/batch/bulk/lane';
import type { Group } from '../../../nodes/shared/batch/bulk/plan';
import type { Outcome } from '../../../nodes/shared/batch/bulk/outcome';
import { settle as settleCall } from '../../../nodes/shared/batch/bulk/settle';
import type { CallFailure } from '../../../nodes/shared/batch/client/failure';
import { someLane } from './support/lane';

/** Rows by identity; the payload lists the attributes that a row carries. */
const someGroups = fc
	.array(fc.array(fc.uniqueArray(fc.constantFrom('plan', 'points', 'city')), { minLength: 1, maxLength: 4 }), {
		minLength: 1,
		maxLength: 5,
	})
	.map((list) => groupsOf(...list));

const someError = fc.record(
	{
		bulk_index: fc.oneof(fc.integer({ min: -2, max: 7 }), fc.constantFrom<unknown>(null, 'first', '', 1.5, Number.NaN)),
		reason: fc.constantFrom<unknown>('too long', 'unknown', 7),
		category: fc.constant('attribute'),
		attribute: fc.constantFrom<unknown>('plan', 'points', 'city', 'other', 3),
	},
	{ requiredKeys: [] },
);

type Row = Entry<readonly string[]>;

function groupsOf(...list: string[][][]): Array<Group<readonly string[]>> {
	const lane = someLane<readonly string[]>();
	return list.map((payloads, index) => ({
		identity: `reader-${index}`,
		merged: payloads.flat(),
		follows: undefined,
		entries: payloads.map((payload) => ({ lane, identity: `reader-${index}`, payload, events: 0 })),
	}));
}

const mentions = (payload: readonly string[], name: string): boolean => payload.includes(name);
const accepted = (body: unknown) => ({ ok: true, statusCode: 202, body }) as const;
const withErrors = (errors: unknown[]) => accepted({ code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors });
const rowsOf = (groups: ReadonlyArray<Group<readonly string[]>>): Row[] => groups.flatMap(({ entries }) => [...entries]);

/** In a table, in which an entry stands once. */
function settle(...given: Parameters<typeof settleCall<readonly string[]>>): Map<Row, Outcome> {
	const outcomes = new Map<Row, Outcome>();
	settleCall(...given).forEach((outcome, entry) => {
		expect(outcomes.has(entry)).toBe(false);
		outcomes.set(entry, outcome);
	});
	return outcomes;
}

describe('settle', () => {
	it('gives every entry one outcome, and each error to exactly the rows it concerns', () => {
		fc.assert(
			fc.property(someGroups, fc.array(someError, { minLength: 1, maxLength: 6 }), (groups, errors) => {
				const outcomes = settle(groups, withErrors(errors), mentions);
				expect([...outcomes.keys()]).toEqual(rowsOf(groups));
				for (const [index, group] of groups.entries()) {
					for (const entry of group.entries) {
						const own = errors.filter((error) => concerns(error, index, group.entries, entry, groups.length));
						const outcome = outcomes.get(entry);
						expect(outcome?.status).toBe(own.length === 0 ? 'accepted' : 'partial');
						expect(outcome?.status === 'partial' ? outcome.errors : []).toHaveLength(own.length);
					}
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('narrows an error down to the rows that carry the attribute', () => {
		const groups = groupsOf([['plan'], ['points'], ['plan', 'city']], [['plan']]);
		const outcomes = settle(groups, withErrors([{ bulk_index: 0, attribute: 'plan', reason: 'too long' }]), mentions);
		expect([...outcomes.values()].map(({ status }) => status)).toEqual(['partial', 'accepted', 'partial', 'accepted']);
		expect(outcomes.get(groups[0].entries[0])).toEqual({
			status: 'partial',
			errors: [{ bulkIndex: 0, reason: 'too long', attribute: 'plan' }],
		});
	});

	it('blames all rows of the element for an attribute that none is known to carry', () => {
		const groups = groupsOf([['plan'], ['points']], [['plan']]);
		const outcomes = settle(groups, withErrors([{ bulk_index: 0, attribute: 'other', reason: 'no' }]), mentions);
		expect([...outcomes.values()].map(({ status }) => status)).toEqual(['partial', 'partial', 'accepted']);
	});

	it('says of no row that it is whole when Batch does not say what it dropped', () => {
		const groups = groupsOf([['plan']], [['plan']]);
		for (const errors of [[], [{ reason: 'somewhere' }], ['broken'], [null]]) {
			const statuses = [...settle(groups, withErrors(errors)).values()].map(({ status }) => status);
			expect(statuses).toEqual(['partial', 'partial']);
		}
	});

	it('takes an answer without errors as acceptance, whatever it holds', () => {
		const groups = groupsOf([['plan']]);
		for (const body of [{ code: 'SUCCESS' }, { token: 't' }, '', null, undefined, [], { errors: 'none' }, { errors: [] }]) {
			expect([...settle(groups, accepted(body)).values()]).toEqual([{ status: 'accepted', answer: body }]);
		}
	});

	it.each([
		[false, 'refused'],
		[true, 'unknown'],
	])('passes a failure that may have arrived (%s) on to every row as %s', (mayHaveArrived, status) => {
		const failure = { message: 'm', advice: 'a', mayHaveArrived, concernsEveryCall: false, cause: 'refused' } satisfies CallFailure;
		const outcomes = settle(groupsOf([['plan'], []], [[]]), { ok: false, failure });
		expect([...outcomes.values()]).toEqual([1, 2, 3].map(() => ({ status, failure })));
	});

	it('survives 10,000 errors that point nowhere', () => {
		const groups = groupsOf(...Array.from({ length: 10_000 }, () => [[]]));
		const errors = Array.from({ length: 10_000 }, (_unused, index) => ({ reason: `error ${index}` }));
		expect(settle(groups, withErrors(errors)).size).toBe(10_000);
	});
});

function concerns(
	error: { bulk_index?: unknown; attribute?: unknown },
	index: number,
	siblings: readonly Row[],
	entry: Row,
	groupCount: number,
): boolean {
	const { bulk_index: target, attribute } = error;
	const pointsNowhere = !Number.isInteger(target) || (target as number) < 0 || (target as number) >= groupCount;
	if (pointsNowhere) return true;
	if (target !== index) return false;
	if (typeof attribute !== 'string' || !siblings.some(({ payload }) => payload.includes(attribute))) return true;
	return entry.payload.includes(attribute);
}

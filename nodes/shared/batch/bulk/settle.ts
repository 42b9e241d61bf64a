import type { CallResult } from '../client/client';
import { readPartialErrors, type PartialError } from '../client/readAnswer';
import type { Outcome } from './outcome';
import type { Entry } from './lane';
import type { Group } from './plan';

/** Whether an entry carries the attribute or event a partial error names. */
export type Mentions<Payload> = (payload: Payload, name: string) => boolean;

/** What became of entries. A million that share theirs need no table. */
export interface Outcomes<Payload> {
	forEach(visit: (outcome: Outcome, entry: Entry<Payload>) => void): void;
}

/**
 * Gives every entry of a call its outcome.
 *
 * A partial error belongs to the rows of the element it points at; where it names an attribute and only
 * some of these rows carry it, to those. One that points nowhere concerns every row of the call: Batch
 * dropped something, and none can be said to be whole.
 */
export function settle<Payload>(
	groups: ReadonlyArray<Pick<Group<Payload>, 'entries'>>,
	result: CallResult,
	mentions: Mentions<Payload> = () => true,
): Outcomes<Payload> {
	const whole: Outcome = result.ok
		? { status: 'accepted', answer: result.body }
		: { status: result.failure.mayHaveArrived ? 'unknown' : 'refused', failure: result.failure };
	const errors = result.ok ? readPartialErrors(result.body) : [];
	const all: Outcomes<Payload> = {
		forEach: (visit) => {
			groups.forEach(({ entries }) => entries.forEach((entry) => visit(whole, entry)));
		},
	};
	return errors.length === 0 ? all : withPartialErrors(groups, all, errors, mentions);
}

function withPartialErrors<Payload>(
	groups: ReadonlyArray<Pick<Group<Payload>, 'entries'>>,
	all: Outcomes<Payload>,
	errors: readonly PartialError[],
	mentions: Mentions<Payload>,
): Outcomes<Payload> {
	const outcomes = new Map<Entry<Payload>, Outcome>();
	all.forEach((outcome, entry) => outcomes.set(entry, outcome));
	const errorsOfAll: PartialError[] = [];
	const errorsOf = new Map<Entry<Payload>, PartialError[]>();
	for (const error of errors) {
		const group = error.bulkIndex === undefined ? undefined : groups[error.bulkIndex];
		if (group === undefined) errorsOfAll.push(error);
		else for (const entry of entriesConcernedBy(error, group, mentions)) addTo(errorsOf, entry, error);
	}
	for (const entry of errorsOfAll.length > 0 ? outcomes.keys() : errorsOf.keys()) {
		const own = errorsOf.get(entry);
		outcomes.set(entry, { status: 'partial', errors: own ? [...own, ...errorsOfAll] : errorsOfAll });
	}
	return outcomes;
}

function entriesConcernedBy<Payload>(
	{ attribute }: PartialError,
	{ entries }: Pick<Group<Payload>, 'entries'>,
	mentions: Mentions<Payload>,
): ReadonlyArray<Entry<Payload>> {
	if (attribute === undefined) return entries;
	const mentioning = entries.filter(({ payload }) => mentions(payload, attribute));
	return mentioning.length > 0 ? mentioning : entries;
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}

import type { TakenField } from '../../shared/webhook/prepared/takeAttributes';

/** A value that is the same on every event. `$tags` is a list. */
export type FixedValue = string | number | boolean | readonly string[];

/** What an event becomes in Batch, its names as the user wrote them. */
export interface EventMapping {
	readonly name: string;
	readonly fixed: Readonly<Record<string, FixedValue>>;
	readonly taken: readonly TakenField[];
}

/**
 * The same on its way into the page, where every byte counts: without the name if it is the prefix and the event's in snake
 * case, fields by their place in one list for all events, no fixed attributes if there are none.
 */
export interface SparseMapping {
	readonly name?: string;
	readonly fixed?: EventMapping['fixed'];
	readonly taken?: readonly number[];
}

/** A field's name alone: a text that is called by the same in snake case. */
export type SparseField = TakenField | string;

import { inAppEvents, pushEvents } from '../columns/events';
import type { Kind } from '../columns/field';
import { otherEvents, type SummaryState } from './summary';

export type EventCounts = Record<string, number>;

export interface CampaignCounts {
	/** One of the two, or neither: rows without a token (opt-ins, opt-outs). */
	readonly campaignToken?: string;
	readonly transactionalToken?: string;
	readonly rows: number;
	readonly events: EventCounts;
	/** `push_error` ÷ (`push_sent` + `push_error`), 0 to 1; null without either. */
	readonly errorRate: number | null;
}

/** What a file held, for one workflow item. */
export interface SummaryReport {
	readonly kind: Kind;
	readonly rows: number;
	readonly badRows: number;
	/** Times of the first and the last row that have one: ISO 8601, UTC; null where none could be read. */
	readonly firstTime: string | null;
	readonly lastTime: string | null;
	readonly events: EventCounts;
	readonly errorRate: number | null;
	/** Opt-ins less opt-outs; null where the file tells of neither. */
	readonly optIns: number | null;
	readonly optOuts: number | null;
	readonly optInBalance: number | null;
	/** Rows without a custom id, in a file of opt-in users. */
	readonly withoutCustomId?: number;
	/** The busiest first. */
	readonly campaigns: readonly CampaignCounts[];
	/** Rows of campaigns beyond the bound, counted together. */
	readonly otherCampaigns?: { readonly rows: number; readonly events: EventCounts };
}

/** Turns a summary into what a workflow shows. */
export function reportSummary(state: SummaryState): SummaryReport {
	const { kind, rows, badRows, firstTime, lastTime } = state;
	const groups = state.groups.map((group) => ({ ...group, events: named(group.counts, state.events) }));
	const overflow = named(state.overflow, state.events);
	const events = addUp([...groups.map((group) => group.events), overflow]);
	const overflowRows = total(overflow);
	return {
		kind,
		rows,
		badRows,
		firstTime,
		lastTime,
		events: withKnownEvents(kind, events),
		errorRate: errorRate(events),
		...optInBalance(state, events),
		...(kind === 'optInUsers' && { withoutCustomId: state.withoutCustomId }),
		campaigns: groups
			.map(({ channel, token, events: counts }) => ({
				...(channel === 'campaign' && { campaignToken: token }),
				...(channel === 'transactional' && { transactionalToken: token }),
				rows: total(counts),
				events: counts,
				errorRate: errorRate(counts),
			}))
			.sort((one, other) => other.rows - one.rows),
		...(overflowRows > 0 && { otherCampaigns: { rows: overflowRows, events: overflow } }),
	};
}

function optInBalance({ kind, optedIn, optedOut }: SummaryState, events: EventCounts) {
	if (kind === 'pushEvents') {
		const optIns = events.push_optin ?? 0;
		const optOuts = events.push_optout ?? 0;
		return { optIns, optOuts, optInBalance: optIns - optOuts };
	}
	if (optedIn + optedOut > 0) return { optIns: optedIn, optOuts: optedOut, optInBalance: optedIn - optedOut };
	return { optIns: null, optOuts: null, optInBalance: null };
}

function named(counts: readonly number[], events: readonly string[]): EventCounts {
	const result: EventCounts = {};
	counts.forEach((count, index) => {
		const name = events[index] ?? otherEvents;
		if (count > 0) result[name] = (result[name] ?? 0) + count;
	});
	return result;
}

function addUp(all: readonly EventCounts[]): EventCounts {
	const sum: EventCounts = {};
	for (const counts of all) for (const [event, count] of Object.entries(counts)) sum[event] = (sum[event] ?? 0) + count;
	return sum;
}

/** The events of the kind stand in every report, so that an expression on one of them never meets nothing. */
function withKnownEvents(kind: Kind, events: EventCounts): EventCounts {
	const known = kind === 'pushEvents' ? pushEvents : kind === 'inAppEvents' ? inAppEvents : [];
	const zeros = Object.fromEntries([...known].filter((event) => event !== 'push_open').map((event) => [event, 0]));
	return { ...zeros, ...events };
}

function errorRate({ push_sent: sent = 0, push_error: errors = 0 }: EventCounts): number | null {
	return sent + errors === 0 ? null : errors / (sent + errors);
}

function total(counts: EventCounts): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

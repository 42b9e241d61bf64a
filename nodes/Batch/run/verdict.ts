import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../shared/batch/bulk/outcome';
import { platformNames, type Platform } from '../../shared/batch/family';
import { isRecord } from '../../shared/isRecord';
import type { Output } from '../operation';
import { problemOfFailure, problemOfPartialErrors, type Problem } from './problem';

export type VerdictStatus = 'accepted' | 'pending' | 'preview' | 'partial' | 'refused' | 'unknown' | 'skipped';

/** What became of one input item. Rows of one call to which the same happened share it. */
export interface Verdict {
	readonly status: VerdictStatus;
	/** What came of it: tokens, platforms. */
	readonly told?: IDataObject;
	/** Why it was skipped, or is pending. */
	readonly reason?: string;
	readonly problem?: Problem;
	/** Something of the row was taken, whatever became of the rest. */
	readonly isTakenInPart?: true;
	/** What comes out in its place: the results of an operation that makes some for each item. With a problem, it follows them. */
	readonly outputs?: readonly Output[];
}

/** What became of all input items, in their order. */
export interface Judged {
	/** What identifies each: custom id, event name … */
	readonly shown: readonly IDataObject[];
	readonly verdicts: readonly Verdict[];
}

/** What became of an entry of an item, and where it went. One may stand for all rows of a call that have no other entry. */
export interface Settlement {
	readonly lane: string;
	readonly platform: Platform | undefined;
	/** Of an item that has several. */
	readonly identity?: string;
	readonly outcome: Outcome;
}

/** What a row shows of Batch's answer. */
export type Answer = (body: unknown, platform: Platform | undefined) => IDataObject;

/** Worst first: a row that went through on iOS and was refused on Android is not accepted. */
const severity = ['unknown', 'partial', 'refused', 'accepted', 'skipped'] as const;

/** @param settlements one for each entry of the row */
export function verdictOf(settlements: readonly Settlement[], answer: Answer): Verdict {
	const status = statusOf(settlements);
	const worst = worstOf(settlements);
	const outcome = settlements.find((settlement) => settlement.outcome.status === worst)?.outcome;
	return {
		status,
		told: { ...answersOf(settlements, answer), ...platformsOf(settlements), ...refusedOf(status, settlements) },
		...(outcome?.status === 'skipped' && { reason: outcome.reason }),
		problem: problemOfOutcome(outcome),
		...(status !== 'accepted' && settlements.some(isTaken) && { isTakenInPart: true }),
	};
}

function isTaken({ outcome: { status } }: Settlement): boolean {
	return status === 'accepted' || status === 'partial';
}

function worstOf(settlements: readonly Settlement[]): Outcome['status'] {
	const [first, ...others] = settlements;
	if (first === undefined) return 'accepted';
	if (others.length === 0) return first.outcome.status;
	const statuses = new Set(settlements.map(({ outcome }) => outcome.status));
	return severity.find((status) => statuses.has(status)) ?? 'accepted';
}

/** A row of several recipients or platforms that was refused for some of them only went through in part. */
function statusOf(settlements: readonly Settlement[]): Outcome['status'] {
	const worst = worstOf(settlements);
	const isMixed = worst === 'refused' && settlements.some(({ outcome }) => outcome.status === 'accepted');
	return isMixed ? 'partial' : worst;
}

/** What the answers of all calls tell, such as the token of each platform. */
function answersOf(settlements: readonly Settlement[], answer: Answer): IDataObject {
	if (settlements.length === 1) {
		const [{ platform, outcome }] = settlements;
		return outcome.status === 'accepted' ? answer(outcome.answer, platform) : {};
	}
	const described = new Set<unknown>();
	let told: IDataObject = {};
	for (const { platform, outcome } of settlements) {
		// The recipients of one call share its answer.
		if (outcome.status !== 'accepted' || described.has(outcome)) continue;
		described.add(outcome);
		told = putTogether(told, answer(outcome.answer, platform));
	}
	return told;
}

/** Objects are joined; of one key's different values a list is made: a row may need several calls to a platform. */
function putTogether(first: IDataObject, second: IDataObject): IDataObject {
	const joined = { ...first };
	for (const [key, value] of Object.entries(second)) {
		const before = joined[key];
		if (before === undefined || before === value) joined[key] = value;
		else if (isRecord(before) && isRecord(value)) joined[key] = putTogether(before as IDataObject, value as IDataObject);
		else joined[key] = [...new Set([before, value].flat())] as IDataObject[string];
	}
	return joined;
}

function platformsOf(settlements: readonly Settlement[]): IDataObject {
	if (settlements.length === 1) {
		const [{ platform, outcome }] = settlements;
		return platform === undefined ? {} : { platforms: { [platformNames[platform]]: outcome.status } };
	}
	const ofPlatform = new Map<Platform, Settlement[]>();
	for (const settlement of settlements) {
		const { platform } = settlement;
		if (platform === undefined) continue;
		const others = ofPlatform.get(platform);
		if (others === undefined) ofPlatform.set(platform, [settlement]);
		else others.push(settlement);
	}
	if (ofPlatform.size === 0) return {};
	return { platforms: Object.fromEntries([...ofPlatform].map(([name, own]) => [platformNames[name], statusOf(own)])) };
}

const namedAtMost = 100;

/** Names what was refused of a row that went through in part: single recipients, or a whole platform. */
function refusedOf(status: VerdictStatus, settlements: readonly Settlement[]): IDataObject {
	if (status !== 'partial') return {};
	const refused = settlements.flatMap(({ platform, identity, outcome }) =>
		outcome.status === 'refused'
			? [{ id: identity, ...(platform && { platform: platformNames[platform] }), error: outcome.failure.message }]
			: [],
	);
	if (refused.length === 0) return {};
	const more = refused.length > namedAtMost ? { moreRefused: refused.length - namedAtMost } : {};
	return { refused: refused.slice(0, namedAtMost), ...more };
}

function problemOfOutcome(outcome: Outcome | undefined): Problem | undefined {
	if (outcome === undefined || outcome.status === 'accepted' || outcome.status === 'skipped') return undefined;
	return outcome.status === 'partial' ? problemOfPartialErrors(outcome.errors) : problemOfFailure(outcome.failure);
}

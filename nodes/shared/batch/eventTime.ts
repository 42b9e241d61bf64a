import { formatProjectTime } from './attributes/formatTime';
import { attributeRules } from './contract/attributeRules';
import { projectLimits } from './contract/projectContract';
import type { TrackedEvent } from './event';
import type { Family } from './family';
import { violation, type Violation } from './violation';

const hour = 3_600_000;

/** How far the clock of whoever made the event may run ahead of this machine's: such an event happened now. */
const skew = 60_000;

/** Where an event's time stands to the window Batch accepts: the last 24 hours, never the future. */
export type TimeWindow = 'inside' | 'aheadByClock' | 'tooOld' | 'inTheFuture';

/** @param time epoch milliseconds */
export function timeWindowOf(time: number, now: number): TimeWindow {
	if (time > now) return time - now <= skew ? 'aheadByClock' : 'inTheFuture';
	return now - time > projectLimits.eventAgeHours.value * hour ? 'tooOld' : 'inside';
}

/** What becomes of an event outside the window. */
export const outsideWindowChoices = ['refuse', 'skip', 'sendWithoutTime'] as const;
export type OutsideWindow = (typeof outsideWindowChoices)[number];

/** The name under which "Send Without Time" keeps the event's own time. */
export const originalTimeAttribute = 'original_time';

export type FittedEvent =
	| {
			readonly kind: 'send';
			readonly event: TrackedEvent;
			/** Batch takes the time of arrival instead of the event's own. */
			readonly sentWithoutTime?: true;
			/** Why the event's own time could not come along. */
			readonly originalTimeLeftOut?: string;
	  }
	| { readonly kind: 'skip'; readonly reason: string }
	| { readonly kind: 'refuse'; readonly violation: Violation };

const reasons = {
	tooOld: `is older than the ${projectLimits.eventAgeHours.value} hours Batch accepts`,
	inTheFuture: 'lies in the future, which Batch does not accept',
};

/**
 * Fits an event into the window.
 * @param now epoch milliseconds, taken after the event was read: an expression may have asked the clock, too
 */
export function fitTimeWindow(family: Family, event: TrackedEvent, now: number, choice: OutsideWindow): FittedEvent {
	const { time } = event;
	const place = time === undefined ? 'inside' : timeWindowOf(time, now);
	if (time === undefined || place === 'inside') return { kind: 'send', event };
	if (place === 'aheadByClock') return { kind: 'send', event: { ...event, time: now } };
	if (choice === 'skip') return { kind: 'skip', reason: `Its time (${formatProjectTime(time)}) ${reasons[place]}` };
	if (choice === 'sendWithoutTime') return sendWithoutTime(family, event, time);
	return {
		kind: 'refuse',
		violation: violation('Event Time', formatProjectTime(time), `${reasons[place]}; see Events Outside the Time Window`),
	};
}

function sendWithoutTime(family: Family, event: TrackedEvent, time: number): FittedEvent {
	const { count } = attributeRules[family].event;
	const sent = { ...event, time: undefined };
	if (event.attributes.has(originalTimeAttribute)) {
		return { kind: 'send', event: sent, sentWithoutTime: true, originalTimeLeftOut: 'The event has an attribute of this name' };
	}
	if (count && event.attributes.size >= count.value) {
		const reason = `The event has ${event.attributes.size} attributes, and Batch takes ${count.value}`;
		return { kind: 'send', event: sent, sentWithoutTime: true, originalTimeLeftOut: reason };
	}
	const attributes = new Map(event.attributes).set(originalTimeAttribute, { type: 'date', value: time });
	return { kind: 'send', event: { ...sent, attributes }, sentWithoutTime: true };
}

import { DateTime } from '../../../vendor/luxon';
import { violation, type Violation } from '../../violation';

/** When a campaign starts: at once, at one moment for all, or when each person's own clock shows a time. */
export type Schedule =
	| { readonly kind: 'now' }
	/** Epoch milliseconds. */
	| { readonly kind: 'time'; readonly at: number }
	/** `yyyy-MM-ddTHH:mm:ss`, on whatever clock. */
	| { readonly kind: 'localTime'; readonly wallClock: string };

const plain = "yyyy-MM-dd'T'HH:mm:ss";

/** `yyyy-MM-ddTHH:mm:ss` in UTC, as the app family writes times (batch-api-1x.md §10.7). */
export function toPlainUtc(at: number): string {
	return DateTime.fromMillis(at, { zone: 'utc' }).toFormat(plain);
}

/** What a clock in the time zone shows at a moment. */
export function wallClockOf(at: number, timezone: string): string {
	return DateTime.fromMillis(at, { zone: timezone }).toFormat(plain);
}

/** The project family's `when` (batch-api-2x.md §6.1). */
export function whenOf(schedule: Schedule): { start_time: string; local_time?: boolean } {
	switch (schedule.kind) {
		case 'now':
			return { start_time: 'now' };
		case 'time':
			return { start_time: `${toPlainUtc(schedule.at)}Z` };
		case 'localTime':
			return { start_time: `${schedule.wallClock}Z`, local_time: true };
	}
}

/** The app family has a field for each kind of time, e.g. `push_time` and `local_push_time` (batch-api-1x.md §3.1, §4). */
export function appTimeOf(schedule: Schedule, name: 'push_time' | 'start_date' | 'end_date'): Record<string, string> {
	if (schedule.kind === 'now') return { [name]: 'now' };
	return schedule.kind === 'time' ? { [name]: toPlainUtc(schedule.at) } : { [`local_${name}`]: schedule.wallClock };
}

/**
 * What a row shows of a time: UTC and the workflow's time zone side by side.
 * @param name `starts`, `ends`
 */
export function shownTime(schedule: Schedule, timezone: string, name: string): Record<string, string> {
	if (schedule.kind === 'now') return { [`${name}At`]: 'now' };
	if (schedule.kind === 'localTime') return { [`${name}AtLocal`]: schedule.wallClock, [`${name}In`]: 'the time zone of each person' };
	const moment = DateTime.fromMillis(schedule.at).startOf('second');
	return {
		[`${name}At`]: `${toPlainUtc(schedule.at)}Z`,
		[`${name}AtLocal`]: moment.setZone(timezone).toISO({ suppressMilliseconds: true }) ?? '',
	};
}

/** The moment a schedule means; of a local time, that of the workflow's time zone. */
export function momentOf(schedule: Schedule, timezone: string): number | undefined {
	if (schedule.kind === 'now') return undefined;
	return schedule.kind === 'time' ? schedule.at : DateTime.fromISO(schedule.wallClock, { zone: timezone }).toMillis();
}

/**
 * What Batch does with a time that has passed is not documented: it may send at once.
 * @param field the editor's name of the field
 */
export function checkAhead(field: string, schedule: Schedule, timezone: string, now: number): Violation[] {
	const at = momentOf(schedule, timezone);
	if (at === undefined || at > now) return [];
	const shown = schedule.kind === 'localTime' ? schedule.wallClock : `${toPlainUtc(at)}Z`;
	const clock = schedule.kind === 'localTime' ? wallClockOf(now, timezone) : `${toPlainUtc(now)}Z`;
	return [{ ...violation(field, shown, `has passed: it is ${clock}`), advice: 'Give a time that lies ahead, or choose Now.' }];
}

/**
 * Reads a time as Batch gives it back.
 * @returns undefined for what is no time
 */
export function readSchedule(value: unknown, isLocal: boolean): Schedule | undefined {
	if (value === 'now') return { kind: 'now' };
	if (typeof value !== 'string') return undefined;
	const moment = DateTime.fromISO(value, { zone: 'utc' });
	if (!moment.isValid) return undefined;
	return isLocal ? { kind: 'localTime', wallClock: moment.toFormat(plain) } : { kind: 'time', at: moment.toMillis() };
}

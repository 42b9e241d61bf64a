import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	appTimeOf,
	checkAhead,
	momentOf,
	readSchedule,
	shownTime,
	wallClockOf,
	whenOf,
	type Schedule,
} from '../../../../nodes/shared/batch/campaigns/write/schedule.ts';

const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Apia'];
const seconds = fc.integer({ min: Date.UTC(2000, 0) / 1_000, max: Date.UTC(2100, 0) / 1_000 }).map((second) => second * 1_000);
const zone = fc.constantFrom(...zones);

describe('the time of a campaign', () => {
	it('is read back as it was written, in both families', () => {
		fc.assert(
			fc.property(seconds, zone, fc.boolean(), (at, timezone, isLocal) => {
				const schedule: Schedule = isLocal ? { kind: 'localTime', wallClock: wallClockOf(at, timezone) } : { kind: 'time', at };
				const { start_time: start, local_time: local } = whenOf(schedule);
				expect(readSchedule(start, local === true)).toEqual(schedule);
				const [[name, value]] = Object.entries(appTimeOf(schedule, 'push_time'));
				expect(readSchedule(value, name === 'local_push_time')).toEqual(schedule);
			}),
		);
	});

	it('is the same moment in UTC and in the time zone of the workflow', () => {
		fc.assert(
			fc.property(seconds, zone, (at, timezone) => {
				const shown = shownTime({ kind: 'time', at }, timezone, 'starts');
				expect([Date.parse(shown.startsAt), Date.parse(shown.startsAtLocal)]).toEqual([at, at]);
			}),
		);
	});

	it('lies ahead or is refused, whatever the zone', () => {
		fc.assert(
			fc.property(seconds, seconds, zone, (at, now, timezone) => {
				const isAhead = checkAhead('Starts At', { kind: 'time', at }, timezone, now).length === 0;
				expect(isAhead).toBe(at > now);
			}),
		);
	});

	it('on each person’s clock is held against the clock of the workflow', () => {
		const schedule: Schedule = { kind: 'localTime', wallClock: '2026-12-01T09:00:00' };
		expect(momentOf(schedule, 'Europe/Paris')).toBe(Date.parse('2026-12-01T08:00:00Z'));
		const now = Date.parse('2026-12-01T08:30:00Z');
		expect(checkAhead('Starts At', schedule, 'Europe/Paris', now)).toMatchObject([{ rule: 'has passed: it is 2026-12-01T09:30:00' }]);
		expect(checkAhead('Starts At', schedule, 'America/New_York', now)).toEqual([]);
	});

	it('that is Now has not passed, and reads as now', () => {
		expect(checkAhead('Starts At', { kind: 'now' }, 'UTC', Date.now())).toEqual([]);
		expect(readSchedule('now', false)).toEqual({ kind: 'now' });
		expect(whenOf({ kind: 'now' })).toEqual({ start_time: 'now' });
		expect(appTimeOf({ kind: 'now' }, 'start_date')).toEqual({ start_date: 'now' });
	});

	it.each([undefined, null, 7, {}, [], '', 'soon', '2026-13-01'])('is not read from %j', (value) => {
		expect(readSchedule(value, false)).toBeUndefined();
	});
});

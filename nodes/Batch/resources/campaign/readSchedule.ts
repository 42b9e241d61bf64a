import { checkAhead, type Schedule } from '../../../shared/batch/campaigns/write/schedule';
import type { Item } from '../../run/item';
import type { ScheduleChoice } from './schedule.fields';

/**
 * Reads when a campaign starts.
 * @returns undefined where the time is left as it is
 */
export function readSchedule(item: Item): Schedule | undefined {
	const choice = item.choice<ScheduleChoice>('schedule');
	if (choice === 'keep' || choice === 'stored') return undefined;
	if (choice === 'now') return { kind: 'now' };
	return readMoment(item, 'startsAt', choice === 'localTime');
}

/** Reads a field that holds a time: a moment, or what each person's clock shows. */
export function readMoment(item: Item, name: string, isLocal: boolean): Schedule {
	return isLocal ? { kind: 'localTime', wallClock: item.requiredWallClock(name) } : { kind: 'time', at: item.requiredTime(name) };
}

/** Refuses the item when the time has passed. */
export function refusePast(item: Item, schedule: Schedule | undefined, field = item.label('startsAt')): void {
	if (schedule !== undefined) item.check(checkAhead(field, schedule, item.timezone, item.now()));
}

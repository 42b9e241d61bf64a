import { DateTime } from '../../shared/vendor/luxon';
import type { Item } from '../run/item';

/** A date without a time. */
export function isDay(value: unknown): boolean {
	return typeof value === 'string' && /^\s*\d{4}-?\d{2}-?\d{2}\s*$/.test(value);
}

/** The day as it is written, or the day a moment falls on in the workflow's time zone. */
export function readDay(item: Item, name: string): string {
	const value = item.read(name);
	const time = item.requiredTime(name);
	return DateTime.fromMillis(time).setZone(isDay(value) ? 'utc' : item.timezone).toFormat('yyyy-MM-dd');
}

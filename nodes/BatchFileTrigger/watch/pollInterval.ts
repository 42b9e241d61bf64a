import { isRecord } from '../../shared/isRecord';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The longest time between two polls, in milliseconds; never too short, where a cron expression leaves doubt. */
export function longestInterval(pollTimes: unknown): number {
	const items = isRecord(pollTimes) && Array.isArray(pollTimes.item) ? pollTimes.item.filter(isRecord) : [];
	// Of several schedules the shortest bounds the wait.
	return items.length === 0 ? minute : Math.min(...items.map(intervalOf));
}

function intervalOf({ mode, unit, value, cronExpression }: Record<string, unknown>): number {
	switch (mode) {
		case 'everyMinute':
			return minute;
		case 'everyX':
			return Math.max(Number(value) || 1, 1) * (unit === 'hours' ? hour : minute);
		case 'everyHour':
			return hour;
		case 'everyDay':
			return day;
		case 'everyWeek':
			return 7 * day;
		case 'everyMonth':
			return 31 * day;
		default:
			return intervalOfCron(String(cronExpression ?? ''));
	}
}

/** By the largest unit the expression narrows down; wide rather than exact. */
function intervalOfCron(expression: string): number {
	const fields = expression.trim().split(/\s+/);
	const [minutes = '*', hours = '*', dayOfMonth = '*', month = '*', dayOfWeek = '*'] =
		fields.length === 6 ? fields.slice(1) : fields;
	if (isNarrowed(month)) return 366 * day;
	if (isNarrowed(dayOfMonth)) return 31 * day;
	if (isNarrowed(dayOfWeek)) return 7 * day;
	if (isNarrowed(hours)) return day;
	return isNarrowed(minutes) ? hour : minute;
}

function isNarrowed(field: string): boolean {
	return field !== '*' && field !== '?' && field !== '*/1';
}

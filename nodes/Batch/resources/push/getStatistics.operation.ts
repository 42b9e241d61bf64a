import { DateTime } from '../../../shared/vendor/luxon';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import { isPlatform } from '../../../shared/batch/family';
import { readTime } from '../../../shared/batch/values/readTime';
import { violation, type Violation } from '../../../shared/batch/violation';
import { platformField } from '../../fields/identity';
import type { CallOperation } from '../../operation';
import type { Row } from '../../row';
import { groupIdField } from './message.fields';

/** Push → Get Statistics: daily figures of a group of transactional sends (batch-api-1x.md §1.2). */
export const getPushStatistics: CallOperation = {
	shape: 'call',
	text: {
		name: 'Get Statistics',
		value: 'getStatistics',
		action: 'Get push statistics',
		description: 'Get the daily figures of a group of transactional sends',
	},
	fields: [
		platformField,
		{ ...groupIdField, required: true, description: 'The Group ID the pushes were sent with' },
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			required: true,
			default: '={{ $today.minus({ days: 30 }) }}',
			description: `The first day. Batch gives at most ${appLimits.statisticsMonths.value} months.`,
		},
		{
			displayName: 'Until',
			name: 'until',
			type: 'dateTime',
			required: true,
			default: '={{ $today }}',
			description: 'The last day (GMT)',
		},
	],
	prepare,
	output: (body) => (typeof body === 'object' && body !== null ? { ...body } : { answer: String(body) }),
};

function prepare(row: Row): ReturnType<CallOperation['prepare']> {
	const chosen = row.text('platform');
	const platform = isPlatform(chosen) ? chosen : 'ios';
	const groupId = row.text('groupId');
	const since = readDay(row.read('since'), row);
	const until = readDay(row.read('until'), row);
	const violations: Violation[] = checkPlatforms([platform], row.connection);
	if (!groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	if (since === undefined) violations.push(violation('Since', row.read('since'), 'must be a date'));
	if (until === undefined) violations.push(violation('Until', row.read('until'), 'must be a date'));
	if (since === undefined || until === undefined) return { kind: 'refuse', violations, shown: { groupId } };
	if (since >= until) violations.push(violation('Since', since, 'must be earlier than Until'));
	const { value: months } = appLimits.statisticsMonths;
	if (DateTime.fromISO(since, { zone: 'utc' }).plus({ months }) < DateTime.fromISO(until, { zone: 'utc' })) {
		violations.push(violation('Since', since, `must be at most ${months} months before Until`));
	}
	if (violations.length > 0) return { kind: 'refuse', violations, shown: { groupId } };
	return {
		kind: 'send',
		request: {
			route: appRoutes.pushStatistics,
			platform,
			parameters: { groupId },
			query: { since, until },
			repeatable: true,
		},
	};
}

/** The day as it is written, or the day a moment falls on in the workflow's time zone; undefined when it is neither. */
function readDay(value: unknown, { timezone }: Row): string | undefined {
	const time = readTime(value, timezone);
	if (!time.ok || time.value === undefined) return undefined;
	const isDay = typeof value === 'string' && /^\s*(?:\d{8}|\d{4}-[\dW-]+)\s*$/.test(value);
	return DateTime.fromMillis(time.value).setZone(isDay ? 'utc' : timezone).toFormat('yyyy-MM-dd');
}

import { DateTime } from '../../../shared/vendor/luxon';
import { readTime } from '../../../shared/batch/attributes/readTime';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { checkPlatforms } from '../../../shared/batch/contract/checkPlatforms';
import { isPlatform } from '../../../shared/batch/family';
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
	const since = readTime(row.read('since'), row.timezone);
	const until = readTime(row.read('until'), row.timezone);
	const violations: Violation[] = checkPlatforms([platform], row.connection);
	if (!groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	if (since === undefined) violations.push(violation('Since', row.read('since'), 'must be a date'));
	if (until === undefined) violations.push(violation('Until', row.read('until'), 'must be a date'));
	if (since === undefined || until === undefined) return { kind: 'refuse', violations, shown: { groupId } };
	if (since >= until) violations.push(violation('Since', dayOf(since, row), 'must be earlier than Until'));
	if (DateTime.fromMillis(since).plus({ months: appLimits.statisticsMonths.value }).toMillis() < until) {
		violations.push(violation('Since', dayOf(since, row), `must be at most ${appLimits.statisticsMonths.value} months before Until`));
	}
	if (violations.length > 0) return { kind: 'refuse', violations, shown: { groupId } };
	return {
		kind: 'send',
		request: {
			route: appRoutes.pushStatistics,
			platform,
			parameters: { groupId },
			query: { since: dayOf(since, row), until: dayOf(until, row) },
			repeatable: true,
		},
	};
}

function dayOf(time: number, { timezone }: Row): string {
	return DateTime.fromMillis(time).setZone(timezone).toFormat('yyyy-MM-dd');
}

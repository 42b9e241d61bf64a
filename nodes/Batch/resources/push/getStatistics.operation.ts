import type { IDataObject } from 'n8n-workflow';

import { DateTime } from '../../../shared/vendor/luxon';
import type { Api } from '../../../shared/batch/client/api';
import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { push } from '../../../shared/batch/routes/push';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { readDay } from '../../fields/day';
import { platformField } from '../../fields/identity';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { groupIdField } from './message.fields';

/** Push → Get Statistics: daily figures of a group of transactional sends (batch-api-1x.md §1.2). */
export const getPushStatistics = item({
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
		readOptions(),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const platform = item.platform();
	const groupId = item.text('groupId');
	item.show({ groupId });
	const since = readDay(item, 'since');
	const until = readDay(item, 'until');
	const violations = checkPlatforms([platform], item.connection);
	if (!groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	if (since >= until) violations.push(violation('Since', since, 'must be earlier than Until'));
	const { value: months } = appLimits.statisticsMonths;
	if (DateTime.fromISO(since, { zone: 'utc' }).plus({ months }) < DateTime.fromISO(until, { zone: 'utc' })) {
		violations.push(violation('Since', since, `must be at most ${months} months before Until`));
	}
	item.check(violations);
	const body = await api.send({ route: push.statistics, platform, parameters: { groupId }, query: { since, until }, repeatable: true });
	return isRecord(body) ? (body as IDataObject) : { answer: String(body) };
}

import type { IDataObject } from 'n8n-workflow';

import { DateTime } from '../../../shared/vendor/luxon';
import type { Api } from '../../../shared/batch/client/api';
import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { push } from '../../../shared/batch/routes/push';
import { violation } from '../../../shared/batch/violation';
import { readDay } from '../../fields/day';
import { platformField } from '../../fields/identity';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
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
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			required: true,
			default: '={{ $today.minus({ days: 30 }) }}',
			description: `The first day. Batch gives at most ${appLimits.statisticsMonths.value} months.`,
		},
		{
			displayName: 'To',
			name: 'to',
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
	const from = readDay(item, 'from');
	const to = readDay(item, 'to');
	const violations = checkPlatforms([platform], item.connection);
	if (!groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	if (from >= to) violations.push(violation(item.label('from'), from, 'must be earlier than To'));
	const { value: months } = appLimits.statisticsMonths;
	if (DateTime.fromISO(from, { zone: 'utc' }).plus({ months }) < DateTime.fromISO(to, { zone: 'utc' })) {
		violations.push(violation(item.label('from'), from, `must be at most ${months} months before To`));
	}
	item.check(violations);
	const body = await api.send({ route: push.statistics, platform, parameters: { groupId }, query: { since: from, until: to }, repeatable: true });
	return objectOf(body);
}

import type { IDataObject } from 'n8n-workflow';

import { DateTime } from '../../../shared/vendor/luxon';
import type { Api } from '../../../shared/batch/client/api';
import { statisticsOf } from '../../../shared/batch/campaigns/statistics';
import { checkProject } from '../../../shared/batch/client/connection';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import { appCampaigns, orchestrations } from '../../../shared/batch/routes/campaigns';
import { violation } from '../../../shared/batch/violation';
import { readDay } from '../../fields/day';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';
import { campaignApiField, oneCampaignFields } from './form.fields';
import { readCampaignOfApp, readId } from './written';

const project = { show: { api: ['project'] } };
const { value: months } = projectLimits.statisticsMonths;

/** Campaign → Get Statistics (batch-api-2x.md §6.5, batch-api-1x.md §3.6). */
export const getCampaignStatistics = item({
	text: {
		name: 'Get Statistics',
		value: 'getStatistics',
		action: 'Get campaign statistics',
		description: 'Get the figures of a campaign: its totals, or those of each day or version',
	},
	fields: [
		campaignApiField,
		...oneCampaignFields,
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			required: true,
			default: '={{ $today.minus({ days: 30 }) }}',
			description: `The first day, at most ${months} months ago`,
			displayOptions: project,
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			required: true,
			default: '={{ $today }}',
			description: 'The last day',
			displayOptions: project,
		},
		{
			displayName: 'Split by Day',
			name: 'splitByDay',
			type: 'boolean',
			default: false,
			description: 'Whether to put out an item for each day',
		},
		{
			displayName: 'Split by Version',
			name: 'splitByVersion',
			type: 'boolean',
			default: false,
			description: 'Whether to put out an item for each version of an A/B test',
		},
		readOptions(),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject[]> {
	const split = { byDay: item.flag('splitByDay'), byVersion: item.flag('splitByVersion') };
	const answer = item.choice('api') === 'app' ? await countInApp(item, api) : await countInProject(item, api);
	const rows = statisticsOf(answer, split);
	// Trigger automations answer in another shape, which is not documented: it comes out as it is.
	return rows === undefined ? [objectOf(answer)] : rows.map((row) => ({ ...item.shown, ...row }));
}

async function countInProject(item: Item, api: Api): Promise<unknown> {
	item.check(checkProject(item.connection));
	const id = readId(item);
	const from = readDay(item, 'from');
	const to = readDay(item, 'to');
	const earliest = DateTime.fromMillis(item.now(), { zone: 'utc' }).minus({ months }).toFormat('yyyy-MM-dd');
	item.check([
		...(from > to ? [violation(item.label('from'), from, 'must not be later than To')] : []),
		...(from < earliest ? [violation(item.label('from'), from, `must be at most ${months} months ago`)] : []),
	]);
	return await api.send({ route: orchestrations.statistics, query: { orchestration_id: id, from, to }, repeatable: true });
}

async function countInApp(item: Item, api: Api): Promise<unknown> {
	const campaign = readCampaignOfApp(item);
	return await api.send({ route: appCampaigns.statistics, ...campaign, repeatable: true });
}

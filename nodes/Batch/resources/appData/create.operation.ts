import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { appData, tableNameRule } from '../../../shared/batch/routes/appData';
import { violation } from '../../../shared/batch/violation';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { checkTable } from './appData.fields';

/** App Data → Create: an empty table in each app (batch-api-1x.md §9.2). */
export const createAppData = item({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create app data table',
		description: 'Create a table of keys and texts in each app, one call for each platform',
	},
	fields: [
		platformsField,
		{
			displayName: 'Table Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. matches',
			description: `The name ${tableNameRule.words}`,
		},
		writeOptions([
			additionalFieldsOption,
			{ displayName: 'Description', name: 'description', type: 'string', default: '', placeholder: 'e.g. Scores of today’s matches', description: 'What the table is for, as the dashboard shows it' },
			{
				displayName: 'Time to Live',
				name: 'timeToLive',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 1,
				description: 'How long values are kept. Batch does not document the unit.',
			},
		]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const table = item.text('name');
	const platforms = checkTable(item, table, item.label('name'));
	const description = item.has('options.description') ? item.text('options.description') : '';
	const timeToLive = item.has('options.timeToLive') ? item.integer('options.timeToLive') : undefined;
	if (timeToLive !== undefined && timeToLive < 1) item.refuse(violation(item.label('options.timeToLive'), timeToLive, 'must be at least 1'));
	const known = { ...(description !== '' && { description }), ...(timeToLive !== undefined && { time_to_live: timeToLive }) };
	const body = withAdditional(item, known);
	const { status, platforms: done } = await onPlatforms(platforms, async (platform) => {
		await api.send({ route: appData.create, platform, parameters: { table }, body, repeatable: false });
		return {};
	});
	return { status, table, platforms: done };
}

import { updateDisplayOptions, type IDataObject, type INodeProperties } from 'n8n-workflow';

import type { Item } from '../../run/item';

const filters = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options,
});

const choices = (displayName: string, name: string, description: string, values: Record<string, string>): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	default: [],
	options: Object.entries(values).map(([value, label]) => ({ name: label, value })),
	description,
});

const createdByField: INodeProperties = {
	displayName: 'Created By',
	name: 'createdBy',
	type: 'options',
	default: 'api',
	options: [
		{ name: 'API', value: 'api' },
		{ name: 'Dashboard', value: 'dashboard' },
	],
	description: 'Where the campaign was made',
};

const nameField: INodeProperties = {
	displayName: 'Name Contains',
	name: 'nameContains',
	type: 'string',
	default: '',
	placeholder: 'e.g. digest',
	description: 'A part of the name, in upper or lower case',
};

/** How Batch takes filters of lists of the project family is unknown: they are applied here (batch-api-2x.md §6.4). */
const projectFilters = filters([
	choices('Channels', 'channels', 'Campaigns that use any of these', {
		email: 'E-Mail',
		'in-app': 'In-App',
		push: 'Push',
		sms: 'SMS',
		universal: 'Universal',
	}),
	createdByField,
	nameField,
	choices('Status', 'status', 'What has become of the campaign', {
		completed: 'Completed',
		draft: 'Draft',
		running: 'Running',
		stopped: 'Stopped',
	}),
	choices('Type', 'type', 'Campaigns and automations', {
		campaign: 'Campaign',
		recurring: 'Recurring',
		trigger: 'Trigger',
		warmup: 'Warm-Up',
	}),
]);

/** Batch applies `live` and `from_api` itself (batch-api-1x.md §3.4). */
export const appFilters = filters([
	createdByField,
	nameField,
	{
		displayName: 'Status',
		name: 'live',
		type: 'options',
		default: 'live',
		options: [
			{ name: 'Running or Completed', value: 'live' },
			{ name: 'Stopped or Draft', value: 'notLive' },
		],
		description: 'What has become of the campaign',
	},
]);

export const filterFields: INodeProperties[] = [
	...updateDisplayOptions({ show: { api: ['project'] } }, [projectFilters]),
	...updateDisplayOptions({ show: { api: ['app'] } }, [appFilters]),
];

/** What Batch filters a list of the app family by. */
export function readAppQuery(item: Item): IDataObject {
	return {
		...(item.has('filters.live') && { live: item.choice('filters.live') === 'live' }),
		...(item.has('filters.createdBy') && { from_api: item.choice('filters.createdBy') === 'api' }),
	};
}

/** The rows that the filters let through that Batch does not apply itself. */
export async function* filtered(item: Item, rows: AsyncIterable<IDataObject>, isOfProject: boolean): AsyncGenerator<IDataObject> {
	const wanted = item.text('filters.nameContains').toLowerCase();
	const conditions: Array<(row: IDataObject) => boolean> = [({ name }) => wanted === '' || (typeof name === 'string' && name.toLowerCase().includes(wanted))];
	if (isOfProject) conditions.push(...projectConditions(item));
	for await (const row of rows) if (conditions.every((isMet) => isMet(row))) yield row;
}

function projectConditions(item: Item): Array<(row: IDataObject) => boolean> {
	const conditions: Array<(row: IDataObject) => boolean> = [];
	if (item.has('filters.createdBy')) {
		const source = item.choice('filters.createdBy');
		conditions.push((row) => row.source === source);
	}
	for (const name of ['channels', 'status', 'type']) {
		const chosen = item.has(`filters.${name}`) ? item.choices(`filters.${name}`) : [];
		if (chosen.length > 0) conditions.push((row) => [row[name]].flat().some((value) => chosen.includes(String(value).toLowerCase())));
	}
	return conditions;
}

import type { INodeProperties } from 'n8n-workflow';

import { campaignNamesField } from '../../shared/rowFile/campaignFields';

export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Batches of Rows',
				value: 'batches',
				description: 'Many rows an item, as a list: for large files',
			},
			{
				name: 'File',
				value: 'file',
				description: 'One item a file: its path, for a node that fetches it. Nothing is read.',
			},
			{
				name: 'Rows',
				value: 'rows',
				description: 'One item a row',
			},
			{
				name: 'Summary',
				value: 'summary',
				description: 'One item a file: counts by campaign and event, opt-ins and opt-outs, error rate',
			},
		],
		default: 'rows',
		description: 'What an item is',
	},
	{
		displayName: 'Rows per Item',
		name: 'batchSize',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 10_000 },
		default: 1_000,
		description: 'How many rows an item holds at most',
		displayOptions: { show: { output: ['batches'] } },
	},
	{
		displayName: 'Rows per Run',
		name: 'rowsPerRun',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 1_000_000 },
		default: 10_000,
		description: 'How many rows one run of the workflow gets at most. The next poll goes on behind them.',
		hint: 'n8n holds the items of a run in memory and saves them: 10,000 small rows take about 15 MB',
		displayOptions: { show: { output: ['rows', 'batches'] } },
	},
	{ ...campaignNamesField, displayOptions: { hide: { output: ['file'] } } },
];

import type { INodeProperties } from 'n8n-workflow';

import { campaignNamesField } from '../../../shared/rowFile/campaignFields';
import { tableFields } from '../../../shared/rowFile/tableFields';
import { fileSourceFields } from '../../fields/fileSource';
import { readOptions } from '../../fields/options';

export const parseFields: INodeProperties[] = [
	...fileSourceFields,
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Batches of Rows', value: 'batches', description: 'Many rows an item, as a list: for large files' },
			{ name: 'Rows', value: 'rows', description: 'One item a row' },
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
		typeOptions: { minValue: 1, maxValue: 10_000 },
		default: 1_000,
		description: 'How many rows an item holds at most',
		displayOptions: { show: { output: ['batches'] } },
	},
	campaignNamesField,
	readOptions([
		{
			displayName: 'App in File Name',
			name: 'appPattern',
			type: 'string',
			default: '',
			placeholder: 'e.g. {app}_push_*',
			description: 'Where the name of the app stands in the name of the file; * is anything. It comes out as _file.app.',
		},
		...tableFields,
	]),
];

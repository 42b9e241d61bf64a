import type { INodeProperties } from 'n8n-workflow';

import { campaignNamesField } from '../../../shared/rowFile/campaignFields';
import { sources } from '../../../shared/rowFile/sources';
import { tableFields } from '../../../shared/rowFile/tableFields';
import { readOptions } from '../../fields/options';
import { alphabetically } from '../../../shared/words';

export const parseFields: INodeProperties[] = [
	{
		displayName: 'File From',
		name: 'fileFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Binary Field', value: 'binary', description: 'A file that another node has fetched' },
			...sources.map(({ value, name, description }) => ({ value, name, description })),
		].sort((one, other) => alphabetically(one.name, other.name)),
		default: 'binary',
		description: 'Where the file is',
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the input binary field containing the file to be read',
		displayOptions: { show: { fileFrom: ['binary'] } },
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. exports/push_2026-03-01.csv',
		description: 'Where the file is, seen from the folder the login leads to, or from the top of the bucket',
		displayOptions: { hide: { fileFrom: ['binary'] } },
	},
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

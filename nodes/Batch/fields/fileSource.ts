import type { INodeProperties } from 'n8n-workflow';

import { sources } from '../../shared/rowFile/sources';
import { alphabetically } from '../../shared/words';
import type { Uses } from '../operation';

/** Where a file is: in the item's binary data, or on a storage by its path. */
export const fileSourceFields: INodeProperties[] = [
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
];

/** The credential of the storage that is chosen. */
export const fileSourceUses: Uses = Object.fromEntries(sources.map(({ value }) => [value, { fileFrom: [value] }]));

import type { INodeProperties } from 'n8n-workflow';

import { sources } from '../../shared/rowFile/sources';

export const placeFields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: sources.map(({ value, name, description }) => ({ value, name, description })),
		default: 'sftp',
		description: 'Where the files are put',
	},
	// The place of the credential, which the source decides on.
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' },
	{
		displayName: 'Files',
		name: 'webFiles',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Listed in a Directory Index',
				value: 'index',
				description: 'The server shows what is in the folder',
			},
			{
				name: 'Known by Name',
				value: 'names',
				description: 'The server shows no index: each file is asked for by its name, which may hold a date',
			},
		],
		default: 'index',
		description: 'How to find out which files there are',
		displayOptions: { show: { source: ['http'] } },
	},
	{
		displayName: 'Folder',
		name: 'folder',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. exports/push',
		description:
			'The folder to watch; in a bucket, the prefix up to a slash. Empty is the folder the login leads to, or the top of the bucket.',
	},
	{
		displayName: 'File Name',
		name: 'filePattern',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. push_*_{yyyy-MM-dd}.csv*',
		description:
			'Which files count: * stands for anything, ? for one character, {a,b} for either, {yyyy-MM-dd} for a date. Empty takes every file that is not obviously unfinished (.part, .tmp).',
	},
];

/** How many of the fields say which server it is: Poll Times comes behind them. */
export const fieldsOfPlace = placeFields.findIndex(({ name }) => name === 'credentials') + 1;

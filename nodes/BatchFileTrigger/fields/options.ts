import type { INodeProperties } from 'n8n-workflow';

import { tableFields } from '../../shared/rowFile/tableFields';
import { alphabetically } from '../../shared/words';

const whenRead = { hide: { '/output': ['file'] } };

const watchOptions: INodeProperties[] = [
	{
		displayName: 'App in File Name',
		name: 'appPattern',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. {app}_push_*',
		description: 'Where the name of the app stands in the names of the files; * is anything. It comes out as _file.app.',
	},
	{
		displayName: 'Attempts',
		name: 'attempts',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 5,
		description:
			'How often to try a file that cannot be read, with pauses of 1, 5, 15, 60 and then 240 minutes, before it is set aside. Other files never wait for it.',
	},
	{
		displayName: 'Include Subfolders',
		name: 'recursive',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether to watch the folders inside the folder, too',
	},
	{
		displayName: 'Order',
		name: 'order',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'By Name', value: 'byName' },
			{ name: 'Oldest First', value: 'oldestFirst' },
		],
		default: 'oldestFirst',
		description: 'Which of several new files is read first. A file that has been begun is read to its end before.',
	},
	{
		displayName: 'Quarantine Folder',
		name: 'quarantineFolder',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. exports/failed',
		description: 'Where to move files that are set aside. Empty leaves them where they are, to be taken up again only when they change.',
		displayOptions: whenRead,
	},
	{
		displayName: 'Unchanged For (Seconds)',
		name: 'unchangedFor',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 86_400 },
		default: 20,
		description:
			'How long a file on a server must look the same, in two looks at least, before it is read: it may still be uploading. 0 reads it at once. Buckets show a file only when it is whole, so there it does not matter.',
	},
];

export const optionFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...watchOptions, ...tableFields.map((field) => ({ ...field, displayOptions: whenRead }))].sort((one, other) =>
			alphabetically(one.displayName, other.displayName),
		),
	},
];

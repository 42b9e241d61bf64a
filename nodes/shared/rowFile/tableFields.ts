import type { INodeProperties } from 'n8n-workflow';

import { fieldNames } from '../tabular/columns/field';
import { defaultBadRowLimit } from '../tabular/rows/settings';
import { encodingNames } from '../tabular/text/encoding';

const encodingChoices = [
	{ name: 'Detect Automatically', value: 'automatic' },
	...Object.entries(encodingNames).map(([value, name]) => ({ name, value })),
].sort((one, other) => one.name.localeCompare(other.name, 'en'));

const fieldChoices = [
	...Object.entries(fieldNames).map(([value, name]) => ({ name, value })),
	{ name: 'None', value: '', description: 'Keep the column under its own name' },
].sort((one, other) => one.name.localeCompare(other.name, 'en'));

/** Options about the form of a file; everything they say is recognised without them. Sorted by their names. */
export const tableFields: INodeProperties[] = [
	{
		displayName: 'Bad Rows Allowed',
		name: 'badRowLimit',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0 },
		default: defaultBadRowLimit,
		description: 'How many rows of a file may be set aside, each with its reason, before the file counts as unreadable',
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Column',
		default: {},
		description: 'What single columns mean, where that is not recognised by itself',
		options: [
			{
				displayName: 'Column',
				name: 'values',
				values: [
					{
						displayName: 'Column',
						name: 'column',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. user_id, or 3',
						description: 'Its header, or its number, counted from 1',
					},
					{
						displayName: 'Meaning',
						name: 'field',
						type: 'options',
						noDataExpression: true,
						options: fieldChoices,
						default: 'customId',
					},
				],
			},
		],
	},
	{
		displayName: 'Delimiter',
		name: 'delimiter',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. ;',
		description: 'What stands between two values; \\t is a tab. Empty detects it.',
	},
	{
		displayName: 'Encoding',
		name: 'encoding',
		type: 'options',
		noDataExpression: true,
		options: encodingChoices,
		default: 'automatic',
	},
	{
		displayName: 'First Line Is a Header',
		name: 'hasHeader',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Detect Automatically', value: 'automatic' },
			{ name: 'No', value: 'no' },
			{ name: 'Yes', value: 'yes' },
		],
		default: 'automatic',
	},
	{
		displayName: 'Kind of File',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Detect Automatically', value: 'automatic' },
			{ name: 'In-App Events', value: 'inAppEvents' },
			{ name: 'Opt-in Users', value: 'optInUsers' },
			{ name: 'Other CSV', value: 'other', description: 'Columns keep the names of the header, values stay text' },
			{ name: 'Push Events', value: 'pushEvents' },
		],
		default: 'automatic',
		description: 'Which of the exports of Batch the files are',
	},
];

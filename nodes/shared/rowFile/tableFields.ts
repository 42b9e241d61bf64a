import type { INodeProperties } from 'n8n-workflow';

import { fieldNames } from '../tabular/columns/field';
import { defaultBadRowLimit, defaultMaxRecordLength, maxRecordLengthAtMost } from '../tabular/rows/settings';
import { encodingNames } from '../tabular/text/encoding';
import { alphabetically } from '../../shared/words';

const encodingChoices = [
	{ name: 'Detect Automatically', value: 'automatic' },
	...Object.entries(encodingNames).map(([value, name]) => ({ name, value })),
].sort((one, other) => alphabetically(one.name, other.name));

const fieldChoices = [
	...Object.entries(fieldNames).map(([value, name]) => ({ name, value })),
	{ name: 'None', value: '', description: 'Keep the column under its own name' },
].sort((one, other) => alphabetically(one.name, other.name));

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
		displayName: 'Blanks Around Values',
		name: 'blanks',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Cut', value: 'cut' },
			{ name: 'Detect Automatically', value: 'automatic', description: 'Cut in columns most of whose values have them' },
			{ name: 'Keep', value: 'keep' },
		],
		default: 'automatic',
		description: 'What becomes of blanks around values; from recognized columns they are always cut',
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Column',
		default: {},
		description: 'What single columns mean, where that is not recognized by itself. A file that has no such column is read all the same.',
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
						description: 'Its header, in capitals or not, or its number, counted from 1',
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
		displayName: 'Comment Sign',
		name: 'comment',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. #',
		description: 'Lines that begin with it are passed over',
	},
	{
		displayName: 'Delimiter',
		name: 'delimiter',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. ;',
		description: 'What stands between two values. The word tab, \\t and \\u0001 mean these characters. Empty detects it.',
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
		displayName: 'Escape Character',
		name: 'escape',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. \\',
		description: 'What stands before a quote that is part of a value. Empty: such a quote is doubled.',
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
			{ name: 'Opt-In Users', value: 'optInUsers' },
			{ name: 'Other CSV', value: 'other', description: 'Columns keep the names of the header, values stay text' },
			{ name: 'Push Events', value: 'pushEvents' },
		],
		default: 'automatic',
		description: 'Which of the exports of Batch the files are',
	},
	{
		displayName: 'Lines to Skip',
		name: 'skipLines',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 10_000 },
		default: 0,
		description: 'How many lines stand before the table, or before its header',
	},
	{
		displayName: 'Longest Row (Characters)',
		name: 'longestRow',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1_000, maxValue: maxRecordLengthAtMost },
		default: defaultMaxRecordLength,
		description: 'A row that is longer is set aside: mostly it is a quote that is never closed',
	},
	{
		displayName: 'Order of Day and Month',
		name: 'dateOrder',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Day First', value: 'dayFirst', description: '01/03/2026 is the first of March' },
			{ name: 'Detect Automatically', value: 'automatic', description: 'From the times of the file, or from the date in its name' },
			{ name: 'Month First', value: 'monthFirst', description: '01/03/2026 is the third of January' },
		],
		default: 'automatic',
	},
	{
		displayName: 'Quote Character',
		name: 'quote',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. "',
		description: 'What stands around values. The word none: quotes mean nothing. Empty detects it.',
	},
	{
		displayName: 'Short Rows Allowed',
		name: 'shortRows',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether rows with fewer values than the header are filled up with empty ones, instead of set aside',
	},
];

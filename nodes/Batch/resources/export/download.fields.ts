import type { INodeProperties } from 'n8n-workflow';

/** Rows of one run: all of them lie in memory at once. */
export const rowsPerRunAtMost = 100_000;

const binaryChoice = { name: 'Binary', value: 'binary', description: 'Each file as it is, one item a file' };
const rowsChoice = { name: 'Rows', value: 'rows', description: 'One item a row, up to Rows per Run' };

export const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [binaryChoice, rowsChoice],
	default: 'rows',
	description: 'What comes out of the files',
};

export const downloadField: INodeProperties = {
	...outputField,
	displayName: 'Download',
	name: 'download',
	options: [binaryChoice, { name: 'No', value: 'none', description: 'The export with the list of its files alone' }, rowsChoice],
	default: 'none',
	description: 'Whether to fetch the files once they are ready, and what comes out of them',
};

/** What the outputs need, shown by the field that chooses among them. */
export function outputFields(by: string): INodeProperties[] {
	return [
		{
			displayName: 'Put Output File in Field',
			name: 'binaryField',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the output binary field to put the file in',
			displayOptions: { show: { [by]: ['binary'] } },
		},
		{
			displayName: 'Rows per Run',
			name: 'rowsPerRun',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: rowsPerRunAtMost },
			default: 10_000,
			description: 'How many rows come out at most. When there are more, the last one says in _export.next where to go on.',
			displayOptions: { show: { [by]: ['rows'] } },
		},
	];
}

/** Where Download goes on: at a part that failed, or at the row after the last. */
export const startOptions: INodeProperties[] = [
	{
		displayName: 'Start at Part',
		name: 'startPart',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'The first file to fetch, counted from 1',
	},
	{
		displayName: 'Start at Row',
		name: 'startRow',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'The first row of that file to put out, counted from 1. For the output Rows.',
	},
];

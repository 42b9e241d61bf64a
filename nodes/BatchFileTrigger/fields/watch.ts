import type { INodeProperties } from 'n8n-workflow';

export const watchFields: INodeProperties[] = [
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Activation',
				value: 'now',
				description: 'Files that are there already are left alone, but for those of the last 15 minutes',
			},
			{
				name: 'All History',
				value: 'all',
				description: 'Every file that is there',
			},
			{
				name: 'Date',
				value: 'date',
				description: 'Files modified on this date or later',
			},
		],
		default: 'now',
		description: 'Which files are new when the workflow is activated for the first time',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		required: true,
		noDataExpression: true,
		default: '',
		description: 'Files modified before this date are left alone',
		displayOptions: { show: { startFrom: ['date'] } },
	},
	{
		displayName: 'After Reading',
		name: 'afterReading',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Delete the File',
				value: 'delete',
			},
			{
				name: 'Leave the File',
				value: 'leave',
			},
			{
				name: 'Move the File',
				value: 'move',
			},
		],
		default: 'leave',
		description:
			'What to do with a file whose last row went into a run. It is done by the poll after that one, so that nothing is gone before n8n has it.',
		displayOptions: { hide: { output: ['file'] } },
	},
	{
		displayName: 'Move To',
		name: 'targetFolder',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. exports/done',
		description: 'The folder for files that are read. It is made if need be; no file in it is overwritten.',
		displayOptions: { show: { afterReading: ['move'] }, hide: { output: ['file'] } },
	},
];

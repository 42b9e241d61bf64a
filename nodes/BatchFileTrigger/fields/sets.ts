import type { INodeProperties } from 'n8n-workflow';

const whenFiles = { output: ['file'] };

/** Files that belong together, and come out as one item when all of them are there. */
export const setFields: INodeProperties[] = [
	{
		displayName: 'Wait for a Set',
		name: 'waitForSet',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'No',
				value: 'no',
				description: 'Each file comes out by itself',
			},
			{
				name: 'Until a Marker File Comes',
				value: 'marker',
				description: 'The sender puts a file there, such as _SUCCESS, when everything else is',
			},
			{
				name: 'Until Nothing New Comes',
				value: 'quiet',
				description: 'For as long as you say',
			},
			{
				name: 'Until the Count in the Names Is Reached',
				value: 'count',
				description: 'The names tell part and count: crm-part-2-of-5.csv',
			},
		],
		default: 'no',
		description:
			'Whether files that belong together come out as one item, when all of them are there. A replace needs that: each part sent by itself would wipe the one before.',
		displayOptions: { show: whenFiles },
	},
	{
		displayName: 'Parts in File Name',
		name: 'partPattern',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. {set}_{part}_of_{count}.csv',
		description:
			'Where the names tell set, part and count; * is anything. Empty takes the usual spellings: crm-part-2-of-5.csv, crm_2of5.csv, crm_2_5.csv.',
		displayOptions: { show: { ...whenFiles, waitForSet: ['count'] } },
	},
	{
		displayName: 'Marker File',
		name: 'markerFile',
		type: 'string',
		noDataExpression: true,
		default: '_SUCCESS',
		placeholder: 'e.g. _SUCCESS, *.done',
		description:
			'The name of the file that comes last, in the same folder. * is the name of its set: crm.done is for the files whose names begin with crm. Without * it is for everything new in the folder.',
		displayOptions: { show: { ...whenFiles, waitForSet: ['marker'] } },
	},
	{
		displayName: 'Quiet For (Minutes)',
		name: 'quietFor',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 10_080 },
		default: 15,
		description: 'How long nothing of a set may be new or change before it counts as complete. An upload that pauses for longer comes out in two sets.',
		displayOptions: { show: { ...whenFiles, waitForSet: ['quiet'] } },
	},
	{
		displayName: 'Set in File Name',
		name: 'setPattern',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. {set}_*.csv',
		description: 'Where the names tell the set that a file is of; * is anything. Empty: everything new in one folder is one set, or what the marker file names.',
		displayOptions: { show: { ...whenFiles, waitForSet: ['marker', 'quiet'] } },
	},
	{
		displayName: 'Set Aside After (Hours)',
		name: 'setPatience',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 720 },
		default: 24,
		description:
			'How long nothing new may come for a set that is not complete. Then Set Aside says once what is missing, and the files that are there count no more.',
		displayOptions: { show: { ...whenFiles, waitForSet: ['count', 'marker', 'quiet'] } },
	},
];

import type { INodeProperties } from 'n8n-workflow';

import { projectLimits } from '../../../shared/batch/contract/projectContract';

/** Batch takes events of the last 24 hours only; what becomes of others is the user's choice, never silent. */
export const outsideWindowField: INodeProperties = {
	displayName: 'Events Outside the Time Window',
	name: 'outsideWindow',
	type: 'options',
	default: 'refuse',
	options: [
		{ name: 'Refuse', value: 'refuse', description: 'The row says why' },
		{
			name: 'Send Without Time',
			value: 'sendWithoutTime',
			description: 'Batch takes the time of arrival; the original is kept as the attribute original_time where there is room',
		},
		{ name: 'Skip', value: 'skip', description: 'The row comes out as skipped' },
	],
	description: `What to do with events that are older than ${projectLimits.eventAgeHours.value} hours or lie in the future; a clock that runs up to a minute ahead is forgiven`,
};

export const endpointOption: INodeProperties = {
	displayName: 'Endpoint',
	name: 'endpoint',
	type: 'options',
	default: 'realTime',
	options: [
		{ name: 'Automatic', value: 'automatic', description: 'Mass above 1,000 profiles, else real-time' },
		{ name: 'Mass', value: 'mass', description: 'Applied later; for a backfill of many events' },
		{ name: 'Real-Time', value: 'realTime' },
	],
	description: 'Which endpoint of the project API takes the events',
	displayOptions: { show: { '/api': ['project'] } },
};

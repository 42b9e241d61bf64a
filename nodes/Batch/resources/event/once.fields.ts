import type { INodeProperties } from 'n8n-workflow';

export const onceFields: INodeProperties[] = [
	{
		displayName: 'Send Once',
		name: 'sendOnce',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether to remember each event, so that a re-run or a repeated delivery does not track it twice. An execution that is killed while it sends may leave its events unsent: its re-run skips them and says so.',
	},
	{
		displayName: 'Event Key',
		name: 'onceKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.event_id }}',
		description: 'What identifies this one event. Leave empty for an event prepared by a trigger: it brings its own.',
		displayOptions: { show: { sendOnce: [true] } },
	},
];

export const onceHistoryOption: INodeProperties = {
	displayName: 'Send Once History Size',
	name: 'onceHistory',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10_000,
	description: 'How many events to remember. The oldest are forgotten first.',
};

export const interruptedEventsOption: INodeProperties = {
	displayName: 'Interrupted Events',
	name: 'interruptedEvents',
	type: 'options',
	default: 'report',
	options: [
		{ name: 'Report', value: 'report', description: 'They come out as unknown, and are not sent' },
		{ name: 'Send Again', value: 'sendAgain', description: 'They may then arrive twice' },
	],
	description: 'What to do with events that an earlier run was sending when it was killed: Batch may have them or not',
};

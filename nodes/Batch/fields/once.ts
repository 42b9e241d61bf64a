import type { INodeProperties } from 'n8n-workflow';

const words = {
	event: { name: 'Event Key', one: 'event', more: '' },
	push: { name: 'Push Key', one: 'push', more: '. Recipients are told apart by themselves.' },
} as const;

/** The choice to send nothing that an earlier run has sent. */
export function onceFields(what: keyof typeof words): INodeProperties[] {
	const { name, one, more } = words[what];
	return [
		{
			displayName: 'Send Once',
			name: 'sendOnce',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: `Whether to remember each ${one}, so that a re-run or a repeated delivery does not send it twice`,
		},
		{
			displayName: name,
			name: 'onceKey',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. {{ $json.event_id }}',
			description: `What identifies this one ${one}${more}`,
			displayOptions: { show: { sendOnce: [true] } },
		},
	];
}

const [sendOnceField, eventKeyField] = onceFields('event');

/** The same of events: one that a trigger has prepared brings its own key. */
export const eventOnceFields: INodeProperties[] = [
	sendOnceField,
	{ ...eventKeyField, displayOptions: { show: { sendOnce: [true], eventFrom: ['fields', 'incoming', 'json'] } } },
	{
		...eventKeyField,
		required: false,
		description: 'What identifies this one event. Empty: the ID that the trigger gave it.',
		displayOptions: { show: { sendOnce: [true], eventFrom: ['prepared'] } },
	},
];

export const onceHistoryOption: INodeProperties = {
	displayName: 'Send Once History Size',
	name: 'onceHistory',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10_000,
	description: 'How many to remember. The oldest are forgotten first.',
	displayOptions: { show: { '/sendOnce': [true] } },
};

export const interruptedSendsOption: INodeProperties = {
	displayName: 'Interrupted Sends',
	name: 'interruptedEvents',
	type: 'options',
	default: 'report',
	options: [
		{ name: 'Report', value: 'report', description: 'They come out as unknown, and are not sent' },
		{ name: 'Send Again', value: 'sendAgain', description: 'They may then arrive twice' },
	],
	description: 'What to do with what an earlier run was sending when it was killed: Batch may have it or not',
	displayOptions: { show: { '/sendOnce': [true] } },
};

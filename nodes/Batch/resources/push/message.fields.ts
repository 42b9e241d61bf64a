import type { INodeProperties } from 'n8n-workflow';

import { appLimits } from '../../../shared/batch/contract/appContract';
import { grouped } from '../../../shared/words';
import { additionalFieldsOption } from '../../fields/additional';

export const titleField: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Your subscription ends tomorrow',
	description: 'The line above the text',
};

export const bodyField: INodeProperties = {
	displayName: 'Body',
	name: 'body',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Renew today and keep reading',
	description: 'The text of the notification',
};

export const groupIdField: INodeProperties = {
	displayName: 'Group ID',
	name: 'groupId',
	type: 'string',
	default: '',
	placeholder: 'e.g. renewal_reminder',
	description: 'Under this name Batch counts the sends in its statistics: letters, digits, underscores and hyphens',
};

const days = appLimits.timeToLiveSeconds.value / 86_400;

const mediaOption = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/file',
	description,
});

/** What a message can carry besides title and body (batch-api-1x.md §1.1). */
export const messageOptions: INodeProperties[] = [
	additionalFieldsOption,
	{
		displayName: 'Collapse Key',
		name: 'collapseKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. scores',
		description: 'Android: a newer message with the same key replaces an older one that was not shown yet',
	},
	{
		displayName: 'Custom Payload (JSON)',
		name: 'customPayload',
		type: 'json',
		default: '{}',
		description: 'An object handed to the app. The key com.batch is reserved.',
	},
	mediaOption('Icon URL', 'mediaIcon', 'A picture in place of the icon of the app. Not shown on iOS.'),
	{
		displayName: 'Labels',
		name: 'labels',
		type: 'string',
		default: '',
		placeholder: 'e.g. renewal, news',
		description: `Codes of labels, separated by commas, up to ${appLimits.labelsPerSend.value}`,
	},
	{
		displayName: 'Landing (JSON)',
		name: 'landing',
		type: 'json',
		default: '{}',
		description: 'The mobile landing that opens with the message: theme, header, title, body, actions …',
	},
	mediaOption('Picture URL', 'mediaPicture', 'A picture shown with the message'),
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'high',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Normal', value: 'normal' },
		],
		description: 'High wakes up a device that sleeps; normal may wait until it is used',
	},
	mediaOption('Sound URL', 'mediaAudio', 'A sound file attached to the message'),
	{
		displayName: 'Time to Live (Seconds)',
		name: 'timeToLive',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: appLimits.timeToLiveSeconds.value },
		default: 86_400,
		description: `How long Batch tries to deliver, on Android and the web. At most ${days} days.`,
	},
	mediaOption('Video URL', 'mediaVideo', 'A video attached to the message'),
];

export const groupingOption: INodeProperties = {
	displayName: 'Item Grouping',
	name: 'grouping',
	type: 'options',
	default: 'grouped',
	options: [
		{
			name: 'Grouped',
			value: 'grouped',
			description: `Items with the same message share a call of up to ${grouped(appLimits.recipientsPerSend.value)} recipients; somebody named twice gets it once`,
		},
		{ name: 'One Call for Each Item', value: 'perItem', description: 'Nobody is left out, and it takes longer' },
	],
	description: 'How items become calls to Batch',
};

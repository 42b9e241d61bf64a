import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { appLimits } from '../../../shared/batch/contract/appContract';
import { additionalFieldsOption } from '../../fields/additional';
import { campaignLocator } from '../../fields/campaign';
import { platformField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { changedNameField, nameField } from '../campaign/form.fields';
import { scheduleField, startsAtField } from '../campaign/schedule.fields';
import { appCriteria, targetingField, type TargetingChoice } from '../campaign/targeting.fields';
import { deeplinkFields, keptDeeplinkFields } from '../push/deeplink.fields';
import { contentFields, newContentFields } from './message.fields';

/** One campaign of an app. */
export const oneInAppCampaignFields: INodeProperties[] = [
	platformField,
	campaignLocator({ description: 'The in-app campaign of the app', search: 'searchInAppCampaigns' }),
];

export const inAppTargetingField = (offered: readonly TargetingChoice[], chosen: TargetingChoice): INodeProperties =>
	targetingField(offered, chosen, 'Everybody who uses the app, also without push');

const keep: INodePropertyOptions = { name: 'As It Is', value: 'keep' };

function endFields(isUpdate: boolean): INodeProperties[] {
	const chosen = isUpdate ? 'keep' : 'never';
	return [
		{
			displayName: 'End',
			name: 'end',
			type: 'options',
			noDataExpression: true,
			default: chosen,
			options: [
				...(isUpdate ? [keep] : []),
				{ name: 'At a Time', value: 'time' },
				{ name: 'At Each Person’s Local Time', value: 'localTime' },
				...(isUpdate ? [] : [{ name: 'Never', value: 'never' }]),
			],
			description: 'When the campaign is shown no more',
		},
		{
			displayName: 'Ends At',
			name: 'endsAt',
			type: 'dateTime',
			required: true,
			default: '',
			placeholder: 'e.g. 2026-12-31 23:59:00',
			description: 'A time that lies ahead, in the time zone of the workflow unless it has an offset',
			displayOptions: { show: { end: ['time', 'localTime'] } },
		},
	];
}

function triggerFields(isUpdate: boolean): INodeProperties[] {
	const chosen = isUpdate ? 'keep' : 'nextSession';
	return [
		{
			displayName: 'Trigger',
			name: 'trigger',
			type: 'options',
			noDataExpression: true,
			default: chosen,
			options: [
				...(isUpdate ? [keep] : []),
				{ name: 'JSON', value: 'json', description: 'Another trigger, in the notation of Batch' },
				{ name: 'Next Session', value: 'nextSession', description: 'When the app is opened the next time' },
			],
			description: 'When the message is shown',
		},
		{
			displayName: 'Trigger (JSON)',
			name: 'triggerJson',
			type: 'json',
			required: true,
			default: '{"when": "NEXT_SESSION"}',
			description: 'The whole trigger, in the notation of Batch',
			displayOptions: { show: { trigger: ['json'] } },
		},
		{
			displayName: 'Capping',
			name: 'capping',
			type: 'number',
			default: '',
			placeholder: 'e.g. 3',
			description: 'How often a person sees it at most; without limit when it is empty',
			displayOptions: { show: { trigger: ['nextSession'] } },
		},
		{
			displayName: 'Grace Period (Hours)',
			name: 'gracePeriod',
			type: 'number',
			default: '',
			placeholder: 'e.g. 24',
			description: 'How many hours pass before a person sees it again; none when it is empty',
			displayOptions: { show: { trigger: ['nextSession'] } },
		},
	];
}

/** What an in-app campaign is made of; of one that is there, what is filled in changes. */
export function inAppCampaignFields(isUpdate: boolean): INodeProperties[] {
	return [
		isUpdate ? changedNameField : { ...nameField, required: true },
		...(isUpdate ? contentFields : newContentFields),
		...(isUpdate ? keptDeeplinkFields : deeplinkFields),
		...triggerFields(isUpdate),
		isUpdate ? scheduleField(['time', 'localTime', 'now', 'keep'], 'keep') : scheduleField(['time', 'localTime', 'now'], 'now'),
		startsAtField,
		...endFields(isUpdate),
		isUpdate ? inAppTargetingField(['keep', 'matching'], 'keep') : inAppTargetingField(['everybody', 'matching'], 'matching'),
		appCriteria,
	];
}

export function inAppOptionsField(own: INodeProperties[] = []): INodeProperties {
	return writeOptions([
		additionalFieldsOption,
		{
			displayName: 'Custom Payload (JSON)',
			name: 'customPayload',
			type: 'json',
			default: '{}',
			description: 'An object handed to the app. The key com.batch is reserved.',
		},
		{
			displayName: 'Labels',
			name: 'labels',
			type: 'string',
			default: '',
			placeholder: 'e.g. ONBOARDING',
			description: `Codes of labels, separated by commas, up to ${appLimits.labelsPerCampaign.value}`,
		},
		...own,
	]);
}

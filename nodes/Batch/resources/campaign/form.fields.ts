import { updateDisplayOptions, type IDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { campaignLocator } from '../../fields/campaign';
import { apiField, platformField } from '../../fields/identity';
import { changedMessageFields, messageFields } from './message.fields';
import { scheduleField, startsAtField, type ScheduleChoice } from './schedule.fields';
import { appCriteria, projectCriteria, targetingField } from './targeting.fields';

const project: IDisplayOptions = { show: { api: ['project'] } };
const app: IDisplayOptions = { show: { api: ['app'] } };

export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Weekly digest, 1 December',
	description: 'The name of the campaign in the dashboard',
};

/** The name of a campaign that is there, where only what is filled in changes. */
export const changedNameField: INodeProperties = { ...nameField, hint: 'Leave fields empty that stay as they are' };

export const campaignApiField = apiField({
	project: 'Push and e-mail campaigns to profiles, on all platforms',
	app: 'Push campaigns of one app each',
});

/** One campaign, of either family. */
export const oneCampaignFields: INodeProperties[] = [
	...updateDisplayOptions(app, [platformField]),
	...updateDisplayOptions(project, [campaignLocator({ description: 'The campaign of the project', search: 'searchOrchestrations' })]),
	...updateDisplayOptions(app, [campaignLocator({ description: 'The push campaign of the app', search: 'searchCampaigns' })]),
];

const startChoices: ScheduleChoice[] = ['time', 'localTime', 'now'];

/** What a new campaign is made of. */
export const newCampaignFields: INodeProperties[] = [
	{ ...nameField, required: true },
	...messageFields,
	scheduleField(startChoices, 'time'),
	startsAtField,
	targetingField(['everybody', 'matching'], 'matching'),
	...updateDisplayOptions(project, [projectCriteria]),
	...updateDisplayOptions(app, [appCriteria]),
];

/** What may change of a campaign: all of it is sent again in the project family, only what is filled in in the app family. */
export const changedCampaignFields: INodeProperties[] = [
	...updateDisplayOptions(project, [{ ...nameField, required: true }]),
	...updateDisplayOptions(app, [changedNameField]),
	...changedMessageFields,
	...updateDisplayOptions(project, [scheduleField(startChoices, 'time')]),
	...updateDisplayOptions(app, [scheduleField([...startChoices, 'keep'], 'keep')]),
	startsAtField,
	...updateDisplayOptions(project, [targetingField(['everybody', 'matching'], 'matching'), projectCriteria]),
	...updateDisplayOptions(app, [targetingField(['keep', 'matching'], 'keep'), appCriteria]),
];

export const stateField: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	noDataExpression: true,
	default: 'draft',
	options: [
		{ name: 'Draft', value: 'draft', description: 'Nothing is sent until it is started' },
		{ name: 'Ready', value: 'ready', description: 'It is sent as scheduled, without anybody looking at it' },
	],
	description: 'Whether the campaign waits to be started',
};

/** Says what is about to happen. */
export const readyNotices: INodeProperties[] = [
	{
		displayName: 'Ready and Now sends to everybody who matches, at once.',
		name: 'readyNowNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { state: ['ready'], schedule: ['now'] } },
	},
	{
		displayName: 'Ready sends at the scheduled time to everybody who matches.',
		name: 'readyNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { state: ['ready'], schedule: ['time', 'localTime'] } },
	},
];

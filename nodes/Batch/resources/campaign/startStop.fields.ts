import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { writeOptions } from '../../fields/options';
import { campaignApiField, nameField, oneCampaignFields } from './form.fields';
import { channelField, messageFields } from './message.fields';
import { projectOptionsField } from './options.fields';
import { scheduleField, startsAtField } from './schedule.fields';
import { projectCriteria, targetingField } from './targeting.fields';

const campaignFromField: INodeProperties = {
	displayName: 'Campaign From',
	name: 'campaignFrom',
	type: 'options',
	noDataExpression: true,
	default: 'json',
	options: [
		{ name: 'Fields Below', value: 'fields' },
		{ name: 'JSON', value: 'json', description: 'As Create or Update put it out' },
	],
	description: 'Where the content of the campaign comes from',
	displayOptions: { show: { api: ['project'] } },
};

const campaignJsonField: INodeProperties = {
	displayName: 'Campaign (JSON)',
	name: 'campaignJson',
	type: 'json',
	required: true,
	default: '={{ $json.campaign }}',
	description: 'The whole campaign, as Create or Update put it out under “campaign”',
	displayOptions: { show: { api: ['project'], campaignFrom: ['json'] } },
};

const byFields = { show: { api: ['project'], campaignFrom: ['fields'] } };

/**
 * The project family has no route to start or stop a campaign: updating it does, and overwrites everything, and not
 * all of it can be read back. So the whole campaign is asked for (batch-api-2x.md §6).
 */
export const wholeCampaignFields: INodeProperties[] = [
	campaignApiField,
	{
		displayName: 'The project API can only overwrite the whole campaign, so its whole content is needed here.',
		name: 'wholeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { api: ['project'] } },
	},
	...oneCampaignFields,
	campaignFromField,
	campaignJsonField,
	...updateDisplayOptions(byFields, [channelField, { ...nameField, required: true }, ...messageFields.filter(isOfProject)]),
];

function isOfProject({ displayOptions }: INodeProperties): boolean {
	return !displayOptions?.show?.api?.includes('app');
}

/** The time and the targeting of a campaign whose content is filled in below. */
export const byFieldsFields: INodeProperties[] = updateDisplayOptions(byFields, [
	scheduleField(['time', 'localTime', 'now'], 'time'),
	startsAtField,
	targetingField(['everybody', 'matching'], 'matching'),
	projectCriteria,
]);

/** The same, of a campaign that says both. */
export const storedFields: INodeProperties[] = [{ show: { api: ['project'], campaignFrom: ['json'] } }, { show: { api: ['app'] } }].flatMap((shown) =>
	updateDisplayOptions(shown, [
		scheduleField(['stored', 'time', 'localTime', 'now'], 'stored'),
		startsAtField,
		targetingField(['everybody', 'keep'], 'keep'),
	]),
);

/** Options: those of the content where it is filled in below. */
export const startStopOptions: INodeProperties[] = [
	...updateDisplayOptions(byFields, [projectOptionsField()]),
	...updateDisplayOptions({ show: { api: ['project'], campaignFrom: ['json'] } }, [writeOptions()]),
	...updateDisplayOptions({ show: { api: ['app'] } }, [writeOptions()]),
];

import type { INodeProperties } from 'n8n-workflow';

import { appLimits } from '../../../shared/batch/contract/appContract';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import { exportRates } from '../../../shared/batch/routes/exports';
import { additionalFieldsOption } from '../../fields/additional';
import { campaignLocator } from '../../fields/campaign';
import { exportApiField, exportPlatformField, ofApp, ofProject } from './exportFields';

const { perSecond, burst } = exportRates.segmentExport;

/** In words: "5 an hour, 10 at once after a pause". */
export const segmentRate = `${Math.round(perSecond * 3_600)} an hour, ${burst} at once after a pause`;

const ofKinds = (...kinds: string[]) => ({ show: { api: ['project'], exportType: kinds } });

const projectFields: INodeProperties[] = [
	{
		displayName: 'What to Export',
		name: 'exportType',
		type: 'options',
		noDataExpression: true,
		default: 'attributes',
		options: [
			{ name: 'Attributes', value: 'attributes', description: 'What the profiles hold now' },
			{ name: 'Events', value: 'events', description: 'What the profiles did and received in a period' },
			{ name: 'Reachability', value: 'reachability', description: 'Opt-ins and opt-outs of each channel in a period' },
		],
		description: 'What the files hold. Batch documents the rows of attributes only.',
		displayOptions: ofProject,
	},
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'string',
		default: '',
		placeholder: 'e.g. $email_address, plan, last_visit',
		description: 'Names of attributes, with commas between them. Those of Batch itself begin with $.',
		displayOptions: ofKinds('attributes'),
	},
	{
		displayName: 'IDs',
		name: 'identifiers',
		type: 'multiOptions',
		default: ['custom_id'],
		options: [
			{ name: 'Custom ID', value: 'custom_id' },
			{ name: 'Installation IDs', value: 'installation_ids' },
		],
		description: 'The IDs that come with each profile. Attributes or IDs must name something.',
		displayOptions: ofKinds('attributes'),
	},
	{
		displayName: 'Events',
		name: 'eventNames',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. email_sent, push_open',
		description: 'Names of events, with commas between them. Batch publishes no list of them.',
		displayOptions: ofKinds('events'),
	},
	{
		displayName: 'IDs',
		name: 'eventIdentifiers',
		type: 'string',
		default: 'custom_id',
		placeholder: 'e.g. custom_id, installation_id',
		description: 'The IDs that come with each event, with commas between them',
		displayOptions: ofKinds('events'),
	},
	{
		displayName: 'Channels',
		name: 'channels',
		type: 'multiOptions',
		required: true,
		default: ['email', 'push', 'sms'],
		options: [
			{ name: 'E-Mail', value: 'email' },
			{ name: 'Push', value: 'push' },
			{ name: 'SMS', value: 'sms' },
		],
		description: 'The channels whose opt-ins and opt-outs are wanted',
		displayOptions: ofKinds('reachability'),
	},
];

const segmentField: INodeProperties = {
	displayName: 'Segment',
	name: 'segment',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'Only profiles of this segment. Empty: all profiles.',
	hint: `Exports of a segment: ${segmentRate}`,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchSegments', searchable: true },
		},
		{ displayName: 'By Code', name: 'id', type: 'string', placeholder: 'e.g. vip_readers' },
	],
	displayOptions: ofProject,
};

const campaignField: INodeProperties = {
	...campaignLocator({ description: 'The push campaign of the app', search: 'searchCampaigns' }),
	displayOptions: ofApp,
};

const appFields: INodeProperties[] = [
	campaignField,
	{
		displayName: 'What to Export',
		name: 'appExport',
		type: 'options',
		noDataExpression: true,
		default: 'ids',
		options: [
			{ name: 'Campaign Events', value: 'events', description: 'What happened. Batch does not document the columns of this file.' },
			{ name: 'Campaign IDs', value: 'ids', description: 'Who got, opened or could not get the campaign' },
		],
		description: 'What the file holds',
		displayOptions: ofApp,
	},
	{
		displayName: 'Events',
		name: 'pushEvents',
		type: 'multiOptions',
		required: true,
		default: ['push_sent', 'push_open', 'push_error'],
		options: [
			{ name: 'Push Error', value: 'push_error' },
			{ name: 'Push Open', value: 'push_open', description: 'In the file it is called push_opened' },
			{ name: 'Push Sent', value: 'push_sent' },
		],
		description: 'What is to be in the file',
		displayOptions: ofApp,
	},
	{
		displayName: 'IDs',
		name: 'ids',
		type: 'multiOptions',
		required: true,
		default: ['custom_id'],
		options: [
			{ name: 'Advertising ID', value: 'advertising_id' },
			{ name: 'Custom ID', value: 'custom_id' },
			{ name: 'Installation ID', value: 'install_id' },
		],
		description: 'The IDs that come with each event',
		displayOptions: ofApp,
	},
];

/** From and To, which mean the same wherever they stand. */
function periodFields(displayOptions: INodeProperties['displayOptions'], lookBack: string): INodeProperties[] {
	return [
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			required: true,
			default: '={{ $now.minus({ days: 7 }) }}',
			description: lookBack,
			displayOptions,
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			default: '',
			description: 'End of the period. Empty: now.',
			displayOptions,
		},
	];
}

/** What an export is made of. */
export const createFields: INodeProperties[] = [
	exportApiField,
	exportPlatformField,
	...projectFields,
	...appFields,
	...periodFields(
		ofKinds('events', 'reachability'),
		`Beginning of the period. Batch refuses one of more than ${projectLimits.exportLookBackDays.value} days ago.`,
	),
	...periodFields(
		ofApp,
		`Beginning of the period. What is older than ${appLimits.exportLookBackDays.value} days is missing in the file, and Batch does not say so.`,
	),
	segmentField,
];

export const createOptions: INodeProperties[] = [
	additionalFieldsOption,
	{
		displayName: 'If the Rate Limit Is Used Up',
		name: 'whenUsedUp',
		type: 'options',
		default: 'refuse',
		options: [
			{ name: 'Say So', value: 'refuse', description: 'The item is refused, and says when the next export is due' },
			{ name: 'Wait', value: 'wait', description: 'The workflow waits, up to 13 minutes for each export' },
		],
		description: `What to do when exports of a segment (${segmentRate}) are not due yet`,
	},
];

import type { INodeProperties } from 'n8n-workflow';

import { resetChoice } from '../../shared/batch/attributes/readNative';
import { nativeTextAttributes } from '../../shared/batch/contract/nativeAttributes';

const subscriptionOptions = [
	{ name: 'Reset', value: resetChoice, description: 'Forget what was chosen' },
	{ name: 'Subscribed', value: 'subscribed' },
	{ name: 'Unsubscribed', value: 'unsubscribed' },
];

const rule = (name: string) => `The value ${nativeTextAttributes[name].words}. An empty one goes by Empty Fields.`;

/** Attributes Batch itself defines (project family only). An option that is not added leaves the profile as it is. */
export const nativeAttributesField: INodeProperties = {
	displayName: 'Native Attributes',
	name: 'nativeAttributes',
	type: 'collection',
	placeholder: 'Add Native Attribute',
	default: {},
	options: [
		{
			displayName: 'E-Mail Address',
			name: '$email_address',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: rule('$email_address'),
		},
		{
			displayName: 'E-Mail Marketing',
			name: '$email_marketing',
			type: 'options',
			default: 'subscribed',
			options: subscriptionOptions,
			description: 'Whether the person agreed to marketing e-mails. An expression may give true or false, too.',
		},
		{
			displayName: 'Language',
			name: '$language',
			type: 'string',
			default: '',
			placeholder: 'e.g. fr',
			description: rule('$language'),
		},
		{
			displayName: 'Phone Number',
			name: '$phone_number',
			type: 'string',
			default: '',
			placeholder: 'e.g. +33612345678',
			description: rule('$phone_number'),
		},
		{
			displayName: 'Region',
			name: '$region',
			type: 'string',
			default: '',
			placeholder: 'e.g. FR',
			description: rule('$region'),
		},
		{
			displayName: 'SMS Marketing',
			name: '$sms_marketing',
			type: 'options',
			default: 'subscribed',
			options: subscriptionOptions,
			description: 'Whether the person agreed to marketing text messages. An expression may give true or false, too.',
		},
		{
			displayName: 'Time Zone',
			name: '$timezone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Paris',
			description: rule('$timezone'),
		},
		{
			displayName: 'Topics to Add',
			name: 'topicsToAdd',
			type: 'string',
			default: '',
			placeholder: 'e.g. sport, politics',
			description: 'Topic preferences to add, separated by commas',
		},
		{
			displayName: 'Topics to Remove',
			name: 'topicsToRemove',
			type: 'string',
			default: '',
			placeholder: 'e.g. weather',
			description: 'Topic preferences to remove, separated by commas',
		},
		{
			displayName: 'Topics to Set',
			name: 'topicsToSet',
			type: 'string',
			default: '',
			placeholder: 'e.g. sport, politics',
			description: 'Replaces all topic preferences; separated by commas. None go by Empty Fields.',
		},
	],
};

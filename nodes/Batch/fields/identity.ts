import type { INodeProperties } from 'n8n-workflow';

import { everyApp } from '../run/item';
import { projectLimits } from '../../shared/batch/contract/projectContract';

export const customIdField: INodeProperties = {
	displayName: 'Custom ID',
	name: 'customId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. reader-42',
	description: 'Your own user ID, as your app gives it to Batch',
	hint: `Up to ${projectLimits.customIdCharacters.value} characters. Drag the field that holds it here.`,
};

const platformOptions = [
	{ name: 'Android', value: 'android' },
	{ name: 'iOS', value: 'ios' },
	{ name: 'Web', value: 'web' },
];

export const platformsField: INodeProperties = {
	displayName: 'Platforms',
	name: 'platforms',
	type: 'multiOptions',
	required: true,
	default: [everyApp],
	options: [
		platformOptions[0],
		{ name: 'Every App of the Credential', value: everyApp },
		...platformOptions.slice(1),
	],
	description: 'The apps to call: one call each, with the app key of the credential',
};

export const apiField: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	noDataExpression: true,
	default: 'project',
	options: [
		{
			name: 'Project (Profiles, Recommended)',
			value: 'project',
			description: 'One call for all platforms; takes lists and objects',
		},
		{
			name: 'App (One Call per Platform)',
			value: 'app',
			description: 'One call for each platform; for accounts that still trigger automations with it',
		},
	],
	description: 'Which of the two API families of Batch to use',
};

export const platformField: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	default: 'ios',
	options: platformOptions,
	description: 'The app to call, with its app key of the credential',
};

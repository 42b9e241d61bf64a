import type { INodeProperties } from 'n8n-workflow';

import { everyApp } from '../run/item';
import type { Family } from '../../shared/batch/family';
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

/** Exactly one of the two identifies whom an update of the project family is for (batch-api-2x.md §3.1). */
export const identifyByField: INodeProperties = {
	displayName: 'Identify By',
	name: 'identifyBy',
	type: 'options',
	default: 'customId',
	options: [
		{ name: 'Custom ID', value: 'customId', description: 'Your own user ID' },
		{
			name: 'Installation (JSON)',
			value: 'installation',
			description: 'One installation of an app or site, also of somebody who is not logged in',
		},
	],
	description: 'By what Batch knows whom this is for. It takes one of the two, never both.',
};

export const installationField: INodeProperties = {
	displayName: 'Installation (JSON)',
	name: 'installation',
	type: 'json',
	required: true,
	default: '',
	placeholder: 'e.g. { … }, as Batch’s page says',
	description:
		'The object for identifiers.installation. Its keys are not known to this node: write what Batch’s page on profile updates says. Expressions work inside, such as one with the batch.installationId of the Poool trigger.',
	hint: 'See <a href="https://doc.batch.com/developer/api/cep/profiles/update" target="_blank">Batch’s page on profile updates</a>',
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

/** @param texts what is to be known of each family where a resource exists in both */
export const apiField = (texts: Record<Family, string>): INodeProperties => ({
	displayName: 'API',
	name: 'api',
	type: 'options',
	noDataExpression: true,
	default: 'project',
	options: [
		{ name: 'Project (Profiles, Recommended)', value: 'project', description: texts.project },
		{ name: 'App (One Call per Platform)', value: 'app', description: texts.app },
	],
	description: 'Which of the two API families of Batch to use',
});

export const platformField: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'options',
	default: 'ios',
	options: platformOptions,
	description: 'The app to call, with its app key of the credential',
};

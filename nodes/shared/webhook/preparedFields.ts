import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { appLimits } from '../batch/contract/appContract';
import { projectLimits } from '../batch/contract/projectContract';

/** Fields of the triggers that prepare events for Batch. */

/** For an option, which stands below the parameter `output`. */
export const whenPrepared: INodeProperties['displayOptions'] = { show: { '/output': ['prepared'] } };

export const batchApiField: INodeProperties = {
	displayName: 'Batch API',
	name: 'batchApi',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'App',
			value: 'app',
			description: `${appLimits.eventAttributes.value} attributes, texts of ${appLimits.textCharacters.value} characters`,
		},
		{
			name: 'Project',
			value: 'project',
			description: `${projectLimits.eventAttributes.value} attributes, texts of ${projectLimits.textCharacters.value} characters`,
		},
	],
	default: 'project',
	description: 'API the Batch node will send the event with: its limits hold for the attributes',
	displayOptions: whenPrepared,
};

export const includeHeadersField: INodeProperties = {
	displayName: 'Include Headers',
	name: 'includeHeaders',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description: 'Whether to add the headers of the request to each item',
};

/** What becomes of events that no custom ID goes with. */
export const anonymousEventChoices: INodePropertyOptions[] = [
	{
		name: 'Drop',
		value: 'drop',
		description: 'Answer them and start nothing',
	},
	{
		name: 'Pass Along With the Others',
		value: 'pass',
		description: 'They come out like the others, without a custom ID',
	},
	{
		name: 'Send to a Second Output',
		value: 'secondOutput',
		description: 'They come out of an output of their own',
	},
];

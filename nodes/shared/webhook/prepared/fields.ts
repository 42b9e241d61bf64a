import type { INodeProperties } from 'n8n-workflow';

import { appLimits } from '../../batch/contract/appContract';
import { projectLimits } from '../../batch/contract/projectContract';

/** Fields of the triggers that prepare events for Batch; `prepared/settings.ts` reads them. */

/** For an option, which stands below the parameter `output`. */
export const whenPrepared: INodeProperties['displayOptions'] = { show: { '/output': ['prepared'] } };

/** What an item holds. `received` says in whose words it is otherwise, `prepared` what Batch is given. */
export function outputField(texts: { received: string; prepared: string; hint: string }): INodeProperties {
	return {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'As Received', value: 'received', description: texts.received },
			{ name: 'Prepared for Batch', value: 'prepared', description: texts.prepared },
		],
		default: 'prepared',
		description: 'What an item holds',
		hint: `To track a prepared event, set Event From to "Prepared by a Trigger" in the Batch node${texts.hint}`,
	};
}

/** What becomes of events that no custom ID goes with. */
export function anonymousEventsField(description: string): INodeProperties {
	return {
		displayName: 'Anonymous Events',
		name: 'anonymousEvents',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Drop', value: 'drop', description: 'Answer them and start nothing' },
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
		],
		default: 'secondOutput',
		description,
	};
}

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

/** `what` is added under `key`. */
export function includePayloadField(what: string, key: string): INodeProperties {
	return {
		displayName: 'Include Payload',
		name: 'includePayload',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description: `Whether to add ${what} as received to the item, under "${key}"`,
		displayOptions: whenPrepared,
	};
}

export function skipRepeatedField(displayOptions?: INodeProperties['displayOptions']): INodeProperties {
	return {
		displayName: 'Skip Repeated Events',
		name: 'skipRepeated',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description:
			'Whether to leave out an event that this process of n8n has already received. The memory does not survive a restart and is not shared between processes: use Send Once in the Batch node for those.',
		...(displayOptions !== undefined && { displayOptions }),
	};
}

/**
 * Of version 2 only: what a saved workflow was built for, one event in a run, stays as it is. Where more decides whether
 * the sender may wait, that is added to its `displayOptions`.
 */
export const gatherField: INodeProperties = {
	displayName: 'Gather Events',
	name: 'gather',
	type: 'boolean',
	noDataExpression: true,
	default: true,
	description:
		'Whether events that arrive while n8n is taking on a run start the next one together. A run then holds several items, and a busy site costs far fewer runs. In quiet times every event starts a run of its own at once.',
	displayOptions: { show: { '@version': [{ _cnd: { gte: 2 } }] } },
};

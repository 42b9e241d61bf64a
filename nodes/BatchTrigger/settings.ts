import { projectNameRule } from '../shared/batch/contract/projectContract';
import { Parameters, type ParameterSource } from '../shared/parameters';
import type { CallBounds } from '../shared/webhook/bounds';
import { attributeObstacles } from '../shared/webhook/prepared/prepareFreeCall';
import { readOutput, type OutputSettings } from '../shared/webhook/prepared/settings';
import { bodyFields } from './fields/body';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { setupFields } from './fields/setup';

/** Every field of the node, in the order of the editor. */
export const triggerFields = [...setupFields, ...bodyFields, ...outputFields, ...optionFields];

/** Which of Batch's two ways to call the node listens to (batch-api-2x.md §8). */
export type Receive = 'universalChannel' | 'webhooks';

export interface TriggerSettings {
	readonly receive: Receive;
	/** Where in the body things stand. */
	readonly eventField: string;
	readonly userIdField: string;
	readonly eventIdField: string;
	/** Fields of the body that become attributes. */
	readonly attributeFields: readonly string[];
	readonly namePrefix: string;
	readonly output: OutputSettings;
	readonly skipRepeated: boolean;
}

export function readBounds(source: ParameterSource): CallBounds {
	const options = Parameters.ofNode(source, triggerFields).collection('options');
	return { maximumBytes: options.number('maximumBody') * 1024, callsPerMinute: options.number('callsPerMinute') };
}

/** The node's parameters in the words of the steps. */
export function readSettings(source: ParameterSource): TriggerSettings {
	const parameters = Parameters.ofNode(source, triggerFields);
	return {
		receive: parameters.choice('receive'),
		eventField: parameters.text('eventField').trim(),
		userIdField: parameters.text('userIdField').trim(),
		eventIdField: parameters.text('eventIdField').trim(),
		attributeFields: parameters.list('attributeFields'),
		namePrefix: parameters.text('eventNamePrefix'),
		output: readOutput(parameters),
		skipRepeated: parameters.collection('options').flag('skipRepeated'),
	};
}

/** Why these settings cannot work, as sentences. Looked at before activation, so the bounds are read here, too. */
export function settingsObstacles(source: ParameterSource): string[] {
	readBounds(source);
	const { attributeFields, namePrefix, output } = readSettings(source);
	if (output.form === 'received') return [];
	const prefix = `${namePrefix}a`;
	const wrong = projectNameRule.pattern.test(prefix) ? [] : [`Event Name Prefix: with it, a name ${projectNameRule.words}.`];
	return [...wrong, ...attributeObstacles(attributeFields, output.family)];
}

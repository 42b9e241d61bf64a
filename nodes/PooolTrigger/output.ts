import type { Family } from '../shared/batch/family';
import { appLimits } from '../shared/batch/contract/appContract';
import { projectLimits } from '../shared/batch/contract/projectContract';
import type { ValueLimits } from './mapping/takeAttributes';
import type { ParameterSource } from './parameters';

export type AnonymousEvents = 'drop' | 'pass' | 'secondOutput';

/** What an item holds, in every mode of the node. */
export interface OutputSettings {
	readonly form: 'prepared' | 'received';
	readonly family: Family;
	readonly includeHeaders: boolean;
	readonly includePayload: boolean;
	readonly anonymousEvents: AnonymousEvents;
	readonly namePrefix: string;
}

interface Options {
	batchApi?: Family;
	includeHeaders?: boolean;
	includePayload?: boolean;
}

export function readOutput(source: ParameterSource): OutputSettings {
	const options = source.getNodeParameter('options', {}) as Options;
	return {
		form: source.getNodeParameter('output', 'prepared') as OutputSettings['form'],
		family: options.batchApi ?? 'project',
		includeHeaders: options.includeHeaders ?? false,
		includePayload: options.includePayload ?? true,
		anonymousEvents: source.getNodeParameter('anonymousEvents', 'secondOutput') as AnonymousEvents,
		namePrefix: String(source.getNodeParameter('eventNamePrefix', 'poool_')),
	};
}

/** What an attribute's value may be for the family the Batch node will send it with. */
export function valueLimits(family: Family): ValueLimits {
	return family === 'project'
		? {
				text: projectLimits.textCharacters.value,
				url: projectLimits.urlCharacters.value,
				list: projectLimits.listItems.value,
			}
		: { text: appLimits.textCharacters.value, url: appLimits.urlCharacters.value, list: 0 };
}

export function attributeCount(family: Family): number {
	return (family === 'project' ? projectLimits : appLimits).eventAttributes.value;
}

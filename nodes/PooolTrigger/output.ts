import type { Family } from '../shared/batch/family';
import { eventLimits } from '../shared/webhook/prepared/eventLimits';
import type { Parameters } from '../shared/parameters';
import { readOutput, type OutputSettings } from '../shared/webhook/prepared/settings';
import type { ValueLimits } from './mapping/takeAttributes';

/** What an item holds, in every mode of the node. */
export interface PooolOutput extends OutputSettings {
	/** Of an event's name in Batch. */
	readonly namePrefix: string;
}

export function readPooolOutput(parameters: Parameters): PooolOutput {
	return { ...readOutput(parameters), namePrefix: parameters.text('eventNamePrefix') };
}

/** The limits of attributes in the words of the mapping, which the page shares. */
export function valueLimits(family: Family): ValueLimits {
	const { textCharacters, urlCharacters, listItems } = eventLimits(family);
	return { text: textCharacters, url: urlCharacters, list: listItems };
}

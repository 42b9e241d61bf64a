import type { Parameters } from '../shared/parameters';
import { readOutput, type OutputSettings } from '../shared/webhook/prepared/settings';

/** What an item holds, in every mode of the node. */
export interface PooolOutput extends OutputSettings {
	/** Of an event's name in Batch. */
	readonly namePrefix: string;
}

export function readPooolOutput(parameters: Parameters): PooolOutput {
	return { ...readOutput(parameters), namePrefix: parameters.text('eventNamePrefix') };
}

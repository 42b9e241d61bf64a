import type { Family } from '../../batch/family';
import type { Parameters } from '../../parameters';

export type AnonymousEvents = 'drop' | 'pass' | 'secondOutput';

/** What the items of a trigger hold that prepares events for Batch. */
export interface OutputSettings {
	readonly form: 'prepared' | 'received';
	/** Whose limits hold for the attributes. */
	readonly family: Family;
	readonly includeHeaders: boolean;
	readonly includePayload: boolean;
	readonly anonymousEvents: AnonymousEvents;
}

/** Reads what the shared fields say (`prepared/fields.ts`), wherever a trigger shows them. */
export function readOutput(parameters: Parameters): OutputSettings {
	const options = parameters.collection('options');
	return {
		form: parameters.choice('output'),
		family: options.choice('batchApi'),
		includeHeaders: options.flag('includeHeaders'),
		includePayload: options.flag('includePayload'),
		anonymousEvents: parameters.choice('anonymousEvents'),
	};
}

/** Reads `gatherField`. A node that does not show it gathers nothing. */
export function readGather(parameters: Parameters): boolean {
	return parameters.flag('gather', false);
}

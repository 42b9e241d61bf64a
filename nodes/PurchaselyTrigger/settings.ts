import type { Family } from '../shared/batch/family';
import type { OutputSettings } from '../shared/webhook/prepared/settings';
import type { NamingSettings } from './eventName';

/** What the events have to be to start a run. An empty set lets everything through. */
export interface FilterSettings {
	readonly events: ReadonlySet<string>;
	readonly environment: 'any' | 'PRODUCTION' | 'SANDBOX';
	/** First spelling of each store. */
	readonly stores: ReadonlySet<string>;
	readonly purchaseTypes: ReadonlySet<string>;
}

/** How an event is prepared for Batch. */
export interface PreparationSettings {
	readonly naming: NamingSettings;
	/** Names in Batch of the attributes to carry. */
	readonly attributes: readonly string[];
	/** Which family's limits hold. */
	readonly family: Family;
	/** What becomes of the time of an event Batch takes for too old. */
	readonly lateEvents: 'keepTime' | 'useArrival';
}

export interface TriggerSettings {
	readonly filter: FilterSettings;
	readonly preparation: PreparationSettings;
	readonly output: OutputSettings;
	readonly skipRepeated: boolean;
	readonly gather: boolean;
}

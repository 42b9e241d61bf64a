import { defaultAttributes } from '../../../nodes/PurchaselyTrigger/catalogue/attributes';
import type {
	FilterSettings,
	PreparationSettings,
	TriggerSettings,
} from '../../../nodes/PurchaselyTrigger/settings';
import type { OutputSettings } from '../../../nodes/shared/webhook/prepared/settings';

/** The settings of a node nobody touched, with changes. */
export function filterSettings(changes: Partial<FilterSettings> = {}): FilterSettings {
	return {
		events: new Set(),
		environment: 'any',
		stores: new Set(),
		purchaseTypes: new Set(),
		...changes,
	};
}

export function preparationSettings(changes: Partial<PreparationSettings> = {}): PreparationSettings {
	return {
		naming: { prefix: 'ply_', overrides: new Map() },
		attributes: defaultAttributes,
		family: 'project',
		lateEvents: 'keepTime',
		...changes,
	};
}

export function outputSettings(changes: Partial<OutputSettings> = {}): OutputSettings {
	return {
		form: 'prepared',
		family: 'project',
		includeHeaders: false,
		includePayload: true,
		anonymousEvents: 'secondOutput',
		...changes,
	};
}

export function triggerSettings(changes: Partial<TriggerSettings> = {}): TriggerSettings {
	return {
		filter: filterSettings(),
		preparation: preparationSettings(),
		output: outputSettings(),
		skipRepeated: true,
		gather: false,
		...changes,
	};
}

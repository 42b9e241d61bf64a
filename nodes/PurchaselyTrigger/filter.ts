import { storeOf } from './catalogue/values';
import type { AnonymousEvents } from '../shared/webhook/prepared/settings';
import { isAnonymous } from '../shared/webhook/prepared/userId';
import { textOf, type ReceivedCall } from './readCall';
import type { FilterSettings } from './settings';

/**
 * Why an event does not start a run, or undefined when it does. An unreadable call passes: nothing can be
 * said about it, and it was acknowledged.
 */
export function whyNot(
	event: ReceivedCall,
	settings: FilterSettings,
	anonymousEvents: AnonymousEvents,
): string | undefined {
	if (!event.readable) return undefined;
	const { payload, name } = event;
	if (settings.events.size > 0 && !settings.events.has(name)) {
		return `the event ${name === '' ? 'without a name' : name} is not among the chosen ones`;
	}
	if (settings.environment !== 'any' && payload.environment !== settings.environment) {
		return `the environment is not ${settings.environment}`;
	}
	if (settings.stores.size > 0) {
		const store = storeOf(payload.store)?.spellings[0];
		if (store === undefined || !settings.stores.has(store)) return 'the store is not among the chosen ones';
	}
	if (settings.purchaseTypes.size > 0 && !settings.purchaseTypes.has(textOf(payload.purchase_type) ?? '')) {
		return 'the purchase type is not among the chosen ones';
	}
	if (anonymousEvents === 'drop' && isAnonymous(event)) return 'the user is anonymous';
	return undefined;
}

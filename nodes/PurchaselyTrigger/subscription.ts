import type { IDataObject } from 'n8n-workflow';

import { instant } from './attributeValue';
import type { PurchaselyEvent } from './readCall';

/** Statuses in which a subscription gives access (poool-purchasely.md §2.4). */
const activeStatuses: ReadonlySet<string> = new Set(['AUTO_RENEWING', 'AUTO_RENEWING_CANCELED', 'IN_GRACE_PERIOD']);

/** Statuses in which it gives none. What another one means, nobody here knows. */
const endedStatuses: ReadonlySet<string> = new Set(['DEACTIVATED', 'ON_HOLD', 'PAUSED', 'REVOKED', 'UNPAID']);

/** Events that end the access of their user, and the status where the payload still names an active one, or none. */
const endings: ReadonlyMap<string, string> = new Map([
	['DEACTIVATE', 'DEACTIVATED'],
	['SUBSCRIPTION_TERMINATED', 'DEACTIVATED'],
	// Of the old owner; the new one gets SUBSCRIPTION_RECEIVED.
	['SUBSCRIPTION_TRANSFERRED', 'DEACTIVATED'],
	['FAMILY_SHARED_REVOKED', 'REVOKED'],
	['SUBSCRIPTION_REFUNDED_REVOKED', 'REVOKED'],
	['SUBSCRIPTION_PAUSED', 'PAUSED'],
]);

/** The old plan ends because the new one begins: its DEACTIVATE says nothing about the user's access. */
const planChanges: ReadonlySet<unknown> = new Set(['SUBSCRIPTION_CROSSGRADED', 'SUBSCRIPTION_DOWNGRADED', 'SUBSCRIPTION_UPGRADED']);

const oneTimeTypes: ReadonlySet<unknown> = new Set(['CONSUMABLE', 'NON_CONSUMABLE']);

/**
 * What an event says about its user's subscription, by the names of the user properties of Purchasely's own connector for
 * Batch (poool-purchasely.md §2.5); what the payload does not say is null. Undefined where it is about something else:
 * a one-time purchase, or a plan that ends because another begins.
 */
export function subscriptionOf({ name, payload }: PurchaselyEvent): IDataObject | undefined {
	const { purchase_type: purchaseType, purchasely_one_time_purchase_id: oneTimePurchase } = payload;
	if (oneTimeTypes.has(purchaseType) || textOf(oneTimePurchase) !== null || name.startsWith('ONE_TIME_')) return undefined;
	const given = textOf(payload.subscription_status);
	if (given === null && textOf(payload.purchasely_subscription_id) === null) return undefined;
	if (name === 'DEACTIVATE' && planChanges.has(payload.source_event_name)) return undefined;
	const ending = endingOf(name, payload.source_event_name);
	const status = ending !== undefined && (given === null || activeStatuses.has(given)) ? ending : given;
	return {
		has_active_subscription: ending === undefined ? givesAccess(status) : false,
		subscription_status: status,
		plan: textOf(payload.plan),
		offer_type: textOf(payload.offer_type),
		store: textOf(payload.store),
		effective_next_renewal_at: instant(payload.effective_next_renewal_at) ?? null,
	};
}

/** A DEACTIVATE says which event caused it: the one that came with it must not be followed by another status. */
function endingOf(name: string, source: unknown): string | undefined {
	const ofSource = name === 'DEACTIVATE' && typeof source === 'string' ? endings.get(source) : undefined;
	return ofSource ?? endings.get(name);
}

function givesAccess(status: string | null): boolean | null {
	if (status === null) return null;
	if (activeStatuses.has(status)) return true;
	return endedStatuses.has(status) ? false : null;
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

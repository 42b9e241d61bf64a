import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { serverEvents } from '../../../nodes/PurchaselyTrigger/catalogue/events';
import { readCall } from '../../../nodes/PurchaselyTrigger/readCall';
import { subscriptionOf } from '../../../nodes/PurchaselyTrigger/subscription';
import { anonymousPayload, subscriptionPayload } from '../../fixtures/purchasely/payloads';

function of(payload: IDataObject): IDataObject | undefined {
	const call = readCall({ kind: 'object', value: payload } as Parameters<typeof readCall>[0], Buffer.from(''));
	if (!call.readable) throw new Error('not an object');
	return subscriptionOf(call);
}

describe('what an event says about a subscription', () => {
	it('is what the payload says while it runs', () => {
		expect(of(subscriptionPayload())).toEqual({
			has_active_subscription: true,
			subscription_status: 'AUTO_RENEWING_CANCELED',
			plan: 'monthly',
			offer_type: 'NONE',
			store: 'APPLE_APP_STORE',
			effective_next_renewal_at: '2026-03-20T07:00:00Z',
		});
	});

	it.each([
		['DEACTIVATE', 'AUTO_RENEWING', 'DEACTIVATED'],
		['DEACTIVATE', 'UNPAID', 'UNPAID'],
		['SUBSCRIPTION_TERMINATED', 'AUTO_RENEWING_CANCELED', 'DEACTIVATED'],
		['SUBSCRIPTION_TERMINATED', undefined, 'DEACTIVATED'],
		['SUBSCRIPTION_TRANSFERRED', 'AUTO_RENEWING', 'DEACTIVATED'],
		['SUBSCRIPTION_TRANSFERRED', 'DEACTIVATED', 'DEACTIVATED'],
		['SUBSCRIPTION_REFUNDED_REVOKED', 'AUTO_RENEWING', 'REVOKED'],
		['FAMILY_SHARED_REVOKED', 'AUTO_RENEWING', 'REVOKED'],
		['SUBSCRIPTION_PAUSED', 'AUTO_RENEWING', 'PAUSED'],
		['ENTERED_BILLING_RETRY', 'ON_HOLD', 'ON_HOLD'],
		['SUBSCRIPTION_TERMINATED', 'SOME_NEW_STATUS', 'SOME_NEW_STATUS'],
	])('ends right: %s with status %s', (event_name, subscription_status, status) => {
		expect(of(subscriptionPayload({ event_name, subscription_status }))).toMatchObject({
			has_active_subscription: false,
			subscription_status: status,
		});
	});

	it.each(['AUTO_RENEWING', 'AUTO_RENEWING_CANCELED', 'IN_GRACE_PERIOD'])('gives access with %s', (subscription_status) => {
		expect(of(subscriptionPayload({ event_name: 'ACTIVATE', subscription_status }))).toMatchObject({ has_active_subscription: true });
	});

	it('does not say whether it runs when the payload does not', () => {
		expect(of(subscriptionPayload({ subscription_status: undefined }))).toMatchObject({ has_active_subscription: null, subscription_status: null });
	});

	it('does not say whether a status gives access that nobody here knows', () => {
		expect(of(subscriptionPayload({ subscription_status: 'SOME_NEW_STATUS' }))).toMatchObject({
			has_active_subscription: null,
			subscription_status: 'SOME_NEW_STATUS',
		});
	});

	it.each([
		['SUBSCRIPTION_PAUSED', 'PAUSED'],
		['SUBSCRIPTION_REFUNDED_REVOKED', 'REVOKED'],
		['FAMILY_SHARED_REVOKED', 'REVOKED'],
		['SUBSCRIPTION_TERMINATED', 'DEACTIVATED'],
		['ENTERED_BILLING_RETRY', 'DEACTIVATED'],
	])('has the status of %s in the DEACTIVATE that it causes, too', (source_event_name, status) => {
		for (const subscription_status of ['AUTO_RENEWING', undefined]) {
			expect(of(subscriptionPayload({ event_name: 'DEACTIVATE', source_event_name, subscription_status }))).toMatchObject({
				has_active_subscription: false,
				subscription_status: status,
			});
		}
	});

	it('is nothing when a plan ends because another begins', () => {
		for (const source_event_name of ['SUBSCRIPTION_CROSSGRADED', 'SUBSCRIPTION_DOWNGRADED', 'SUBSCRIPTION_UPGRADED']) {
			expect(of(subscriptionPayload({ event_name: 'DEACTIVATE', source_event_name }))).toBeUndefined();
			expect(of(subscriptionPayload({ event_name: 'ACTIVATE', source_event_name }))).toBeDefined();
		}
	});

	it('is nothing for a one-time purchase, whatever the event', () => {
		const oneTime = { purchasely_subscription_id: undefined, subscription_status: undefined };
		for (const { name } of serverEvents) {
			for (const changes of [
				{ purchase_type: 'CONSUMABLE' },
				{ purchase_type: 'NON_CONSUMABLE', subscription_status: 'AUTO_RENEWING' },
				{ purchase_type: undefined, purchasely_one_time_purchase_id: 'otp_1' },
				{ purchase_type: undefined },
			]) {
				expect(of(anonymousPayload({ ...oneTime, purchasely_one_time_purchase_id: undefined, ...changes, event_name: name }))).toBeUndefined();
			}
		}
	});

	it('comes out of whatever is sent', () => {
		const key = fc.constantFrom('event_name', 'subscription_status', 'purchase_type', 'plan', 'store', 'purchasely_subscription_id', 'effective_next_renewal_at', 'source_event_name');
		fc.assert(
			fc.property(fc.dictionary(key, fc.jsonValue()), (payload) => {
				const found = of(payload as IDataObject);
				const isActive = found?.has_active_subscription;
				expect([true, false, null, undefined]).toContain(isActive);
				for (const value of Object.values(found ?? {})) expect(value === null || ['string', 'boolean'].includes(typeof value)).toBe(true);
			}),
		);
	});
});

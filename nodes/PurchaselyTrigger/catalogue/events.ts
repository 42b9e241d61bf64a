/** One of Purchasely's server events. */
export interface ServerEvent {
	readonly name: string;
	/** Where Purchasely's documentation lists it; for the Lifecycle events, the section. */
	readonly group: string;
	readonly title: string;
	/** Name in Batch without the prefix, where the vendor's own in lower case would be too long. */
	readonly shortName?: string;
}

/** The 44 events of poool-purchasely.md §2.3. Names that are not here pass as they are. */
export const serverEvents: readonly ServerEvent[] = [
	...group('Entitlement', [
		['ACTIVATE', 'Activate'],
		['DEACTIVATE', 'Deactivate'],
	]),
	...group('Lifecycle Activation', [['SUBSCRIPTION_STARTED', 'Subscription Started']]),
	...group('Lifecycle Cancellation', [
		['RENEWAL_DISABLED', 'Renewal Disabled'],
		['RENEWAL_ENABLED', 'Renewal Enabled'],
		['SUBSCRIPTION_TERMINATED', 'Subscription Terminated'],
		['FAMILY_SHARED_REVOKED', 'Family Shared Revoked'],
	]),
	...group('Lifecycle Billing Issue', [
		['GRACE_PERIOD_STARTED', 'Grace Period Started'],
		['GRACE_PERIOD_TERMINATED', 'Grace Period Terminated'],
		['SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD', 'Cancelled During Grace Period', 'cancelled_during_grace'],
		['SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD', 'Recovered From Grace Period', 'recovered_from_grace'],
		['ENTERED_BILLING_RETRY', 'Entered Billing Retry'],
		['SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY', 'Recovered From Billing Retry', 'recovered_from_retry'],
	]),
	...group('Lifecycle Renewal', [
		['SUBSCRIPTION_RENEWED', 'Subscription Renewed'],
		['SUBSCRIPTION_DEFERRED', 'Subscription Deferred'],
		['SUBSCRIPTION_REACTIVATED', 'Subscription Reactivated'],
	]),
	...group('Lifecycle Plan Change', [
		['SUBSCRIPTION_CROSSGRADED', 'Subscription Crossgraded'],
		['SUBSCRIPTION_DOWNGRADED', 'Subscription Downgraded'],
		['SUBSCRIPTION_UPGRADED', 'Subscription Upgraded'],
	]),
	...group('Lifecycle Refund', [
		['SUBSCRIPTION_REFUNDED_REVOKED', 'Subscription Refunded and Revoked', 'subscription_refunded'],
	]),
	...group('Lifecycle Transfer', [
		['SUBSCRIPTION_TRANSFERRED', 'Subscription Transferred'],
		['SUBSCRIPTION_RECEIVED', 'Subscription Received'],
		['ONE_TIME_PURCHASE_TRANSFERRED', 'One-Time Purchase Transferred', 'one_time_transferred'],
		['ONE_TIME_PURCHASE_RECEIVED', 'One-Time Purchase Received', 'one_time_received'],
	]),
	...group('Lifecycle Pause', [
		['SUBSCRIPTION_WILL_PAUSE', 'Subscription Will Pause'],
		['SUBSCRIPTION_WILL_NOT_PAUSE', 'Subscription Will Not Pause', 'subscription_wont_pause'],
		['SUBSCRIPTION_PAUSED', 'Subscription Paused'],
		['SUBSCRIPTION_UNPAUSED', 'Subscription Unpaused'],
		['SUBSCRIPTION_CANCELLED_DURING_PAUSE', 'Cancelled During Pause', 'cancelled_during_pause'],
	]),
	...group('Lifecycle Commitment', [
		['INSTALLMENT_PAID', 'Installment Paid'],
		['INSTALLMENT_REFUNDED', 'Installment Refunded'],
	]),
	...group('Offer', [
		['TRIAL_STARTED', 'Trial Started'],
		['TRIAL_CONVERTED', 'Trial Converted'],
		['TRIAL_NOT_CONVERTED', 'Trial Not Converted'],
		['INTRO_OFFER_STARTED', 'Intro Offer Started'],
		['INTRO_OFFER_CONVERTED', 'Intro Offer Converted'],
		['INTRO_OFFER_NOT_CONVERTED', 'Intro Offer Not Converted'],
		['PROMO_CODE_STARTED', 'Promo Code Started'],
		['PROMO_CODE_CONVERTED', 'Promo Code Converted'],
		['PROMO_CODE_NOT_CONVERTED', 'Promo Code Not Converted'],
		['PROMOTIONAL_OFFER_STARTED', 'Promotional Offer Started', 'promo_offer_started'],
		['PROMOTIONAL_OFFER_CONVERTED', 'Promotional Offer Converted', 'promo_offer_converted'],
		['PROMOTIONAL_OFFER_NOT_CONVERTED', 'Promotional Offer Not Converted', 'promo_offer_not_converted'],
	]),
	...group('Transaction', [['TRANSACTION_PROCESSED', 'Transaction Processed']]),
];

function group(
	name: string,
	events: Array<[name: string, title: string, shortName?: string]>,
): ServerEvent[] {
	return events.map(([event, title, shortName]) => ({ name: event, group: name, title, shortName }));
}

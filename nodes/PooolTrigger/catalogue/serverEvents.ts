/** What a webhook of Poool's server asks of its receiver, beyond taking it. */
export type Demand = 'nothing' | 'takesOverEmail' | 'needsAnswer';

/** One event of Poool's secured webhooks. */
export interface ServerEvent {
	readonly name: string;
	readonly title: string;
	readonly demand: Demand;
	/** Name in Batch without the prefix; Poool's own would be too long. */
	readonly shortName: string;
}

/** Names of poool-purchasely.md §1.7. Their payloads are not public. */
export const serverEvents: readonly ServerEvent[] = [
	...group('nothing', [
		['subscribe.subscription.created', 'Subscription Created', 'subscription_created'],
		['subscribe.subscription.cancelScheduled', 'Subscription Cancellation Scheduled', 'cancel_scheduled'],
		['subscribe.subscription.canceled', 'Subscription Canceled', 'subscription_canceled'],
		['subscribe.subscription.updated', 'Subscription Updated', 'subscription_updated'],
		['subscribe.subscription.reactivated', 'Subscription Reactivated', 'subscription_reactivated'],
		['connect.account.updated', 'Account Updated', 'account_updated'],
		['connect.account.deleted', 'Account Deleted', 'account_deleted'],
	]),
	...group('takesOverEmail', [
		['subscribe.emails.subscription', 'E-Mail: Subscription', 'email_subscription'],
		['subscribe.emails.offerChanged', 'E-Mail: Offer Changed', 'email_offer_changed'],
		['subscribe.emails.cancelScheduled', 'E-Mail: Cancellation Scheduled', 'email_cancel_scheduled'],
		['subscribe.emails.subscriptionCanceled', 'E-Mail: Subscription Canceled', 'email_canceled'],
		['subscribe.emails.subscriptionReactivated', 'E-Mail: Subscription Reactivated', 'email_reactivated'],
		['subscribe.emails.payment', 'E-Mail: Payment', 'email_payment'],
		['subscribe.emails.cardExpiring', 'E-Mail: Card Expiring', 'email_card_expiring'],
		['subscribe.emails.subscriptionRenewal', 'E-Mail: Subscription Renewal', 'email_renewal'],
		['connect.emails.registration', 'E-Mail: Registration', 'email_registration'],
		['connect.emails.lostPassword', 'E-Mail: Lost Password', 'email_lost_password'],
	]),
	...group('needsAnswer', [
		['connect.account.signin', 'Account Sign-In', 'account_signin'],
		['connect.account.signup', 'Account Sign-Up', 'account_signup'],
		['connect.account.sync', 'Account Sync', 'account_sync'],
	]),
];

export function namesThat(demand: Demand): string[] {
	return serverEvents.filter((event) => event.demand === demand).map(({ name }) => name);
}

function group(demand: Demand, events: Array<[name: string, title: string, shortName: string]>): ServerEvent[] {
	return events.map(([name, title, shortName]) => ({ name, title, demand, shortName }));
}

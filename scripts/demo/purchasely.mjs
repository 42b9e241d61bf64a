import { createHmac, randomUUID } from 'node:crypto';
import axios from 'axios';

const hour = 3_600_000;
const day = 24 * hour;

const appStore = {
	store: 'APPLE_APP_STORE',
	store_app_bundle_id: 'com.example.news',
	device_type: 'PHONE',
};
const playStore = {
	store: 'GOOGLE_PLAY_STORE',
	store_app_bundle_id: 'com.example.news.android',
	device_type: 'PHONE',
};

/**
 * Five readers of a newspaper, each at another point of a subscription's life. Composed from Purchasely's documented
 * attributes (payload version 3), dated now.
 *
 * @param {Date} now
 * @returns {Array<Record<string, unknown>>} in the order in which Purchasely would send each reader's events
 */
export function composePurchaselyEvents(now) {
	const camille = { ...appStore, user_id: 'camille', store_country: 'FR', customer_currency: 'EUR' };
	const jonas = { ...playStore, user_id: 'jonas', store_country: 'DE', customer_currency: 'EUR' };
	const aroha = { ...appStore, user_id: 'aroha', store_country: 'NZ', customer_currency: 'NZD', device_type: 'PAD' };
	const mateo = { ...playStore, user_id: 'mateo', store_country: 'ES', customer_currency: 'EUR' };
	const ingrid = { ...appStore, user_id: 'ingrid', store_country: 'SE', customer_currency: 'SEK' };

	const trial = subscription(now, { plan: 'monthly', startedAgo: 2 * hour, renewsIn: 7 * day, price: 0, priceInEuros: 0 });
	const monthly = subscription(now, { plan: 'monthly', startedAgo: 61 * day, renewsIn: 30 * day, price: 9.9, priceInEuros: 9.9 });
	const cancelled = subscription(now, { plan: 'yearly', startedAgo: 340 * day, renewsIn: 25 * day, price: 179, priceInEuros: 94.5 });
	const unpaid = subscription(now, { plan: 'monthly', startedAgo: 92 * day, renewsIn: 16 * day, price: 9.9, priceInEuros: 9.9 });
	const converted = subscription(now, { plan: 'monthly', startedAgo: 7 * day, renewsIn: 30 * day, price: 119, priceInEuros: 10.4 });

	return [
		event(now, 'ACTIVATE', camille, trial, { offer_type: 'FREE_TRIAL', source_event_name: 'SUBSCRIPTION_STARTED' }),
		event(now, 'SUBSCRIPTION_STARTED', camille, trial, { offer_type: 'FREE_TRIAL', placement: 'ARTICLE_END' }),
		event(now, 'TRIAL_STARTED', camille, trial, { offer_type: 'FREE_TRIAL', placement: 'ARTICLE_END' }),

		event(now, 'SUBSCRIPTION_RENEWED', jonas, monthly, { cumulated_revenues_in_eur: price(29.7) }),
		event(now, 'TRANSACTION_PROCESSED', jonas, monthly, {
			source_event_name: 'SUBSCRIPTION_RENEWED',
			amount_in_customer_currency: price(9.9),
			amount_in_eur: price(9.9),
			amount_in_usd: price(11.46),
		}),

		event(now, 'RENEWAL_DISABLED', aroha, cancelled, { subscription_status: 'AUTO_RENEWING_CANCELED' }),

		event(now, 'GRACE_PERIOD_STARTED', mateo, unpaid, {
			subscription_status: 'IN_GRACE_PERIOD',
			...moment('grace_period_expires_at', now.getTime() + 16 * day),
		}),

		event(now, 'TRIAL_CONVERTED', ingrid, converted, { previous_offer_type: 'FREE_TRIAL' }),
	];
}

/**
 * What somebody who does not know the secret might send.
 *
 * @param {Date} now
 * @returns {Record<string, unknown>}
 */
export function composeForgedEvent(now) {
	const stranger = { ...appStore, user_id: 'mallory', store_country: 'FR', customer_currency: 'EUR' };
	const gift = subscription(now, { plan: 'yearly', startedAgo: hour, renewsIn: 365 * day, price: 0, priceInEuros: 0 });
	return event(now, 'SUBSCRIPTION_STARTED', stranger, gift, {});
}

/**
 * Posts an event as Purchasely does: signed over the timestamp and the very bytes of the body.
 *
 * @param {string} url
 * @param {Record<string, unknown>} payload
 * @param {string} clientSharedSecret
 * @returns {Promise<number>} the HTTP status
 */
export async function deliver(url, payload, clientSharedSecret) {
	const body = JSON.stringify(payload);
	const timestamp = String(Math.floor(Date.now() / 1000));
	const { status } = await axios.post(url, body, {
		proxy: false,
		timeout: 10_000,
		validateStatus: () => true,
		transformRequest: (data) => data,
		headers: {
			Accept: 'application/json',
			'Content-Type': 'application/json',
			'X-PURCHASELY-TIMESTAMP': timestamp,
			'X-PURCHASELY-REQUEST-SIGNATURE': createHmac('sha256', clientSharedSecret).update(timestamp).update(body).digest('hex'),
		},
	});
	return status;
}

function event(now, name, reader, purchase, particulars) {
	return {
		api_version: 3,
		event_name: name,
		event_id: randomUUID(),
		...moment('event_created_at', now.getTime()),
		environment: 'PRODUCTION',
		...reader,
		...purchase,
		...(reader.store === playStore.store && { purchase_token: `token-${reader.user_id}` }),
		previous_offer_type: 'NONE',
		offer_type: 'NONE',
		...particulars,
	};
}

function subscription(now, { plan, startedAgo, renewsIn, price: amount, priceInEuros }) {
	const transaction = `${now.getTime()}${Math.round(startedAgo / hour)}`;
	return {
		purchase_type: 'RENEWING_SUBSCRIPTION',
		product: 'PREMIUM',
		plan,
		store_product_id: `com.example.news.${plan}`,
		store_transaction_id: transaction,
		store_original_transaction_id: `1${transaction}`,
		purchasely_subscription_id: `subs_${transaction}`,
		subscription_status: 'AUTO_RENEWING',
		is_family_shared: false,
		plan_price_in_customer_currency: price(amount),
		plan_price_in_eur: price(priceInEuros),
		...moment('purchased_at', now.getTime() - Math.min(startedAgo, hour)),
		...moment('original_purchased_at', now.getTime() - startedAgo),
		...moment('next_renewal_at', now.getTime() + renewsIn),
		...moment('effective_next_renewal_at', now.getTime() + renewsIn),
	};
}

/** Purchasely writes every moment twice. */
function moment(name, milliseconds) {
	return { [name]: new Date(milliseconds).toISOString(), [`${name}_ms`]: milliseconds };
}

/** 9.90 stays "9.90" on the wire: a receiver that signs re-serialised JSON ("9.9") refuses the event. */
function price(amount) {
	return JSON.rawJSON(amount.toFixed(2));
}

import axios from 'axios';

const site = 'https://www.example.com';

/** A reader who meets the paywall, and a file of customers. */
export const paywallReader = 'noor';
export const customers = ['customer-1', 'customer-2'];

/**
 * Posts what the page's script sends when a reader sees the paywall and asks for the offers.
 *
 * @param {string} url
 * @returns {Promise<number>} the HTTP status
 */
export async function visitPaywall(url) {
	const event = (name, data) => ({ id: `${name}-${Date.now()}`, source: 'access', name, ago: 20, data: { widget: 'subscription', ...data } });
	const body = {
		v: 1,
		page: { url: `${site}/article`, type: 'premium' },
		user: { id: paywallReader },
		events: [event('loginClick', { url: `${site}/login` }), event('subscribeClick', { button: 'subscribe', url: `${site}/offers` })],
	};
	const { status } = await axios.post(url, JSON.stringify(body), {
		proxy: false,
		timeout: 10_000,
		validateStatus: () => true,
		transformRequest: (data) => data,
		headers: { 'content-type': 'text/plain;charset=UTF-8', origin: site },
	});
	return status;
}

export const customerFile = 'custom_id;plan;since\ncustomer-1;gold;2026-03-01\ncustomer-2;silver;2026-04-01\n';

/**
 * @param {import('../../test/sandbox/state.ts').SandboxState} state
 * @returns {string[]} what the page brought and Batch does not have yet, one sentence each
 */
export function findMissingOfPaywall(state) {
	const missing = [];
	for (const name of ['Poool_click_log', 'poool_subscribe_click']) {
		const found = state.events.filter((event) => event.customId === paywallReader && event.name.toLowerCase() === name.toLowerCase());
		if (found.length !== 1) missing.push(`Batch has ${found.length} events ${name} of ${paywallReader}`);
	}
	return missing;
}

/**
 * @param {import('../../test/sandbox/state.ts').SandboxState} state
 * @returns {string[]} what the file brought and Batch does not have yet, one sentence each
 */
export function findMissingOfFile(state) {
	const plans = ['gold', 'silver'];
	return customers.filter((customer, row) => state.profiles.get(customer)?.attributes.plan !== plans[row]).map((customer) => `Batch has no plan of ${customer}`);
}

import type { WayToLookUp } from './way';

/** The way n8n does it, so that its own blocks apply, too. Credential tests and older n8n have no such helper. */
export const byFilter: WayToLookUp = async (hostname, helpers) => {
	const filter = helpers.getSecureEgressFilter?.();
	if (filter === undefined) return undefined;
	const found = await new Promise<string | ReadonlyArray<{ address: string }>>((resolve, reject) => {
		filter.createSecureLookup()(hostname, { all: true }, (error, addresses) => {
			if (error) reject(error);
			else resolve(addresses);
		});
	});
	return typeof found === 'string' ? [found] : found.map(({ address }) => address);
};

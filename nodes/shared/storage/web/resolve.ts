import type { NodeEgressFilter, RequestHelperFunctions } from 'n8n-workflow';

import type { Resolve } from './addressGuard';

/**
 * Looks names up the way n8n does, so that its own blocks apply too. Credential tests and older n8n give no
 * such helper: then the system is asked.
 */
export function n8nResolve(helpers: Partial<Pick<RequestHelperFunctions, 'getSecureEgressFilter'>>): Resolve {
	return async (hostname) => {
		const filter = helpers.getSecureEgressFilter?.();
		return filter === undefined ? await askSystem(hostname) : await askFilter(filter, hostname);
	};
}

async function askSystem(hostname: string): Promise<readonly string[]> {
	const { lookup } = await import('../../vendor/dns');
	return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

async function askFilter(filter: NodeEgressFilter, hostname: string): Promise<readonly string[]> {
	const found = await new Promise<string | ReadonlyArray<{ address: string }>>((resolve, reject) => {
		filter.createSecureLookup()(hostname, { all: true }, (error, addresses) => {
			if (error) reject(error);
			else resolve(addresses);
		});
	});
	return typeof found === 'string' ? [found] : found.map(({ address }) => address);
}

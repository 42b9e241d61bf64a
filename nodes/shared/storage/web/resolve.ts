import type { Resolve } from './addressGuard';
import { waysToLookUp } from './lookUp';
import type { LookUpHelpers } from './lookUp/way';

/** Looks names up the way n8n does where it gives a helper, and asks the system otherwise. */
export function n8nResolve(helpers: LookUpHelpers): Resolve {
	return async (hostname) => {
		for (const lookUp of waysToLookUp) {
			const addresses = await lookUp(hostname, helpers);
			if (addresses !== undefined) return addresses;
		}
		throw new Error(`${hostname} cannot be looked up here`);
	};
}

import type { RequestHelperFunctions } from 'n8n-workflow';

/** n8n's helpers, as far as names are looked up with them. */
export type LookUpHelpers = Partial<Pick<RequestHelperFunctions, 'getSecureEgressFilter'>>;

/** A way to look a host name up: its addresses, or undefined where it is not to be had. */
export type WayToLookUp = (hostname: string, helpers: LookUpHelpers) => Promise<readonly string[] | undefined>;

import type { z } from 'zod/v4';

/**
 * Whose route it is, and so which keys must be there: 2.x; 1.x; the endpoint that Batch gives to partners;
 * the address of a file of an export in 1.0; a signed link, which must get no key at all.
 */
export type ContractFamily = 'project' | 'app' | 'partner' | 'export-file' | 'signed-link';

/** What a request to one documented route must look like. */
export interface RouteContract {
	family: ContractFamily;
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** `2.x` stands for any minor version, `:name` for a part that `parameters` describe. */
	path: string;
	/** Parts of the path, decoded; a part that is not named here must only not be empty. */
	parameters?: Record<string, z.ZodType>;
	/** No query at all when absent. */
	query?: z.ZodType;
	/** No body at all when absent. */
	body?: z.ZodType;
	/** Where the rules were read. */
	source: string;
}

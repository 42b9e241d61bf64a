import type { Family } from './state.ts';

/** Name → HTTP status and number: the table of batch-api-2x.md §2.2 and batch-api-1x.md §10.4. */
const refusals = {
	MISSING_PARAMETER: { status: 400, code: 30 },
	MALFORMED_PARAMETER: { status: 400, code: 31 },
	MALFORMED_JSON_BODY: { status: 400, code: 32 },
	AUTHENTICATION_INVALID: { status: 401, code: 10 },
	API_MISUSE: { status: 403, code: 12 },
	ROUTE_NOT_FOUND: { status: 404, code: 20 },
	TOO_MANY_REQUESTS: { status: 429, code: 60 },
	SERVER_ERROR: { status: 500, code: 1 },
	MAINTENANCE_ERROR: { status: 503, code: 2 },
} as const;

export type RefusalName = keyof typeof refusals;

/** A call that Batch refuses as a whole: nothing of it is processed. */
export class Refusal extends Error {
	readonly refusal: RefusalName;
	/** HTTP status to answer with; the documented one unless said otherwise. */
	readonly status: number;

	constructor(refusal: RefusalName, message: string, status: number = refusals[refusal].status) {
		super(message);
		this.refusal = refusal;
		this.status = status;
	}
}

/** A value has the wrong type or breaks a rule. */
export function malformed(message: string): Refusal {
	return new Refusal('MALFORMED_PARAMETER', message);
}

/** A required value is absent. */
export function missing(message: string): Refusal {
	return new Refusal('MISSING_PARAMETER', message);
}

/** There is no such route, or no such thing at it: Batch has one name for both. */
export function notFound(message: string): Refusal {
	return new Refusal('ROUTE_NOT_FOUND', message);
}

/**
 * The error body of a family: `{error_code, error_message}` in 2.x (batch-api-2x.md §2.2),
 * `{code, type, message}` in 1.x (batch-api-1x.md §10.4).
 *
 * Whether 2.x puts the name or the number in `error_code` is unknown: the sandbox puts the name.
 */
export function errorBody(family: Family, refusal: Refusal, method: string): object {
	if (family === '1.x' || family === 'partner' || family === 'app-file') {
		// Pages that read or delete document 0 for SERVER_ERROR, pages that write document 1.
		const readsOrDeletes = method === 'GET' || method === 'DELETE';
		const code =
			refusal.refusal === 'SERVER_ERROR' && readsOrDeletes ? 0 : refusals[refusal.refusal].code;
		return { code, type: refusal.refusal, message: refusal.message };
	}
	return { error_code: refusal.refusal, error_message: refusal.message };
}

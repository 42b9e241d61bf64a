export const faultKinds = [
	'400',
	'404',
	'413',
	'429',
	'500',
	'503',
	'maintenance',
	'slow',
	'slow-body',
	'reset',
	'answer-lost',
	'cut',
	'not-json',
] as const;

/**
 * - `400` MALFORMED_PARAMETER, `404` ROUTE_NOT_FOUND, `429` TOO_MANY_REQUESTS, `500` SERVER_ERROR,
 *   `maintenance` 503 MAINTENANCE_ERROR: Batch's own error body
 * - `413` `503`: plain text, as a gateway in front of Batch would answer; Batch's own pages know no 413
 * - `not-json`: an HTML page with `status` (default 500)
 * - `slow`: processed after `delayMs`
 * - `slow-body`: processed, then the answer comes in ten pieces over `delayMs`
 * - `reset`: connection destroyed, nothing processed
 * - `answer-lost`: processed, then the connection is destroyed without an answer
 *
 * - `cut`: processed, then half of the answer and the connection destroyed, as a download may break off
 *
 * Only `slow`, `slow-body`, `answer-lost` and `cut` process the call: `reset` kills it before, `answer-lost` after it was
 * carried out.
 */
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
	kind: FaultKind;
	match?: {
		method?: string;
		/** Substring of, or pattern for, the logged path (an app key shows as its platform). */
		path?: string | RegExp;
		/** A part of the body's text as JSON, so that it strikes one of several calls that are on their way side by side. */
		body?: string;
		/** Only from the n-th matching request on, counted from 1. */
		nth?: number;
	};
	/** How often it strikes; default 1. */
	times?: number;
	/** Milliseconds to wait before it strikes; default 1,000 for `slow` and `slow-body`, else 0. */
	delayMs?: number;
	/** Adds a `Retry-After` header (Batch documents none: batch-api-2x.md §2.2). */
	retryAfterSeconds?: number;
	/** HTTP status of `not-json`. */
	status?: number;
}

interface ArmedFault {
	fault: Fault;
	seen: number;
	left: number;
}

export class Faults {
	#armed: ArmedFault[] = [];

	/** @throws Error naming the field that is wrong */
	add(fault: Fault): void {
		checkFault(fault);
		this.#armed.push({ fault, seen: 0, left: fault.times ?? 1 });
	}

	clear(): void {
		this.#armed = [];
	}

	/** Faults that can still strike. */
	list(): Array<{ kind: FaultKind; path?: string; method?: string; left: number }> {
		return this.#armed.map(({ fault, left }) => ({
			kind: fault.kind,
			path: fault.match?.path?.toString(),
			method: fault.match?.method,
			left,
		}));
	}

	/**
	 * The first fault that strikes this request, used up by one. Every matching fault counts it.
	 *
	 * @param body gives the body's text; asked only where a fault looks at it
	 */
	take(method: string, path: string, body: () => string): Fault | undefined {
		let striking: ArmedFault | undefined;
		for (const armed of this.#armed) {
			if (!matches(armed.fault, method, path, body)) continue;
			armed.seen += 1;
			if (striking === undefined && armed.seen >= (armed.fault.match?.nth ?? 1)) striking = armed;
		}
		if (striking === undefined) return undefined;
		striking.left -= 1;
		this.#armed = this.#armed.filter((armed) => armed.left > 0);
		return striking.fault;
	}
}

function matches({ match = {} }: Fault, method: string, path: string, body: () => string): boolean {
	if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
	if (match.path !== undefined && !isFound(match.path, path)) return false;
	return match.body === undefined || body().includes(match.body);
}

/** search() and not test(): a pattern with the `g` flag would remember its position. */
const isFound = (wanted: string | RegExp, text: string): boolean =>
	typeof wanted === 'string' ? text.includes(wanted) : text.search(wanted) !== -1;

/** Faults also come over HTTP, so everything about them is checked. */
function checkFault(fault: Fault): void {
	if (!faultKinds.includes(fault.kind)) {
		throw new Error(`kind must be one of ${faultKinds.join(', ')}`);
	}
	const { match } = fault;
	if (match !== undefined && (typeof match !== 'object' || match === null)) {
		throw new Error('match must be an object');
	}
	if (match?.method !== undefined && typeof match.method !== 'string') {
		throw new Error('match.method must be a string');
	}
	if (
		match?.path !== undefined &&
		typeof match.path !== 'string' &&
		!(match.path instanceof RegExp)
	) {
		throw new Error('match.path must be a string or a pattern');
	}
	if (match?.body !== undefined && typeof match.body !== 'string') {
		throw new Error('match.body must be a string');
	}
	checkNumber('match.nth', match?.nth, 1);
	checkNumber('times', fault.times, 1);
	checkNumber('delayMs', fault.delayMs, 0);
	checkNumber('retryAfterSeconds', fault.retryAfterSeconds, 0);
	checkNumber('status', fault.status, 200);
	if (fault.status !== undefined && fault.status > 599)
		throw new Error('status must be 200 to 599');
}

function checkNumber(name: string, value: unknown, minimum: number): void {
	if (value === undefined) return;
	if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum) {
		throw new Error(`${name} must be a number from ${minimum}`);
	}
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Activity } from './entities.ts';
import type { KeyKind, Platform } from './keys.ts';
import type { RateLimit } from './rate-limits.ts';
import { malformed, missing } from './refusal.ts';
import type { Attributes, Family, Retention, SandboxState } from './state.ts';
import { isObject } from './rules/values.ts';

/** One call to a route, authenticated and with its body parsed. */
export interface Call {
	/** Named parts of the path, decoded. */
	parameters: Record<string, string>;
	query: URLSearchParams;
	/** Parsed JSON; `undefined` for GET and for a route without a body. */
	body: unknown;
	headers: IncomingHttpHeaders;
	/** 1.x only: whose app key was in the path. */
	platform?: Platform;
	/** 1.x only: which kind of app key it was. */
	keyKind?: KeyKind;
	/** Epoch milliseconds of the call. */
	now: number;
	state: SandboxState;
	retention: Retention;
	links: SignedLinks;
	/** Notes behaviour that the reference leaves open. */
	warn(message: string): void;
	/** Notes a mistake that is always wrong. */
	violate(message: string): void;
	/** Notes a change for people to look at. */
	tell(area: Activity['area'], title: string, detail: string): void;
	/** Takes from a rate limit. @throws Refusal TOO_MANY_REQUESTS */
	spend(limit: RateLimit, amount: number): void;
}

/** Makes and checks the links an export download redirects to. */
export interface SignedLinks {
	sign(fileId: string, now: number): string;
	/** @returns what is wrong with the link, or `undefined` */
	problem(fileId: string, query: URLSearchParams, now: number): string | undefined;
}

export interface Answer {
	status: number;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as it is, instead of `body`. */
	text?: string | Buffer;
	/** Sent piece by piece, as fast as it is read, instead of `body`. */
	stream?: { size: number; read: () => Iterable<string> };
	headers?: Record<string, string>;
	/** Edits with at least one partial error. */
	partialErrors?: number;
}

export interface Route {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	family: Exclude<Family, 'unknown'>;
	/** `/2.x/...` stands for every minor version; `:name` is a part; `:appKey` is checked by the server. */
	path: string;
	/** Refuses a Dev or SDK key with 403 API_MISUSE (batch-api-1x.md §10.3). */
	liveKeyOnly?: boolean;
	/** Calls `spend` itself; every other 2.x route is under the default limit. */
	ownRateLimit?: boolean;
	/** The call carries no JSON body. GET never does. */
	withoutBody?: boolean;
	/** How many updates the body holds, for the log. Must stand any body. */
	countUpdates?(body: unknown): number;
	/** @throws Refusal when the whole call is refused; nothing may have been changed then */
	handle(call: Call): Answer;
}

/** @throws Refusal MALFORMED_PARAMETER unless the body is an object */
export function requireObjectBody(call: Call): Attributes {
	if (!isObject(call.body)) throw malformed('the body must be an object');
	return call.body;
}

/** @throws Refusal MALFORMED_PARAMETER unless the body is an array of 1…maximum elements */
export function requireListBody(call: Call, maximum: number): unknown[] {
	const { body } = call;
	if (!Array.isArray(body)) throw malformed('the body must be an array');
	if (body.length === 0 || body.length > maximum) {
		throw malformed(`the body must have 1 to ${maximum} elements`);
	}
	return body;
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER unless a text is there */
export function requireText(fields: Attributes, name: string): string {
	const value = fields[name];
	if (value === undefined || value === null) {
		throw missing(`'${name}' is missing`);
	}
	if (typeof value !== 'string' || value === '') {
		throw malformed(`'${name}' must be a text`);
	}
	return value;
}

/** @throws Refusal MISSING_PARAMETER */
export function requireQuery(call: Call, name: string): string {
	const value = call.query.get(name);
	if (value === null || value === '') {
		throw missing(`'${name}' is missing in the query`);
	}
	return value;
}

/** Warns about fields that the reference does not know: what Batch does with them is unknown. */
export function warnOfUnknownFields(
	call: Call,
	fields: Attributes,
	known: readonly string[],
): void {
	for (const name of Object.keys(fields)) {
		if (!known.includes(name)) call.warn(`field '${name}' is not documented`);
	}
}

export function lengthOf(value: unknown): number {
	return Array.isArray(value) ? value.length : 0;
}

/** `2026-01-01T08:00:00Z`, as 2.x answers dates. */
export function formatDate(time: number): string {
	return `${formatPlainDate(time)}Z`;
}

/** `2026-01-01T08:00:00`, UTC, as 1.x answers dates. */
export function formatPlainDate(time: number): string {
	return new Date(time).toISOString().slice(0, 19);
}

/** @throws Refusal MALFORMED_PARAMETER naming the field unless the check finds nothing; absent fields pass */
export function checkFields(
	fields: Attributes,
	checks: Record<string, (value: unknown) => string | undefined>,
): void {
	for (const [name, value] of Object.entries(fields)) {
		if (value === undefined || !Object.hasOwn(checks, name)) continue;
		const problem = checks[name](value);
		if (problem !== undefined) throw malformed(`'${name}' ${problem}`);
	}
}

/** The record of the app whose key was in the path. */
export function ofApp<Value>(call: Call, byPlatform: Record<Platform, Value>): Value {
	if (call.platform === undefined) throw new Error('a route of 1.x without a platform');
	return byPlatform[call.platform];
}

/** @throws Refusal MALFORMED_PARAMETER unless the query has `true`, `false` or nothing */
export function readFlag(call: Call, name: string): boolean | undefined {
	const text = call.query.get(name);
	if (text === null) return undefined;
	if (text !== 'true' && text !== 'false') throw malformed(`'${name}' must be true or false`);
	return text === 'true';
}

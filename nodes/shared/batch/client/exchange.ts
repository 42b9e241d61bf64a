import type { IDataObject } from 'n8n-workflow';

/** One HTTP request to Batch, complete but for the authentication headers, which the credential adds. */
export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly url: string;
	readonly query?: IDataObject;
	readonly body?: unknown;
}

/** What came of one attempt. Nothing is thrown: a lost answer is a result like any other. */
export type Exchange =
	| {
			readonly kind: 'answer';
			readonly statusCode: number;
			/** Header names in lower case. */
			readonly headers: Readonly<Record<string, unknown>>;
			/** Parsed JSON, or the text when it was none. */
			readonly body: unknown;
	  }
	| {
			readonly kind: 'noAnswer';
			/** The network's own code, e.g. ECONNRESET. */
			readonly code: string;
			readonly message: string;
			/** True when the request cannot have reached Batch (no connection was made). */
			readonly neverSent: boolean;
	  };

/**
 * Carries a request out. The only place where HTTP happens.
 * @param atMost milliseconds that are left for it, from the call to the last byte of its answer
 */
export type Transport = (
	request: HttpRequest,
	signal: AbortSignal | undefined,
	atMost?: number,
) => Promise<Exchange>;

/** What answers speaks no TLS, or none that Node speaks. */
export const noTlsCode = 'ERR_NO_TLS';

/** OpenSSL's words for it: Node's code says no more than that something was wrong with a protocol. */
const noTls = /wrong version number|unsupported protocol|alert protocol version|alert handshake failure/i;

/** No connection was made, and none will be as long as nobody changes anything. */
const lastingCodes = new Set([
	'ENOTFOUND',
	// The address in the credential is none: nothing could be sent to it.
	'ERR_INVALID_URL',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	noTlsCode,
]);

const codesOfNoConnection = new Set([...lastingCodes, 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What the proxy's library says when the proxy hung up before it had opened a way to Batch. */
const noWayThroughProxy = /before receiving CONNECT response/i;

/** Whether trying again would end the same way. */
export function isLasting({ code }: Extract<Exchange, { kind: 'noAnswer' }>): boolean {
	return lastingCodes.has(code);
}

/** Reads the network code out of whatever wrapping an HTTP library and n8n put around it. */
export function noAnswerFrom(error: unknown): Exchange {
	let code = '';
	let message = '';
	const seen = new Set<unknown>();
	for (let current = error; isObject(current) && !seen.has(current); current = current.cause) {
		seen.add(current);
		if (code === '' && typeof current.code === 'string') code = current.code;
		if (typeof current.message === 'string') message = current.message;
	}
	if (noTls.test(message)) return { kind: 'noAnswer', code: noTlsCode, message, neverSent: true };
	const neverSent = codesOfNoConnection.has(code) || noWayThroughProxy.test(message);
	return { kind: 'noAnswer', code, message: message || String(error), neverSent };
}

const tooMuchCode = 'ERR_TOO_MUCH';

/** An answer that is none of Batch's: it went over the bounds of what is read. */
export function tooMuch({ message }: Error): Exchange {
	return { kind: 'noAnswer', code: tooMuchCode, message, neverSent: false };
}

export function isTooMuch(exchange: Exchange): boolean {
	return exchange.kind === 'noAnswer' && exchange.code === tooMuchCode;
}

/** @param timeout milliseconds from the call to the last byte of its answer */
export function tookTooLong(timeout: number): Exchange {
	const message = `the answer took longer than ${Math.round(timeout / 1000)} s`;
	return { kind: 'noAnswer', code: 'ERR_TOOK_TOO_LONG', message, neverSent: false };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

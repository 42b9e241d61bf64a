import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { Bounded, parseBounded, TooMuch } from '../../bounded';

/** One HTTP request to Batch, complete but for the authentication headers, which the credential adds. */
export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly url: string;
	readonly query?: IDataObject;
	/** A buffer holds JSON that is made already. */
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

/** Milliseconds. */
const usualTimeout = 120_000;

/**
 * Sends through n8n's own HTTP helper, which brings its proxy, TLS and credential handling. Redirects are
 * never followed: the credential's headers must not travel to another host. The answer comes as a stream and
 * is read under bounds, as it is once unpacked: n8n's helper has none.
 * @param usual milliseconds an answer may take from the call to its last byte, where no less is left
 */
export function n8nTransport(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
	usual = usualTimeout,
): Transport {
	return async (request: HttpRequest, signal: AbortSignal | undefined, atMost = usual): Promise<Exchange> => {
		const timeout = Math.max(1, Math.min(usual, atMost));
		// Of its own, because the helper counts the silence of the network only.
		const timeUp = AbortSignal.timeout(timeout);
		// n8n hands out a stream around the one of the network, and destroying it leaves the connection open.
		const hangUp = new AbortController();
		const ends = AbortSignal.any([timeUp, ...(signal === undefined ? [] : [signal])]);
		const options: IHttpRequestOptions = {
			method: request.method,
			url: request.url,
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			qs: request.query,
			// Serialised here: n8n's helper leaves out a body that is an empty object or array. As bytes: a text that says it is
			// JSON would be parsed once more on its way, to see whether it is.
			body: request.body === undefined ? undefined : bytesOf(request.body),
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
			abortSignal: AbortSignal.any([hangUp.signal, ends]),
		};
		try {
			const answer = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				'batchApi',
				options,
			)) as IN8nHttpFullResponse;
			const body = await until(ends, readBody(answer.body as unknown as AsyncIterable<Uint8Array>));
			return { kind: 'answer', statusCode: answer.statusCode, headers: answer.headers, body };
		} catch (error) {
			if (error instanceof TooMuch) return tooMuch(error);
			if (timeUp.aborted && signal?.aborted !== true) return tookTooLong(timeout);
			return noAnswerFrom(error);
		} finally {
			hangUp.abort();
		}
	};
}

function bytesOf(body: unknown): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

/** The work, or the reason why it was ended: the helper's stream does not hear of that once its answer has begun. */
async function until<Result>(ends: AbortSignal, work: Promise<Result>): Promise<Result> {
	return await new Promise<Result>((resolve, reject) => {
		const stop = () => reject(ends.reason as Error);
		ends.addEventListener('abort', stop, { once: true });
		if (ends.aborted) stop();
		work.then(resolve, reject).finally(() => ends.removeEventListener('abort', stop));
	});
}

/**
 * The most an answer of Batch may hold, unpacked: its largest documented pages and lists hold some hundred
 * kilobytes, and what is larger (exports) is downloaded as a file. Parts are objects, lists, and what commas divide.
 */
const answerBounds = { bytes: 16 * 1024 * 1024, depth: 100, entries: 100_000 };

const decoder = new TextDecoder();

/**
 * Reads an answer: as JSON, or as its text when it is none.
 * @throws TooMuch for an answer that is larger, deeper or of more parts than any of Batch's
 */
export async function readBody(source: AsyncIterable<Uint8Array>): Promise<unknown> {
	const bounded = new Bounded('The answer of the server', answerBounds);
	const chunks: Uint8Array[] = [];
	for await (const chunk of bounded.stream(source)) chunks.push(chunk);
	const text = decoder.decode(Buffer.concat(chunks));
	try {
		return await parseBounded(text, bounded);
	} catch (error) {
		if (error instanceof SyntaxError) return text;
		throw error as Error;
	}
}

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

import { platformNames, type Platform } from '../family';
import { isTooMuch, noTlsCode, type Exchange } from './exchange';
import type { CallFailure } from './failure';
import { readErrorOfBatch } from './readAnswer';
import { callAtMost, isOfSomebodyElse, longestServerWait, retryAfterOf } from './pace';
import type { Route } from '../routes/route';

/** What the description of a failure depends on besides the exchange. */
export interface FailureContext {
	readonly route: Pick<Route, 'family' | 'missing' | 'forbidden' | 'answers'>;
	readonly platform?: Platform;
	readonly mayHaveArrived: boolean;
	/** Whether a lost answer was followed by another attempt. */
	readonly repeatable: boolean;
	/** True when waiting and trying again were of no use. */
	readonly wasTemporary: boolean;
	/** Whether it would have been tried again if a call might take longer. */
	readonly isOutOfTime?: boolean;
	/** Epoch milliseconds. */
	readonly now: number;
}

/** Puts a failed exchange into words: Batch's own message first, then what to do. */
export function describeFailure(exchange: Exchange, context: FailureContext): CallFailure {
	const failure = describe(exchange, context);
	if (!context.isOutOfTime) return failure;
	const bound = `It was not tried again: a call takes ${callAtMost / 1000} s at most with all its attempts.`;
	return { ...failure, advice: `${failure.advice} ${bound}` };
}

function describe(exchange: Exchange, context: FailureContext): CallFailure {
	if (exchange.kind === 'noAnswer') {
		return isTooMuch(exchange) ? describeTooMuch(exchange, context) : describeSilence(exchange, context);
	}
	return isOfSomebodyElse(exchange, context.route.answers) ? describeForeign(exchange, context) : describeRefusal(exchange, context);
}

function describeForeign(
	{ statusCode, headers, body }: Extract<Exchange, { kind: 'answer' }>,
	{ mayHaveArrived }: FailureContext,
): CallFailure {
	return {
		message: `${isPage(headers) ? 'A web page' : 'Something else'} answered in place of Batch${shortBody(body)}`,
		advice: `${mayHaveArrived ? 'It may have been delivered. ' : ''}Check the API Address in the Batch credential, and whether a proxy stands between this n8n and Batch.`,
		statusCode,
		mayHaveArrived,
		concernsEveryCall: true,
		cause: 'unavailable',
	};
}

function isPage(headers: Readonly<Record<string, unknown>>): boolean {
	return String(headers['content-type'] ?? '').startsWith('text/html');
}

/** In our words: where a message holds the network's code, n8n puts a text of its own in its place. */
const silenceOf: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing answers at that address',
	ENOTFOUND: 'the name of the host is not known',
	EAI_AGAIN: 'the name of the host could not be looked up',
	EHOSTUNREACH: 'no network leads to the host',
	ENETUNREACH: 'no network leads to the host',
	ERR_INVALID_URL: 'the address is not a URL',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clock of this n8n',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody this n8n trusts',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody this n8n trusts',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody this n8n trusts',
	[noTlsCode]: 'what answers there speaks no TLS',
	ECONNRESET: 'the connection was reset',
	EPIPE: 'the connection was closed',
	ETIMEDOUT: 'the time ran out',
	ECONNABORTED: 'the time ran out',
};

/** What the network's code means; the message without codes where it is another. */
export function wordsOfSilence(code: string, message: string): string {
	return silenceOf[code] ?? message.replace(/\b(?:get\w+ )?E[A-Z_]{4,}\b/g, '').trim();
}

function mayHaveBeenDelivered({ repeatable }: FailureContext): string {
	return repeatable
		? 'It may have been delivered: Batch did not get to answer, nor did sending it again bring an answer.'
		: 'It may have been delivered: Batch did not get to answer. It is not sent again by itself, because it could then arrive twice.';
}

function describeTooMuch(
	{ code, message }: Extract<Exchange, { kind: 'noAnswer' }>,
	context: FailureContext,
): CallFailure {
	return {
		message,
		advice: `${context.mayHaveArrived ? 'It may have been delivered. ' : ''}Batch sends nothing like it: check the API Address in the Batch credential, and whether a proxy stands between this n8n and Batch.`,
		mayHaveArrived: context.mayHaveArrived,
		concernsEveryCall: false,
		cause: 'unavailable',
		code,
	};
}

function describeSilence(
	{ code, message, neverSent }: Extract<Exchange, { kind: 'noAnswer' }>,
	context: FailureContext,
): CallFailure {
	const { mayHaveArrived } = context;
	const what = neverSent ? 'Batch could not be reached' : 'The connection to Batch was lost before an answer came';
	return {
		message: `${what}: ${wordsOfSilence(code, message)}`,
		advice: mayHaveArrived
			? mayHaveBeenDelivered(context)
			: 'Check the network of this n8n, and the API Address in the Batch credential.',
		mayHaveArrived,
		concernsEveryCall: !mayHaveArrived,
		cause: 'unavailable',
		...(code && { code }),
	};
}

function describeRefusal(
	{ statusCode, body, headers }: Extract<Exchange, { kind: 'answer' }>,
	context: FailureContext,
): CallFailure {
	const error = readErrorOfBatch(body);
	const retryAfter = retryAfterOf(headers, context.now);
	return {
		message: error?.message ?? `Batch answered with HTTP ${statusCode}${shortBody(body)}`,
		advice: context.mayHaveArrived ? mayHaveBeenDelivered(context) : adviceFor(statusCode, context, retryAfter),
		statusCode,
		mayHaveArrived: context.mayHaveArrived,
		concernsEveryCall: concernsTheRoute(statusCode, context.route) || (context.wasTemporary && !context.mayHaveArrived),
		cause: causeOf(statusCode),
		...(error?.code && { code: error.code }),
		...(retryAfter !== undefined && { retryAfter }),
	};
}

function concernsTheRoute(statusCode: number, { missing, forbidden }: FailureContext['route']): boolean {
	if (statusCode === 404) return missing !== 'object';
	if (statusCode === 403) return forbidden !== 'object';
	return statusCode === 401 || statusCode === 429;
}

function causeOf(statusCode: number): CallFailure['cause'] {
	if (statusCode === 401 || statusCode === 403) return 'credentials';
	if (statusCode === 429) return 'rateLimited';
	return statusCode >= 500 ? 'unavailable' : 'refused';
}

function adviceFor(statusCode: number, { route, platform }: FailureContext, retryAfter: number | undefined): string {
	if (retryAfter !== undefined && retryAfter > longestServerWait) {
		const [asked, most] = [retryAfter, longestServerWait].map((milliseconds) => Math.round(milliseconds / 1000));
		return `The server asks to wait ${asked} s, and a run waits ${most} s at most. Run it again after that time.`;
	}
	const key = platform ? `${platformNames[platform]} App Key` : 'Project Key';
	if (statusCode < 400) return 'The address redirects elsewhere, which is not followed with the keys. Check the API Address in the Batch credential.';
	if (statusCode === 401) return `Check the REST API Key and the ${key} in the Batch credential.`;
	if (statusCode === 403 && route.forbidden === 'object') {
		return 'Batch does not do this with the one that the row names. Look at its status and type, and whether the key of the credential allows it.';
	}
	if (statusCode === 403) {
		return route.family === 'app'
			? `Batch does not allow this call with the ${key} of the credential. Some calls need the Live key; others must be switched on by Batch.`
			: 'Batch does not allow this call. It may not be part of your plan, or must be switched on by Batch.';
	}
	if (statusCode === 404 && route.missing === 'object') {
		return `Check its name or token, and that it belongs to ${platform ? `the ${platformNames[platform]} app` : 'the project'} of the Batch credential.`;
	}
	if (statusCode === 404) return `Batch does not know this address. Check the identifier, the ${key} and the API Address in the Batch credential.`;
	if (statusCode === 407) return 'The proxy between this n8n and Batch wants a log-in: check the proxy settings of n8n.';
	if (statusCode === 413) return 'The call is too large. Send less in one row.';
	if (statusCode === 429) return 'Other programs use up the rate limit of this project. Lower Share of Rate Limit, or run it at another time.';
	if (statusCode >= 500) return 'Batch is down or under maintenance. Run it again later.';
	return 'Check the values of this row against the message above.';
}

const shownCharacters = 200;

/** Some error bodies are not JSON (batch-api-1x.md §10.4): a proxy's page, cut to what helps. */
function shortBody(body: unknown): string {
	if (typeof body !== 'string' || body.trim() === '') return '';
	// Cut before it is searched: what stands there is anybody's.
	const text = body.slice(0, 20 * shownCharacters).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();
	return `: ${text.slice(0, shownCharacters)}`;
}

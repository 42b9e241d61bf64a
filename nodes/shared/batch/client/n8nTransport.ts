import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { TooMuch } from '../../bounded';
import { noAnswerFrom, tookTooLong, tooMuch, type Exchange, type HttpRequest, type Transport } from './exchange';
import { readBody } from './readBody';

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
			body: request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body)),
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

/** The work, or the reason why it was ended: the helper's stream does not hear of that once its answer has begun. */
async function until<Result>(ends: AbortSignal, work: Promise<Result>): Promise<Result> {
	return await new Promise<Result>((resolve, reject) => {
		const stop = () => reject(ends.reason as Error);
		ends.addEventListener('abort', stop, { once: true });
		if (ends.aborted) stop();
		work.then(resolve, reject).finally(() => ends.removeEventListener('abort', stop));
	});
}

import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';

import { noAnswerFrom, type Exchange, type HttpRequest, type Transport } from './exchange';

const usualTimeout = 120_000;

/**
 * Sends through n8n's own HTTP helper, which brings its proxy, TLS and credential handling. Redirects are
 * never followed: the credential's headers must not travel to another host.
 * @param timeout milliseconds an answer may take
 */
export function n8nTransport(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
	timeout = usualTimeout,
): Transport {
	return async (request: HttpRequest, signal: AbortSignal | undefined): Promise<Exchange> => {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: request.url,
			headers: { 'Content-Type': 'application/json' },
			qs: request.query,
			// Serialised here: n8n's helper leaves out a body that is an empty object or array.
			body: request.body === undefined ? undefined : JSON.stringify(request.body),
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
			abortSignal: signal,
		};
		try {
			const answer = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				'batchApi',
				options,
			)) as IN8nHttpFullResponse;
			return { kind: 'answer', statusCode: answer.statusCode, headers: answer.headers, body: answer.body };
		} catch (error) {
			return noAnswerFrom(error);
		}
	};
}

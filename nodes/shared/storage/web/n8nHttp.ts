import type {
	ICredentialTestFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	RequestHelperFunctions,
} from 'n8n-workflow';

import type { HttpAnswer, HttpRequest, HttpSend } from './httpSend';

/** Sends through the HTTP helper that n8n gives to polls and executions. */
export function n8nHttp({ httpRequest }: Pick<RequestHelperFunctions, 'httpRequest'>): HttpSend {
	return async (request, { timeout, signal }) => {
		// n8n hands out a stream around the one of the network, and destroying it leaves the connection open.
		const hangUp = new AbortController();
		const options: IHttpRequestOptions = {
			method: request.method as IHttpRequestMethods,
			url: request.url,
			headers: headersOf(request),
			body: request.body,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			agentOptions: tlsOf(request),
			timeout,
			abortSignal: signal === undefined ? hangUp.signal : AbortSignal.any([signal, hangUp.signal]),
		};
		const { statusCode, headers, body } = (await httpRequest(options)) as IN8nHttpFullResponse;
		return answerOf(statusCode, headers, body as unknown as Body, () => hangUp.abort());
	};
}

/** Sends through the only HTTP helper that n8n gives to credential tests. */
export function n8nTestHttp({ request: send }: ICredentialTestFunctions['helpers']): HttpSend {
	return async (request, { timeout }) => {
		const { statusCode, headers, body } = (await send({
			method: request.method,
			uri: request.url,
			headers: headersOf(request),
			body: request.body,
			useStream: true,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			agentOptions: tlsOf(request),
			timeout,
		})) as { statusCode: number; headers: Record<string, unknown>; body: Body };
		return answerOf(statusCode, headers, body, () => undefined);
	};
}

/** A Readable of Node, of which this much is needed. */
interface Body extends AsyncIterable<Uint8Array> {
	destroy(): void;
	on(event: 'error', listener: () => void): unknown;
}

/** The bytes are wanted as they lie in the storage, or offsets would not fit them. */
function headersOf({ headers }: HttpRequest): Record<string, string> {
	return { 'Accept-Encoding': 'identity', ...headers };
}

function tlsOf({ serverName, certificateAuthority, acceptAnyCertificate }: HttpRequest): NonNullable<IHttpRequestOptions['agentOptions']> {
	return {
		...(serverName !== undefined && { servername: serverName }),
		...(certificateAuthority !== undefined && { ca: certificateAuthority }),
		...(acceptAnyCertificate && { rejectUnauthorized: false }),
	};
}

function answerOf(
	statusCode: number,
	headers: Record<string, unknown>,
	body: Body,
	hangUp: () => void,
): HttpAnswer {
	// An answer that is thrown away may still break; nobody listens by then.
	body.on('error', () => undefined);
	return {
		statusCode,
		headers: Object.fromEntries(
			Object.entries(headers)
				.filter(([, value]) => value !== undefined && value !== null)
				.map(([name, value]) => [name.toLowerCase(), String(value)]),
		),
		body,
		destroy() {
			hangUp();
			body.destroy();
		},
	};
}

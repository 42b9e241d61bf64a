/** One HTTP request, complete: nothing is added, and no redirect is followed. */
export interface HttpRequest {
	readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'MOVE' | 'MKCOL';
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** The name that the certificate must carry, where the URL holds an address instead. */
	readonly serverName?: string;
	/** Certificates to trust besides the usual ones, as PEM. */
	readonly certificateAuthority?: string;
	readonly acceptAnyCertificate?: boolean;
}

export interface HttpAnswer {
	readonly statusCode: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Where the server applied a Content-Encoding, the library has undone it: lengths and ranges then count other bytes. */
	readonly body: AsyncIterable<Uint8Array>;
	/** Lets go of the connection, whatever it is doing. */
	destroy(): void;
}

/** Carries a request out; throws what the network throws. Injected, because n8n brings proxies and TLS settings. */
export type HttpSend = (
	request: HttpRequest,
	limits: { readonly timeout: number; readonly signal?: AbortSignal },
) => Promise<HttpAnswer>;

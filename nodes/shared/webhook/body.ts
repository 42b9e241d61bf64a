import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../isRecord';
import type { RequestHeaders } from './headers';

/** What is needed of n8n's request object. */
export interface WebhookRequest {
	readonly headers: RequestHeaders;
	/** The body's bytes, once n8n has read them. */
	readonly rawBody?: Buffer;
	/** The sender's address, or that of the proxy nearest to n8n that n8n was not told of. */
	readonly ip?: string;
	/** The addresses that proxies n8n trusts have reported. */
	readonly ips?: readonly string[];
	readRawBody?(): Promise<void>;
}

/** What a body turned out to hold. */
export type ParsedBody =
	| { readonly kind: 'object'; readonly value: IDataObject }
	| {
			readonly kind: 'other';
			readonly text: string;
			/** The bytes are no text in the encoding they are said to be in: letters of it are not what was sent. */
			readonly isGarbled?: true;
	  };

/**
 * The bytes of the request as they were sent, decompressed where the sender compressed them. None of a form
 * upload, which n8n keeps to itself, and none where they cannot be read: only what is here is authenticated,
 * and only what is here is used.
 */
export async function readBytes(request: WebhookRequest): Promise<Buffer> {
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch {
		return Buffer.alloc(0);
	}
	return request.rawBody ?? Buffer.alloc(0);
}

/**
 * Reads a body as one JSON object. Never throws: what is no object comes back as its text, and so does what is no text in
 * the encoding it is said to be in: with other letters in it, an id is another one.
 */
export function parseBody(bytes: Buffer, contentType = ''): ParsedBody {
	const text = decode(bytes, contentType);
	if (text === undefined) return { kind: 'other', text: bytes.toString('utf8'), isGarbled: true };
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		if (isRecord(value)) return { kind: 'object', value: value as IDataObject };
	} catch {
		return { kind: 'other', text };
	}
	return { kind: 'other', text };
}

/** JSON is UTF-8 (RFC 8259) unless its sender says otherwise. */
function decode(bytes: Buffer, contentType: string): string | undefined {
	const [, charset = 'utf-8'] = /;\s*charset="?([\w.:-]+)/i.exec(contentType) ?? [];
	try {
		return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

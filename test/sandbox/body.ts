import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Refusal } from './refusal.ts';
import { attempt } from './rules/values.ts';

/** The sandbox's own guard; Batch's limit is unknown. */
const maximumBytes = 64 * 1024 * 1024;

/**
 * Reads a whole body.
 *
 * @throws Refusal MALFORMED_PARAMETER (413) beyond 64 MB; the rest of the body is then not read
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > maximumBytes) {
			throw new Refusal('MALFORMED_PARAMETER', 'the body is larger than 64 MB', 413);
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

/**
 * Parses a JSON body, gunzipped first if it says so.
 *
 * @throws Refusal MALFORMED_JSON_BODY
 */
export function parseBody(body: Buffer, contentEncoding: string | undefined): unknown {
	const parsed = attempt(() => JSON.parse(textOf(body, contentEncoding)) as unknown);
	// JSON has no undefined, so this is a failure.
	if (parsed === undefined) throw new Refusal('MALFORMED_JSON_BODY', 'the body is not valid JSON');
	return parsed;
}

/**
 * The text of a body, gunzipped first if it says so.
 *
 * @throws Error for what is not gzip or not UTF-8
 */
export function textOf(body: Buffer, contentEncoding: string | undefined): string {
	const bytes = contentEncoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maximumBytes }) : body;
	// fatal: Buffer's own decoding would silently replace bytes that are not UTF-8.
	return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

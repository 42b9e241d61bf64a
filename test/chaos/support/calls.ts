import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { siteOrigin } from '../../fixtures/poool/envelope.ts';

/** A call to a webhook, as it goes over the wire. */
export interface Call {
	readonly body: Buffer;
	readonly headers: Record<string, string>;
}

/** What is secret in the triggers under test. */
const secret = 'secret';
const hmac = (...parts: Array<string | Buffer>): string => parts.reduce((sum, part) => sum.update(part), createHmac('sha256', secret)).digest('hex');

/** What whoever may call sends with a body, for each way to receive; `proof` names the header by which they are known. */
export const callers: Record<string, { readonly proof?: string; headersFor(body: Buffer): Record<string, string> }> = {
	universalChannel: { proof: 'authorization', headersFor: () => ({ authorization: `Bearer ${secret}` }) },
	webhooks: { proof: 'authorization', headersFor: () => ({ authorization: `Bearer ${secret}` }) },
	purchasely: {
		proof: 'x-purchasely-request-signature',
		headersFor: (body) => ({ 'x-purchasely-timestamp': '1772438406', 'x-purchasely-request-signature': hmac('1772438406', body) }),
	},
	page: { proof: 'origin', headersFor: () => ({ origin: siteOrigin, 'content-type': 'text/plain;charset=UTF-8' }) },
	submission: { headersFor: () => ({}) },
	secured: { proof: 'x-signature', headersFor: (body) => ({ 'x-signature': hmac(body) }) },
};

const oddLeaf = fc.oneof(
	fc.constantFrom<unknown>(null, true, '', ' ', -1, 1e308, '9'.repeat(400), 'constructor', '__proto__', [], {}, [[]], '\u0000\ud800', '2026-13-45T99:99:99Z', 'x'.repeat(20_000)),
	fc.jsonValue({ maxDepth: 3 }),
);

/** A right body with some of its fields taken away, changed for anything, or joined by others. */
function changed(right: Record<string, unknown>): fc.Arbitrary<unknown> {
	const names = [...Object.keys(right), '__proto__', 'constructor', 'odd'];
	const changes = fc.array(fc.tuple(fc.constantFrom(...names), fc.option(oddLeaf, { nil: undefined })), { maxLength: 6 });
	return changes.map((list) => {
		const entries = new Map(Object.entries(right));
		for (const [name, value] of list) {
			if (value === undefined) entries.delete(name);
			else entries.set(name, value);
		}
		return Object.fromEntries(entries);
	});
}

/** Bytes that may be a right body, nearly one, JSON of anything, or nothing of the kind. */
export function anyBody(right: Record<string, unknown>): fc.Arbitrary<Buffer> {
	const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
	const bytes = json(right);
	return fc.oneof(
		{ weight: 5, arbitrary: changed(right).map(json) },
		fc.array(changed(right), { maxLength: 4 }).map(json),
		fc.jsonValue({ maxDepth: 4 }).map(json),
		fc.integer({ min: 0, max: bytes.length }).map((length) => bytes.subarray(0, length)),
		fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, byte]) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)])),
		fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
		fc.constantFrom('', '{}', '[]', 'null', '{"a":', '\ufeff{}', '['.repeat(5_000), `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`).map((text) => Buffer.from(text)),
	);
}

/** Another text than the one given, of characters that a header may hold. */
export function otherThan(text: string): fc.Arbitrary<string> {
	const swap = fc.tuple(fc.nat(Math.max(0, text.length - 1)), fc.constantFrom(...'0123456789abcdefXYZ-')).map(([at, character]) => text.slice(0, at) + character + text.slice(at + 1));
	const cut = fc.nat(text.length).map((length) => text.slice(0, length));
	const longer = fc.constantFrom('0', ' x', ',', text).map((more) => text + more);
	// Where letters count alike in both cases, a change of case is no change.
	return fc.oneof(swap, cut, longer, fc.constantFrom('', 'null', 'undefined', '0'.repeat(64))).filter((other) => other.toLowerCase().trim() !== text.toLowerCase());
}

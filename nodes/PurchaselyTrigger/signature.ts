import { headerValues, type RequestHeaders } from '../shared/webhook/headers';
import { isHmacSha256 } from '../shared/webhook/hmac';
import type { Verdict } from '../shared/webhook/receive';

export interface SignatureOptions {
	/** Takes calls that carry only the deprecated signature, which does not cover the body. */
	readonly acceptDeprecated: boolean;
	/** Refuses a timestamp further away than this, in either direction. Undefined: any age. */
	readonly maximumAgeSeconds?: number;
}

const timestampHeader = 'x-purchasely-timestamp';
const currentHeader = 'x-purchasely-request-signature';
const deprecatedHeader = 'x-purchasely-signature';

/** Unix time in seconds (10 digits), or milliseconds (13). */
const timestampForm = /^(\d{10}|\d{13})$/;

/**
 * Whether Purchasely signed the call (poool-purchasely.md §2.2). The current signature is
 * HMAC-SHA256(secret, timestamp + raw body), the deprecated one HMAC-SHA256(secret, secret + timestamp).
 * A call that carries the current one stands or falls with it.
 */
export function verify(
	headers: RequestHeaders,
	bytes: Uint8Array,
	secret: string,
	options: SignatureOptions,
	now: number,
): Verdict {
	if (secret === '') return refused('the credential holds no client shared secret');
	const [timestamp, ...moreTimestamps] = headerValues(headers, timestampHeader);
	if (timestamp === undefined) return refused(`no ${timestampHeader} header`);
	if (moreTimestamps.length > 0 || !timestampForm.test(timestamp)) {
		return refused(`${timestampHeader} is not a Unix time`);
	}
	// Both are signed without anything between them: no digit may move from the one to the other.
	if (beginsWithDigit(bytes)) return refused('the body begins with a digit, which may be one of the timestamp');

	const current = headerValues(headers, currentHeader);
	const deprecated = headerValues(headers, deprecatedHeader);
	if (current.length > 0) {
		if (!isOnlySignature(current, secret, [timestamp, bytes])) {
			return refused(`${currentHeader} does not match: wrong client shared secret, or a changed body`);
		}
	} else if (deprecated.length === 0) {
		return refused(`no ${currentHeader} header`);
	} else if (!options.acceptDeprecated) {
		return refused(`only the deprecated ${deprecatedHeader} header, which this node does not accept`);
	} else if (!isOnlySignature(deprecated, secret, [secret, timestamp])) {
		return refused(`${deprecatedHeader} does not match: wrong client shared secret`);
	}

	if (options.maximumAgeSeconds !== undefined) {
		const age = Math.abs(now - millisecondsOf(timestamp)) / 1000;
		if (age > options.maximumAgeSeconds) return refused(`signed ${Math.round(age)} s away from this clock`);
	}
	return { authentic: true };
}

function beginsWithDigit(bytes: Uint8Array): boolean {
	const [first = 0] = bytes;
	return first >= 0x30 && first <= 0x39;
}

function isOnlySignature(values: string[], secret: string, parts: Array<string | Uint8Array>): boolean {
	const [signature] = values;
	return values.length === 1 && signature !== undefined && isHmacSha256(signature, secret, parts);
}

function millisecondsOf(timestamp: string): number {
	return timestamp.length === 13 ? Number(timestamp) : Number(timestamp) * 1000;
}

function refused(reason: string): Verdict {
	return { authentic: false, status: 401, reason };
}

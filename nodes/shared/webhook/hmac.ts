import { createHmac, timingSafeEqual } from 'crypto';

/** An SHA-256 digest as 64 lowercase hexadecimal digits; anything else is not compared at all. */
const hexDigest = /^[0-9a-f]{64}$/;

/**
 * Whether `signature` is the HMAC-SHA256, in lowercase hex, of the parts put one after the other. The
 * comparison takes the same time wherever the two differ. An empty secret matches nothing: its
 * signatures are anybody's to make. Nor does a text with half of a surrogate pair: as bytes, all such halves
 * are one and the same character, so that one signature would do for many texts.
 */
export function isHmacSha256(
	signature: string,
	secret: string,
	parts: ReadonlyArray<string | Uint8Array>,
): boolean {
	if (secret === '' || !hexDigest.test(signature)) return false;
	if (parts.some((part) => typeof part === 'string' && /\p{Surrogate}/u.test(part))) return false;
	const hmac = createHmac('sha256', secret);
	for (const part of parts) hmac.update(part);
	return timingSafeEqual(hmac.digest(), Buffer.from(signature, 'hex'));
}

import { createHash, timingSafeEqual } from 'crypto';

/**
 * Whether a call carries the secret itself. The comparison takes the same time wherever the two differ, and whatever their
 * lengths. An empty secret matches nothing: anybody can send that.
 */
export function isSameSecret(given: string, secret: string): boolean {
	return secret !== '' && timingSafeEqual(digestOf(given), digestOf(secret));
}

function digestOf(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

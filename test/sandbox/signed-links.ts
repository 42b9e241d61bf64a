import { createHmac, randomBytes } from 'node:crypto';
import type { SignedLinks } from './route.ts';

/** batch-api-2x.md §7.1: the link lives 20 minutes. */
const lifetimeMilliseconds = 20 * 60 * 1000;

/**
 * Links in the manner of storage providers: expiry and signature in the query.
 *
 * @param origin where the sandbox listens, asked for when a link is made
 */
export function createSignedLinks(origin: () => string): SignedLinks {
	const secret = randomBytes(32);
	const signatureOf = (fileId: string, expires: string) =>
		createHmac('sha256', secret).update(`${fileId} ${expires}`).digest('hex');
	return {
		sign(fileId, now) {
			const expires = String(now + lifetimeMilliseconds);
			const query = new URLSearchParams({ expires, signature: signatureOf(fileId, expires) });
			return `${origin()}/signed-files/${encodeURIComponent(fileId)}?${query}`;
		},
		problem(fileId, query, now) {
			const expires = query.get('expires') ?? '';
			if (query.get('signature') !== signatureOf(fileId, expires)) return 'the signature is wrong';
			return now > Number(expires) ? 'the link has expired' : undefined;
		},
	};
}

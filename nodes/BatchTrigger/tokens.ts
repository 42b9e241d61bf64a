import { createHmac } from 'crypto';

import { isHmacSha256 } from '../shared/webhook/hmac';

/** Seconds a token is good for. */
export const tokenSeconds = 3_600;

export interface TokenClient {
	readonly clientId: string;
	readonly clientSecret: string;
}

/**
 * A token of OAuth2's client credentials (RFC 6749 §4.4): when it ends, and a signature of that by the client's own secret.
 * Nothing is stored, so every process of n8n takes what another one issued. `now` in milliseconds since 1970.
 */
export function issueToken({ clientId, clientSecret }: TokenClient, now: number): string {
	const end = String(Math.floor(now / 1_000) + tokenSeconds);
	return `${end}.${createHmac('sha256', clientSecret).update(saying(clientId, end)).digest('hex')}`;
}

/** Whether a token was issued to this client, and has not ended. */
export function isIssued(token: string, { clientId, clientSecret }: TokenClient, now: number): boolean {
	const [, end = '', signature = ''] = /^(\d{10,12})\.([0-9a-f]{64})$/.exec(token) ?? [];
	return isHmacSha256(signature, clientSecret, [saying(clientId, end)]) && Number(end) * 1_000 > now;
}

function saying(clientId: string, end: string): string {
	return JSON.stringify(['access token', clientId, end]);
}

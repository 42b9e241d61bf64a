import { createHmac } from 'crypto';

import { headerValues, type RequestHeaders } from '../../shared/webhook/headers';
import type { Verdict } from '../../shared/webhook/receive';
import { isSameSecret } from '../../shared/webhook/sameSecret';
import type { VerificationSettings } from './serverSettings';

/**
 * Whether the call carries what the secret makes of its raw bytes, in the header and the writing the user
 * named: Poool's own are not public (poool-purchasely.md §1.7).
 */
export function verifyServer(
	headers: RequestHeaders,
	bytes: Uint8Array,
	secret: string,
	settings: VerificationSettings,
): Verdict {
	if (settings.method === 'none') return { authentic: true };
	if (secret === '') return refused('the credential holds no secret');
	const [given, ...more] = headerValues(headers, settings.header);
	if (given === undefined || more.length > 0) return refused(`not exactly one ${settings.header} header`);
	if (!given.startsWith(settings.prefix)) return refused(`${settings.header} does not begin with ${settings.prefix}`);
	const signature = given.slice(settings.prefix.length);
	const expected = settings.method === 'header' ? secret : signatureOf(bytes, secret, settings);
	const isSame =
		settings.encoding === 'hex' && settings.method === 'hmac'
			? isSameSecret(signature.toLowerCase(), expected)
			: isSameSecret(signature, expected);
	return isSame ? { authentic: true } : refused(`${settings.header} does not match: wrong secret, or a changed body`);
}

function signatureOf(bytes: Uint8Array, secret: string, { algorithm, encoding }: VerificationSettings): string {
	return createHmac(algorithm, secret).update(bytes).digest(encoding);
}

function refused(reason: string): Verdict {
	return { authentic: false, status: 401, reason };
}

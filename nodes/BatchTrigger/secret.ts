import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { headerValues, type RequestHeaders } from '../shared/webhook/headers';
import { secretObstacle } from '../shared/webhook/prepared/secret';
import type { Verdict } from '../shared/webhook/receive';
import { isSameSecret } from '../shared/webhook/sameSecret';
import { isIssued } from './tokens';

/** What a call has to carry, as the credential says. */
export type WebhookSecret =
	| { readonly kind: 'basic'; readonly username: string; readonly password: string }
	| { readonly kind: 'bearer'; readonly token: string }
	| { readonly kind: 'header'; readonly header: string; readonly value: string }
	| { readonly kind: 'oAuth2'; readonly clientId: string; readonly clientSecret: string };

const headerForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** What a header carries the same way on every system. */
const headerText = /^[\x20-\x7e]*$/;

export function readWebhookSecret(data: ICredentialDataDecryptedObject): WebhookSecret {
	const text = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
	switch (data.authentication) {
		case 'basic':
			return { kind: 'basic', username: text('username'), password: text('password') };
		case 'header':
			return { kind: 'header', header: text('headerName').trim(), value: text('headerSecret') };
		case 'oAuth2':
			return { kind: 'oAuth2', clientId: text('clientId'), clientSecret: text('clientSecret') };
		default:
			return { kind: 'bearer', token: text('token') };
	}
}

/** Why no call could ever be let in with this secret, as sentences. */
export function webhookSecretObstacles(secret: WebhookSecret): string[] {
	switch (secret.kind) {
		case 'basic':
			return [
				secretObstacle(secret.username, 'The username') ?? [],
				secret.username.includes(':') ? 'The username holds a colon, which Basic authentication puts before the password.' : [],
				secretObstacle(secret.password, 'The password') ?? [],
			].flat();
		case 'bearer':
			return carriedObstacles(secret.token, 'The token');
		case 'oAuth2':
			return [
				secretObstacle(secret.clientId, 'The client ID') ?? [],
				secretObstacle(secret.clientSecret, 'The client secret') ?? [],
			].flat();
		case 'header':
			return [
				headerForm.test(secret.header) ? [] : `"${secret.header}" is no name of a header.`,
				carriedObstacles(secret.value, 'The secret'),
			].flat();
	}
}

/** Whether a call carries the secret (batch-api-2x.md §8.1, §8.2). `now` in milliseconds since 1970. */
export function verifySecret(headers: RequestHeaders, secret: WebhookSecret, now: number): Verdict {
	if (webhookSecretObstacles(secret).length > 0) return refused('the credential holds no secret that a call could carry');
	if (secret.kind === 'header') {
		const [given, ...more] = headerValues(headers, secret.header);
		if (given === undefined || more.length > 0) return refused(`not exactly one ${secret.header} header`);
		return isSameSecret(given, secret.value) ? { authentic: true } : refused(`${secret.header} does not match`);
	}
	const scheme = secret.kind === 'basic' ? 'basic' : 'bearer';
	const given = authorizationOf(headers, scheme);
	if (given === undefined) return refused(`not exactly one Authorization header with ${scheme}`);
	return isRight(given, secret, now) ? { authentic: true } : refused('Authorization does not match');
}

/** What follows the scheme in the one Authorization header. */
export function authorizationOf(headers: RequestHeaders, scheme: 'basic' | 'bearer'): string | undefined {
	const [value, ...more] = headerValues(headers, 'authorization');
	if (value === undefined || more.length > 0) return undefined;
	const [, name = '', rest] = /^([A-Za-z]+) +(\S(?:.*\S)?)$/.exec(value) ?? [];
	return name.toLowerCase() === scheme ? rest : undefined;
}

/** The header that carries the secret. */
export function headerOfSecret(secret: WebhookSecret): string {
	return secret.kind === 'header' ? secret.header : 'authorization';
}

function isRight(given: string, secret: Exclude<WebhookSecret, { kind: 'header' }>, now: number): boolean {
	switch (secret.kind) {
		case 'basic':
			return isSameSecret(Buffer.from(given, 'base64').toString('utf8'), `${secret.username}:${secret.password}`);
		case 'bearer':
			return isSameSecret(given, secret.token);
		case 'oAuth2':
			return isIssued(given, secret, now);
	}
}

function carriedObstacles(text: string, name: string): string[] {
	const obstacle = secretObstacle(text, name);
	if (obstacle !== undefined) return [obstacle];
	return headerText.test(text) ? [] : [`${name} holds characters that a header does not carry: use letters, digits and signs of ASCII.`];
}

function refused(reason: string): Verdict {
	return { authentic: false, status: 401, reason };
}

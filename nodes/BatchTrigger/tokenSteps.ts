import type { IWebhookFunctions } from 'n8n-workflow';

import { isRecord } from '../shared/isRecord';
import { withinBounds } from '../shared/webhook/bounds';
import type { RequestHeaders } from '../shared/webhook/headers';
import type { WebhookSteps } from '../shared/webhook/receive';
import { isSameSecret } from '../shared/webhook/sameSecret';
import { credentialName } from './rememberedSecret';
import { authorizationOf, readWebhookSecret, webhookSecretObstacles } from './secret';
import { readBounds } from './settings';
import { issueToken, tokenSeconds, type TokenClient } from './tokens';

/** What a request for a token holds. */
interface TokenRequest {
	readonly grantType: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

/**
 * Requests for a token, where the credential's way is OAuth2 (batch-api-2x.md §8.2). How Batch asks is not published: both
 * ways of RFC 6749 §2.3.1 are taken, and JSON. They start nothing.
 */
export function tokenSteps(context: IWebhookFunctions): WebhookSteps<undefined, TokenRequest> {
	let client: TokenClient | undefined;
	return {
		async authenticate(call) {
			const bounded = withinBounds(context, call, readBounds(context));
			if (!bounded.authentic) return bounded;
			const secret = readWebhookSecret(await context.getCredentials(credentialName));
			const { clientId, clientSecret } = readTokenRequest(call.headers, call.bytes);
			if (secret.kind !== 'oAuth2' || webhookSecretObstacles(secret).length > 0) {
				return { authentic: false, status: 401, reason: 'a token was asked for, and the credential issues none' };
			}
			const isClient = isSameSecret(clientId, secret.clientId) && isSameSecret(clientSecret, secret.clientSecret);
			if (!isClient) return { authentic: false, status: 401, reason: 'client ID or client secret do not match' };
			client = secret;
			return { authentic: true };
		},
		settings: () => undefined,
		eventsOf(_body, { headers, bytes }) {
			const request = readTokenRequest(headers, bytes);
			if (request.grantType === 'client_credentials') return [request];
			return { refused: 400, reason: 'a token was asked for with another grant type than client_credentials' };
		},
		whyNot: () => undefined,
		identity: () => undefined,
		shape: () => [],
		reply() {
			if (client === undefined) throw new Error('A token is issued to nobody');
			const response: { setHeader(name: string, value: string): unknown } = context.getResponseObject();
			response.setHeader('cache-control', 'no-store');
			const body = { access_token: issueToken(client, Date.now()), token_type: 'Bearer', expires_in: tokenSeconds };
			return { body, starts: false };
		},
	};
}

function readTokenRequest(headers: RequestHeaders, bytes: Buffer): TokenRequest {
	const fields = fieldsOf(bytes.toString('utf8'));
	const [username, password] = basicOf(headers) ?? [];
	return {
		grantType: fields('grant_type'),
		clientId: username ?? fields('client_id'),
		clientSecret: password ?? fields('client_secret'),
	};
}

function fieldsOf(text: string): (name: string) => string {
	try {
		const value: unknown = JSON.parse(text);
		if (isRecord(value)) {
			return (name) => {
				const field = Object.hasOwn(value, name) ? value[name] : undefined;
				return typeof field === 'string' ? field : '';
			};
		}
	} catch {
		// A form, then.
	}
	const form = new URLSearchParams(text);
	return (name) => form.get(name) ?? '';
}

/** Client ID and secret in an Authorization header; RFC 6749 writes both as in a form. */
function basicOf(headers: RequestHeaders): [string, string] | undefined {
	const given = authorizationOf(headers, 'basic');
	if (given === undefined) return undefined;
	const text = Buffer.from(given, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	const plain = (part: string) => new URLSearchParams(`part=${part.replaceAll('&', '%26')}`).get('part') ?? '';
	return [plain(text.slice(0, colon)), plain(text.slice(colon + 1))];
}

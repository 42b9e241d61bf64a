import type { IWebhookFunctions } from 'n8n-workflow';

import { withinBounds } from '../../shared/webhook/bounds';
import { withoutHeader } from '../../shared/webhook/headers';
import { readFreeCall, type FreeCall } from '../../shared/webhook/prepared/freeCall';
import { readSecret } from '../../shared/webhook/prepared/secret';
import { isAnonymous } from '../../shared/webhook/prepared/userId';
import type { WebhookSteps } from '../../shared/webhook/receive';
import { webhookSecret } from '../credentialNames';
import { errorBody, fieldChecks, fieldErrors } from './fieldErrors';
import { submissionName } from './submissionName';
import { readServerBounds, readServerSettings, readVerification, type ServerSettings } from './serverSettings';
import { shapeServer } from './shapeServer';
import { verifyServer } from './verifyServer';

type Steps = WebhookSteps<ServerSettings, FreeCall>;

/**
 * Newsletter and form webhooks (poool-purchasely.md §1.6): Poool's server waits for the answer before it
 * unlocks the article, and reads only 2xx. Nothing about the call can be verified.
 */
export function submissionSteps(context: IWebhookFunctions): Steps {
	return {
		...commonSteps(context, submissionName),
		authenticate: async (call) => withinBounds(context, call, readServerBounds(context)),
		async reply([call], { rules, errorForm }) {
			const errors = fieldErrors(call?.body ?? {}, await fieldChecks(rules));
			if (errors.size > 0) return { body: errorBody(errors, errorForm), starts: false };
			return { body: {}, starts: true };
		},
	};
}

/** Secured webhooks of Subscribe and Connect (poool-purchasely.md §1.7). */
export function securedSteps(context: IWebhookFunctions): Steps {
	return {
		...commonSteps(context, () => 'webhook'),
		async authenticate(call) {
			const bounded = withinBounds(context, call, readServerBounds(context));
			const verification = readVerification(context);
			if (!bounded.authentic || verification.method === 'none') return bounded;
			const secret = await readSecret(context, webhookSecret.credential, webhookSecret.field);
			return verifyServer(call.headers, call.bytes, secret, verification);
		},
		gathers: ({ gather }) => gather,
		reply: () => ({ body: {}, starts: true }),
		shape(calls, settings, { headers }) {
			const { method, header } = readVerification(context);
			return shapeServer(calls, settings, method === 'header' ? withoutHeader(headers, header) : headers);
		},
	};
}

function commonSteps(
	context: IWebhookFunctions,
	nameOf: (body: FreeCall['body']) => string,
): Pick<Steps, 'settings' | 'eventsOf' | 'whyNot' | 'identity' | 'shape'> {
	return {
		settings: () => readServerSettings(context),
		eventsOf: (body, { bytes }, { eventField, userIdField }) => [
			readFreeCall(body, bytes, { eventField, userIdField, eventIdField: '', nameOf }),
		],
		whyNot(call, { events, output }) {
			// Nothing can be said about what cannot be read, and it was acknowledged.
			if (call.text !== undefined) return undefined;
			if (events.size > 0 && !events.has(call.name)) return `the event ${call.name} is not among the chosen ones`;
			return output.anonymousEvents === 'drop' && isAnonymous(call) ? 'the user is anonymous' : undefined;
		},
		// Poool documents no event ids: the same bytes may be the same event, or another one just like it.
		identity: ({ digest }, { skipIdentical }) => (skipIdentical ? digest : undefined),
		shape: (calls, chosen, { headers }) => shapeServer(calls, chosen, headers),
	};
}

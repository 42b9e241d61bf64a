import type { IWebhookFunctions } from 'n8n-workflow';

import { readSecret } from '../shared/webhook/prepared/secret';
import type { WebhookSteps } from '../shared/webhook/receive';
import { whyNot } from './filter';
import { readCall, type ReceivedCall } from './readCall';
import { readSettings, readSignatureOptions } from './readSettings';
import type { TriggerSettings } from './settings';
import { shape } from './shape';
import { verify } from './signature';

export const credentialName = 'purchaselyWebhookApi';
export const secretField = 'clientSharedSecret';
export const secretName = 'The client shared secret';

/** What is Purchasely's own on the shared way in for webhooks. */
export function purchaselySteps(context: IWebhookFunctions): WebhookSteps<TriggerSettings, ReceivedCall> {
	return {
		async authenticate({ headers, bytes, now }) {
			const secret = await readSecret(context, credentialName, secretField);
			return verify(headers, bytes, secret, readSignatureOptions(context), now);
		},
		settings: () => readSettings(context),
		eventsOf: (body, { bytes }) => [readCall(body, bytes)],
		whyNot: (call, { filter, output }) => whyNot(call, filter, output.anonymousEvents),
		identity: (call, settings) => (settings.skipRepeated ? call.id : undefined),
		gathers: ({ gather }) => gather,
		shape: (calls, settings, { headers, now }) => shape(calls, settings, headers, now),
	};
}

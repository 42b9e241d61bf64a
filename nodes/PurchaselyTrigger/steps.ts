import type { IWebhookFunctions } from 'n8n-workflow';

import type { WebhookSteps } from '../shared/webhook/receive';
import { whyNot } from './filter';
import { readSettings, readSignatureOptions } from './readSettings';
import { recognise, type Received } from './recognise';
import type { TriggerSettings } from './settings';
import { shape } from './shape';
import { verify } from './signature';

export const credentialName = 'purchaselyWebhookApi';

/** What is Purchasely's own on the shared way in for webhooks. */
export function purchaselySteps(context: IWebhookFunctions): WebhookSteps<TriggerSettings, Received> {
	return {
		async authenticate({ headers, bytes, now }) {
			const { clientSharedSecret } = await context.getCredentials(credentialName);
			return verify(headers, bytes, String(clientSharedSecret ?? ''), readSignatureOptions(context), now);
		},
		settings: () => readSettings(context),
		recognise: (body, { bytes }) => [recognise(body, bytes)],
		whyNot: (event, settings) => whyNot(event, settings.filter),
		identity: (event, settings) => (settings.skipRepeated ? event.id : undefined),
		shape: (events, settings, { headers, now }) => shape(events, settings, headers, now),
	};
}

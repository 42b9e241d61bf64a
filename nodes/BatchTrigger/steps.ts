import type { IWebhookFunctions } from 'n8n-workflow';

import { withinBounds } from '../shared/webhook/bounds';
import { withoutHeader } from '../shared/webhook/headers';
import type { FreeCall } from '../shared/webhook/prepared/freeCall';
import { isAnonymous } from '../shared/webhook/prepared/userId';
import type { WebhookSteps } from '../shared/webhook/receive';
import { identityOf } from './identityOf';
import { readCalls } from './readCalls';
import { checkSecret } from './rememberedSecret';
import { headerOfSecret, type WebhookSecret } from './secret';
import { readBounds, readSettings, type TriggerSettings } from './settings';
import { shape } from './shape';

/** What is Batch's own on the shared way in for webhooks. */
export function batchSteps(context: IWebhookFunctions): WebhookSteps<TriggerSettings, FreeCall> {
	let secret: WebhookSecret | undefined;
	return {
		async authenticate(call) {
			const bounded = withinBounds(context, call, readBounds(context));
			if (!bounded.authentic) return bounded;
			const checked = await checkSecret(context, call.headers, call.now);
			secret = checked.secret;
			return checked.verdict;
		},
		settings: () => readSettings(context),
		eventsOf: (body, { bytes }, settings) => readCalls(body, bytes, settings),
		whyNot: (call, { output }) =>
			// Nothing can be said about what cannot be read, and it was acknowledged.
			output.anonymousEvents === 'drop' && isAnonymous(call) && call.text === undefined ? 'it names no custom ID' : undefined,
		identity: (call, settings) => (settings.skipRepeated ? identityOf(call, settings) : undefined),
		shape(calls, settings, { headers }) {
			return shape(calls, settings, secret === undefined ? headers : withoutHeader(headers, headerOfSecret(secret)));
		},
	};
}

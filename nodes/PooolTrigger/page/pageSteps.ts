import type { IWebhookFunctions } from 'n8n-workflow';

import { withinBounds } from '../../shared/webhook/bounds';
import { headerValues } from '../../shared/webhook/headers';
import { siteOf } from '../../shared/webhook/origins';
import type { Verdict, WebhookCall, WebhookSteps } from '../../shared/webhook/receive';
import { readSecret } from '../../shared/webhook/prepared/secret';
import { identitySecret } from '../credentialNames';
import type { ReceivedEvent } from './receivedEvent';
import { readGuards, readPageSettings, type GuardSettings, type PageSettings } from './pageSettings';
import { readEnvelope } from './readEnvelope';
import { isAnonymous, shapePage } from './shapePage';

/** What is the page's own on the shared way in for webhooks. */
export function pageSteps(context: IWebhookFunctions): WebhookSteps<PageSettings, ReceivedEvent> {
	let guards: GuardSettings | undefined;
	let secret = '';
	return {
		async authenticate(call) {
			guards = readGuards(context);
			const verdict = inspect(call, guards, context);
			if (verdict.authentic && guards.verification !== 'off') {
				secret = await readSecret(context, identitySecret.credential, identitySecret.field);
			}
			return verdict;
		},
		settings: () => readPageSettings(context),
		eventsOf(body, { now }, { maximumEvents, formFields }) {
			const verification = guards?.verification ?? 'refuse';
			return readEnvelope(body, { maximumEvents, formFields, verification, secret }, now);
		},
		whyNot: (event, { destination, keys, output }) => {
			if (destination === 'batch') return 'the events go from the page to Batch, not to n8n';
			if (!keys.has(event.key)) return `the event ${event.key} is not among the chosen ones`;
			return output.anonymousEvents === 'drop' && isAnonymous(event) ? 'the reader is anonymous' : undefined;
		},
		identity: ({ id }, { skipRepeated }) => (skipRepeated ? id : undefined),
		gathers: ({ gather }) => gather,
		shape: (events, chosen, { headers }) => shapePage(events, chosen, headers),
		reply: () => ({ body: {}, starts: true }),
	};
}

/** The cheap questions first: a flood costs little. What other sites send does not use up a reader's rate. */
function inspect(call: WebhookCall, guards: GuardSettings, context: IWebhookFunctions): Verdict {
	const origin = headerValues(call.headers, 'origin');
	const site = siteOf(origin, guards.origins);
	if (site === undefined) {
		const sent = JSON.stringify(origin.join(', ').slice(0, 200));
		return { authentic: false, status: 403, reason: `the origin ${sent} is not allowed` };
	}
	return withinBounds(context, call, guards, { site, callsPerMinute: guards.siteCallsPerMinute });
}

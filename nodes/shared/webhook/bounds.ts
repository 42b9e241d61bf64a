import type { IWebhookFunctions } from 'n8n-workflow';

import { rateOfNode } from './callRate';
import type { Verdict, WebhookCall } from './receive';

/** What a stranger's call may cost before anything is known of it. */
export interface CallBounds {
	readonly maximumBytes: number;
	/** Of one client; 0 for any number. */
	readonly callsPerMinute: number;
}

/** Whether a call is small enough, and one of few enough; counts it. */
export function withinBounds(
	context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow'>,
	{ bytes, client, now }: WebhookCall,
	{ maximumBytes, callsPerMinute }: CallBounds,
): Verdict {
	if (bytes.length > maximumBytes) {
		return { authentic: false, status: 413, reason: `${bytes.length} bytes are more than the ${maximumBytes} allowed` };
	}
	if (callsPerMinute <= 0) return { authentic: true };
	const rate = rateOfNode(context.getWorkflow().id ?? '', context.getNode().id);
	if (rate.allows(client, callsPerMinute, now)) return { authentic: true };
	return { authentic: false, status: 429, reason: `a client sends more than ${callsPerMinute} requests a minute` };
}

import type { IWebhookFunctions } from 'n8n-workflow';

import { rateOfNode } from './callRate';
import type { Verdict, WebhookCall } from './receive';

/** What a stranger's call may cost before anything is known of it. */
export interface CallBounds {
	readonly maximumBytes: number;
	/** Of one client; 0 for any number. */
	readonly callsPerMinute: number;
}

/** Where the calls of a page come from: many people may share one address, and few sites have as many readers. */
export interface SiteBounds {
	/** One of the sites that may send, by its name. */
	readonly site: string;
	/** Of all clients of the site together; 0 for any number. */
	readonly callsPerMinute: number;
}

/** Whether a call is small enough, and one of few enough; counts it. With a site, a client's calls to each are counted apart. */
export function withinBounds(
	context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow'>,
	{ bytes, client, now }: WebhookCall,
	{ maximumBytes, callsPerMinute }: CallBounds,
	of?: SiteBounds,
): Verdict {
	if (bytes.length > maximumBytes) {
		return { authentic: false, status: 413, reason: `${bytes.length} bytes are more than the ${maximumBytes} allowed` };
	}
	const rate = rateOfNode(context.getWorkflow().id ?? '', context.getNode().id);
	const allows = (who: readonly string[], perMinute: number) =>
		perMinute <= 0 || rate.allows(JSON.stringify(who), perMinute, now);
	if (!allows([client, ...(of === undefined ? [] : [of.site])], callsPerMinute)) {
		return { authentic: false, status: 429, reason: `a client sends more than ${callsPerMinute} requests a minute` };
	}
	// Asked last: what is refused to one client does not use up what the others of the site have.
	if (of !== undefined && !allows(['', of.site], of.callsPerMinute)) {
		const reason = `the clients of ${of.site} send more than ${of.callsPerMinute} requests a minute together`;
		return { authentic: false, status: 429, reason };
	}
	return { authentic: true };
}

import type { IWebhookFunctions } from 'n8n-workflow';

import type { RequestHeaders } from '../shared/webhook/headers';
import { nodeMemory } from '../shared/webhook/nodeMemory';
import type { Verdict } from '../shared/webhook/receive';
import { readWebhookSecret, verifySecret, type WebhookSecret } from './secret';

export const credentialName = 'batchWebhookApi';

/** For so long a secret that was read lets calls in without being read again: n8n takes longer to read one than to do all else. */
const rememberedMilliseconds = 10_000;

interface Remembered {
	of?: { readonly credential: string; readonly secret: WebhookSecret; readonly readAt: number };
}

const memoryOfNode = nodeMemory<Remembered>(() => ({}));

/** The secret of the node's credential, and whether the call carries it. */
export interface Checked {
	readonly secret: WebhookSecret;
	readonly verdict: Verdict;
}

/**
 * Holds a call against the node's secret. One that was changed is right at once: what does not fit the remembered one is held
 * against the credential itself. The one before lets calls in for ten seconds more. `now` in milliseconds since 1970.
 */
export async function checkSecret(context: IWebhookFunctions, headers: RequestHeaders, now: number): Promise<Checked> {
	const memory = memoryOfNode(context.getWorkflow().id ?? '', context.getNode().id);
	const credential = JSON.stringify(context.getNode().credentials?.[credentialName] ?? null);
	if (memory.of !== undefined && memory.of.credential === credential && Math.abs(now - memory.of.readAt) < rememberedMilliseconds) {
		const { secret } = memory.of;
		const verdict = verifySecret(headers, secret, now);
		if (verdict.authentic) return { secret, verdict };
	}
	const secret = readWebhookSecret(await context.getCredentials(credentialName));
	memory.of = { credential, secret, readAt: now };
	return { secret, verdict: verifySecret(headers, secret, now) };
}

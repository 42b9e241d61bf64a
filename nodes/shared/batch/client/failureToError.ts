import { NodeApiError, type INode } from 'n8n-workflow';

import type { CallFailure } from './failure';

/** n8n's own words for why an operation failed: its scheduler backs off by them. */
function failureFor({ cause, retryAfter }: CallFailure) {
	if (cause === 'rateLimited') return { cause: 'rate-limited', retryAfterMs: retryAfter ?? 5_000 } as const;
	if (cause === 'unavailable') return { cause: 'temporarily-unavailable' } as const;
	return cause === 'credentials' ? ({ cause: 'credential-invalid' } as const) : undefined;
}

/**
 * A fresh error, led by Batch's message. Wrapping the original would keep n8n's generic text instead
 * (n8n-ecosystem.md §0).
 */
export function failureToError(node: INode, failure: CallFailure, itemIndex?: number): NodeApiError {
	const { message, advice, statusCode, code } = failure;
	return new NodeApiError(
		node,
		{ message },
		{
			// A code of the network's would make n8n put its own text in place of the message.
			message: code && statusCode !== undefined && !message.includes(code) ? `${message} (${code})` : message,
			description: advice,
			...(statusCode !== undefined && { httpCode: String(statusCode) }),
			...(itemIndex !== undefined && { itemIndex }),
			failure: failureFor(failure),
		},
	);
}

import type { WebhookRequest } from './body';
import { headerValues } from './headers';

/**
 * Who sends a call, for counting calls: the address as n8n sees it. Behind a proxy that n8n was not told of
 * (`N8N_PROXY_HOPS`) that is the proxy's own, so the address the proxy reports comes in addition. Anybody
 * may make that one up who reaches n8n directly, hence for counting only.
 */
export function clientOf(request: WebhookRequest): string {
	const address = request.ip ?? '';
	if (request.ips !== undefined && request.ips.length > 0) return address;
	const reported = headerValues(request.headers, 'x-forwarded-for').join(',').split(',').pop()?.trim() ?? '';
	return reported === '' ? address : `${address} ${reported.slice(0, 64)}`;
}

import type { WebhookRequest } from './body';
import { headerValues } from './headers';

/**
 * Who sends a call, for counting calls: the address as n8n sees it. Behind a proxy that n8n was not told of
 * (`N8N_PROXY_HOPS`) that is the proxy's own, so the address the proxy reports comes in addition. Anybody
 * may make that one up who reaches n8n directly, hence for counting only.
 */
export function clientOf(request: WebhookRequest): string {
	const address = networkOf(request.ip ?? '');
	if (request.ips !== undefined && request.ips.length > 0) return address;
	const reported = headerValues(request.headers, 'x-forwarded-for').join(',').split(',').pop()?.trim() ?? '';
	return reported === '' ? address : `${address} ${networkOf(reported.slice(0, 64))}`;
}

/** Of an IPv6 address the first half: whoever has one has all 2^64 of its network. */
function networkOf(address: string): string {
	const [plain = ''] = address.split('%');
	const [, embedded] = /^[0-9a-f:]*:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain) ?? [];
	if (embedded !== undefined) return embedded;
	if (!/^[0-9a-f]*:[0-9a-f:]*$/i.test(plain)) return address;
	const [front = '', back] = plain.split('::');
	const groups = groupsOf(front);
	const missing = back === undefined ? 0 : 8 - groups.length - groupsOf(back).length;
	const whole = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => 0), ...groupsOf(back ?? '')];
	return `${whole.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`;
}

function groupsOf(text: string): number[] {
	return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

import type { Connection } from './connection';

/**
 * What is wrong with an address at which the app family says that a file lies, or nothing. It is asked with the
 * keys (batch-api-1x.md §9.1), and those go to the API alone.
 */
export function problemOfFileAddress({ apiAddress }: Connection, address: string): string | undefined {
	if (!URL.canParse(address)) return 'Batch gave no address of the file';
	const { origin, username } = new URL(address);
	return origin === new URL(apiAddress).origin && username === ''
		? undefined
		: 'Batch says that the file lies on another host, to which the keys of the credential are not sent';
}

/**
 * The link that a redirect leads to. As safe as the API itself, no link to the machine's own metadata, and without
 * a log-in: an answer that was forged must not make n8n read what only it can reach.
 */
export function linkOf({ apiAddress }: Connection, location: string | undefined): { readonly url: string } | { readonly problem: string } {
	if (location === undefined || !URL.canParse(location)) return { problem: 'Batch answered without a link to the file' };
	const { protocol, hostname, username } = new URL(location);
	if (protocol !== 'https:' && protocol !== 'http:') return { problem: 'The link to the file is no web address' };
	if (protocol === 'http:' && apiAddress.startsWith('https:')) return { problem: 'The link to the file is not encrypted (http), though the API is' };
	if (isLinkLocal(hostname) || username !== '') return { problem: 'The link to the file leads to an address that is not reached' };
	return { url: location };
}

/** In any spelling: URL has brought it into one already. */
function isLinkLocal(hostname: string): boolean {
	return /^169\.254\./.test(hostname) || /^\[(?:fe[89ab][\da-f]:|::ffff:a9fe:|::a9fe:)/.test(hostname);
}

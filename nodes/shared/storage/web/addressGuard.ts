import { StorageError } from '../storageError';

/** Gives every address of a host name; throws what the resolver throws. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Whether an address belongs to the public internet. Everything special (private, loopback, link-local, mapped …) does not. */
export async function isPublicAddress(address: string): Promise<boolean> {
	const { ipaddr } = await import('../../vendor/ipaddr');
	// An IPv4 address in IPv6 clothes counts as what it is.
	return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * The addresses to connect to for a URL: all of them public, or none is given. What is checked here is what is
 * connected to, so that a name which changes its mind in between (DNS rebinding) leads nowhere else.
 */
export async function publicAddressesOf(url: URL, resolve: Resolve): Promise<readonly string[]> {
	const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
	const { ipaddr } = await import('../../vendor/ipaddr');
	const addresses = ipaddr.isValid(hostname) ? [hostname] : await resolve(hostname);
	for (const address of addresses) {
		if (!(await isPublicAddress(address))) {
			throw new StorageError(
				'refusedAddress',
				`"${hostname}" lies in a private network, which is not allowed`,
				'If that is meant, switch on Allow Private Addresses in the credential.',
			);
		}
	}
	if (addresses.length === 0) throw new StorageError('unreachable', `The name "${hostname}" has no address`);
	return addresses;
}

/** The same URL with the host replaced by an address. */
export function withAddress(url: URL, address: string): string {
	const pinned = new URL(url);
	pinned.hostname = address.includes(':') ? `[${address}]` : address;
	return pinned.toString();
}

import { StorageError } from '../storageError';

/** Gives every address of a host name; throws what the resolver throws. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Whether an address belongs to the public internet. Everything special (private, loopback, link-local, mapped …) does not. */
export async function isPublicAddress(address: string): Promise<boolean> {
	const { ipaddr } = await import('../../vendor/ipaddr');
	return ipaddr.isValid(address) && ipaddr.parse(await bareAddress(address)).range() === 'unicast';
}

/**
 * Whether an address is only ever that of the machine's own surroundings: the link, and where clouds give out the keys of their
 * machines. No file lies there, and no permission leads there.
 */
export async function isLinkAddress(address: string): Promise<boolean> {
	const { ipaddr } = await import('../../vendor/ipaddr');
	if (!ipaddr.isValid(address)) return false;
	const bare = ipaddr.parse(await bareAddress(address));
	return bare.range() === 'linkLocal' || metadataAddresses.has(bare.toString());
}

/** Beside 169.254.169.254, which is link-local: AWS over IPv6, Alibaba. */
const metadataAddresses: ReadonlySet<string> = new Set(['fd00:ec2::254', '100.100.100.200']);

/** An IPv4 address in any of the clothes of IPv6 counts as what it is: mapped, compatible (`::127.0.0.1`), translated, ISATAP. */
async function bareAddress(address: string): Promise<string> {
	const { ipaddr } = await import('../../vendor/ipaddr');
	const parsed = ipaddr.process(address);
	if (parsed.kind() === 'ipv4') return parsed.toString();
	const bytes = parsed.toByteArray();
	const last = bytes.slice(12).join('.');
	const isZero = (from: number, to: number): boolean => bytes.slice(from, to).every((byte) => byte === 0);
	// `::` and `::1` are addresses of their own.
	if (isZero(0, 12) && !(isZero(12, 15) && (bytes[15] ?? 0) <= 1)) return last;
	const isTranslated = parsed.range() === 'rfc6052';
	const isIsatap = isZero(9, 10) && bytes[10] === 0x5e && bytes[11] === 0xfe && (bytes[8] === 0 || bytes[8] === 2);
	if ((isIsatap || isTranslated) && (await isLocal(last))) return last;
	if (parsed.range() === '6to4') {
		const inside = bytes.slice(2, 6).join('.');
		return (await isLocal(inside)) ? inside : parsed.toString();
	}
	return parsed.toString();
}

async function isLocal(address: string): Promise<boolean> {
	const { ipaddr } = await import('../../vendor/ipaddr');
	return ipaddr.parse(address).range() !== 'unicast';
}

/**
 * The addresses to connect to for a URL: all of them public, or none is given. What is checked here is what is
 * connected to, so that a name which changes its mind in between (DNS rebinding) leads nowhere else.
 */
export async function publicAddressesOf(url: URL, resolve: Resolve): Promise<readonly string[]> {
	const { hostname, addresses } = await addressesOf(url, resolve);
	for (const address of addresses) {
		if (!(await isPublicAddress(address))) {
			throw new StorageError(
				'refusedAddress',
				`"${hostname}" lies in a private network, which is not allowed`,
				'If that is meant, switch on Allow Private Addresses in the credential. It holds for the host in the credential, not for others that it redirects to.',
			);
		}
	}
	if (addresses.length === 0) throw new StorageError('unreachable', `The name "${hostname}" has no address`);
	return addresses;
}

/**
 * For a host whose private addresses are allowed: throws when it is on the link itself. A name that cannot be looked up here is left
 * to whoever connects: behind a proxy, that is the proxy.
 */
export async function refuseLink(url: URL, resolve: Resolve): Promise<void> {
	const { hostname, addresses } = await addressesOf(url, async (name) => await resolve(name).catch(() => []));
	for (const address of addresses) {
		if (await isLinkAddress(address)) {
			throw new StorageError('refusedAddress', `"${hostname}" is an address of the machine’s own link, where no files are`, 'Check the Address in the credential.');
		}
	}
}

async function addressesOf(url: URL, resolve: Resolve): Promise<{ hostname: string; addresses: readonly string[] }> {
	const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
	const { ipaddr } = await import('../../vendor/ipaddr');
	return { hostname, addresses: ipaddr.isValid(hostname) ? [hostname] : await resolve(hostname) };
}

/** The same URL with the host replaced by an address. */
export function withAddress(url: URL, address: string): string {
	const pinned = new URL(url);
	pinned.hostname = address.includes(':') ? `[${address}]` : address;
	return pinned.toString();
}

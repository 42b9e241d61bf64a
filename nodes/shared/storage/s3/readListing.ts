import { Bounded } from '../../bounded';
import type { StoredFile } from '../storage';
import { StorageError } from '../storageError';
import { readSize, readTime } from '../web/indexEntry';
import { childrenOf, readXml, textOf, type XmlElement } from '../xml/readXml';

/** How the next page is asked for. */
export type NextPage =
	| { readonly kind: 'token'; readonly token: string }
	/** Behind a key, as the first version of the protocol did it; for servers that give no token. */
	| { readonly kind: 'marker'; readonly marker: string };

export interface ListingPage {
	/** Paths are keys, as they are. */
	readonly files: readonly StoredFile[];
	/** Undefined on the last page. */
	readonly next: NextPage | undefined;
}

/** S3 gives 1,000 keys a page, of five elements or so each. */
export const pageBounds = { entries: 200_000, depth: 16 };

/** Reads one page of ListObjects, of either version. Keys that end in a slash stand for folders and are left out. */
export async function readListing(xml: string): Promise<ListingPage> {
	const listing = await readXml(xml, new Bounded('The listing of the S3 server', pageBounds));
	if (listing.name !== 'ListBucketResult') {
		throw new StorageError('protocol', 'The server does not answer like S3', 'Check the Endpoint in the credential.');
	}
	if (!listing.isWhole) throw new StorageError('protocol', 'The listing of the S3 server breaks off');
	const contents = childrenOf(listing, 'Contents');
	const prefixes = childrenOf(listing, 'CommonPrefixes').map((entry) => textOf(entry, 'Prefix'));
	const decode = decoderOf(listing, [...contents.map((entry) => textOf(entry, 'Key')), ...prefixes]);
	const files = contents.map((entry) => fileOf(entry, decode(textOf(entry, 'Key'))));
	const last = [...files.map(({ path }) => path), ...prefixes.map(decode)].reduce((one, other) => (isBehind(other, one) ? other : one), '');
	return {
		files: files.filter(({ path }) => !path.endsWith('/')),
		next: textOf(listing, 'IsTruncated') === 'true' ? nextOf(listing, decode, last) : undefined,
	};
}

/** A listing that says that there is more is never the whole: without any way to go on, it is an error. */
function nextOf(listing: XmlElement, decode: (key: string) => string, last: string): NextPage {
	const token = textOf(listing, 'NextContinuationToken');
	if (token !== '') return { kind: 'token', token };
	const marker = decode(textOf(listing, 'NextMarker')) || last;
	if (marker !== '') return { kind: 'marker', marker };
	throw new StorageError('protocol', 'The server says that its listing goes on, but not how', 'Check the Endpoint in the credential; the server may not know ListObjectsV2.');
}

function fileOf(entry: XmlElement, path: string): StoredFile {
	const version = bareTag(textOf(entry, 'ETag'));
	return {
		path,
		size: readSize(textOf(entry, 'Size')),
		// MinIO tells fractions in listings that it leaves out of headers: only whole seconds compare.
		modifiedAt: readTime(textOf(entry, 'LastModified')),
		...(version !== '' && { version }),
	};
}

/** Some servers say that they encode keys because they were asked to, and do not: then no key is touched. */
function decoderOf(listing: XmlElement, keys: readonly string[]): (key: string) => string {
	const asItIs = (key: string): string => key;
	if (textOf(listing, 'EncodingType') !== 'url') return asItIs;
	return keys.every(isEncoded) ? decodeKey : asItIs;
}

function isEncoded(key: string): boolean {
	try {
		decodeKey(key);
		return true;
	} catch {
		return false;
	}
}

/** Form encoding, as S3 uses it: a plus sign stands for a space. */
function decodeKey(key: string): string {
	return decodeURIComponent(key.replace(/\+/g, ' '));
}

/** In the order of S3, which is that of the bytes. */
function isBehind(key: string, other: string): boolean {
	return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

/** An ETag without the quotes that headers put around it. */
export function bareTag(tag: string): string {
	return tag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

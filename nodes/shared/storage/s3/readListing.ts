import type { StoredFile } from '../storage';
import { StorageError } from '../storageError';
import { childrenOf, readXml, textOf } from './readXml';

export interface ListingPage {
	readonly files: readonly StoredFile[];
	/** Undefined on the last page. */
	readonly continuation: string | undefined;
}

/** Reads one page of ListObjectsV2. Keys that end in a slash stand for folders and are left out. */
export async function readListing(xml: string): Promise<ListingPage> {
	const listing = await readXml(xml);
	if (listing.name !== 'ListBucketResult') {
		throw new StorageError('protocol', 'The server does not answer like S3', 'Check the Endpoint in the credential.');
	}
	const decode = textOf(listing, 'EncodingType') === 'url' ? decodeKey : (key: string): string => key;
	const files = childrenOf(listing, 'Contents').map((entry) => ({
		path: decode(textOf(entry, 'Key')),
		size: Number(textOf(entry, 'Size')),
		modifiedAt: wholeSeconds(Date.parse(textOf(entry, 'LastModified'))),
		version: bareTag(textOf(entry, 'ETag')),
	}));
	const isTruncated = textOf(listing, 'IsTruncated') === 'true';
	return {
		files: files.filter(({ path }) => !path.endsWith('/')),
		continuation: isTruncated ? textOf(listing, 'NextContinuationToken') || undefined : undefined,
	};
}

/** Form encoding, as S3 uses it: a plus sign stands for a space. */
function decodeKey(key: string): string {
	return decodeURIComponent(key.replace(/\+/g, ' '));
}

/** MinIO tells fractions in listings that it leaves out of headers: only whole seconds compare. */
function wholeSeconds(time: number): number | undefined {
	return Number.isNaN(time) ? undefined : Math.floor(time / 1000) * 1000;
}

/** An ETag without the quotes that headers put around it. */
export function bareTag(tag: string): string {
	return tag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

import { createHash } from 'node:crypto';

import type { StoredFile } from '../storage/storage';

/** Names one version of one file: the same file looked at twice has one, a changed file another. */
export type Identity = string;

/** Characters of an identity: 72 bits, so that 10,000 files fit into 120 KB of state. */
export const identityLength = 12;

/** What tells two versions of a file apart. */
export type FileFacts = Pick<StoredFile, 'path' | 'size' | 'modifiedAt' | 'version'>;

/** Path, size, time and version together: none of them alone tells every change (peers.md §8). */
export function identityOf({ path, size, modifiedAt, version }: FileFacts): Identity {
	return createHash('sha256')
		.update(JSON.stringify([path, size ?? null, modifiedAt ?? null, version ?? null]))
		.digest('base64url')
		.slice(0, identityLength);
}

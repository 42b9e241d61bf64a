import { createHash } from 'crypto';

import { StorageError } from '../storageError';

/** The fingerprint of a host key, as `ssh-keygen -lf` prints it. */
export function fingerprintOf(key: Uint8Array): string {
	return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a host key names itself, e.g. ssh-ed25519. */
export function typeOf(key: Uint8Array): string {
	const bytes = Buffer.from(key);
	const length = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
	return bytes.subarray(4, 4 + Math.min(length, 64)).toString('latin1');
}

/**
 * Reads what users paste: fingerprints, whole lines of `ssh-keygen -l` or `ssh-keyscan`, public keys – one or more.
 * Throws when there is nothing of the kind in it.
 */
export function readFingerprints(text: string): readonly string[] {
	const found = text.split(/[\s,;]+/).flatMap((word) => {
		if (/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(word)) return [word.replace(/=$/, '')];
		return /^AAAA[A-Za-z0-9+/]{40,}={0,2}$/.test(word) ? [fingerprintOf(Buffer.from(word, 'base64'))] : [];
	});
	if (found.length > 0) return found;
	throw new StorageError(
		'configuration',
		'The Host Key Fingerprint in the credential is none',
		'It begins with SHA256: and is what "ssh-keyscan HOST | ssh-keygen -lf -" prints for the server. MD5 fingerprints (pairs of digits with colons) are not safe.',
	);
}

/** Says which key the server shows and what to do, so that a first connection needs no other tool. */
export function unknownHostKey(server: string, key: Uint8Array, isPinned: boolean): StorageError {
	const shown = `${fingerprintOf(key)} (${typeOf(key)})`;
	return isPinned
		? new StorageError(
				'hostKey',
				`${server} shows the host key ${shown}, which is not the one in the credential`,
				'Somebody may be listening in. Ask who runs the server whether its key was changed before you put the new fingerprint into the credential.',
			)
		: new StorageError(
				'hostKey',
				`${server} shows the host key ${shown}, and the credential names none`,
				'Have who runs the server confirm it, then put it into Host Key Fingerprint in the credential.',
			);
}

/** Host key algorithms, one family at a time: a server with several keys shows the one of the family that is asked for. */
export const hostKeyFamilies = [
	['ssh-ed25519'],
	['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
	['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
] as const;

import { networkFailure } from '../networkFailure';
import { StorageError } from '../storageError';

const noSuchFile = 2;
const permissionDenied = 3;
const failure = 4;
const noConnection = 6;
const connectionLost = 7;
const notSupported = 8;

/** Puts what the SSH library throws into words. */
export function sftpFailure(error: unknown, server: string, path?: string): StorageError {
	if (error instanceof StorageError) return error;
	const { code, level, message = '' } = error as { code?: unknown; level?: unknown; message?: string };
	const what = path === undefined ? 'this' : `"${path}"`;
	switch (code) {
		case noSuchFile:
			return new StorageError('notFound', `${server} has no ${what}`);
		case permissionDenied:
			return new StorageError('permissionDenied', `${server} does not let this user at ${what}`, 'Check the rights of the file and of its folder on the server.');
		case failure:
			return new StorageError('protocol', `${server} could not do it with ${what}`);
		case notSupported:
			return new StorageError('protocol', `${server} cannot do it`);
		case noConnection:
		case connectionLost:
			return networkFailure({ code: 'ECONNRESET' }, server);
	}
	if (level === 'client-authentication') {
		return new StorageError('authentication', `${server} does not accept the login`, 'Check Username and Password or Private Key in the credential.');
	}
	if (level === 'client-timeout' || /timed out/i.test(message)) return networkFailure({ code: 'ETIMEDOUT' }, server);
	if (/no matching/i.test(message)) {
		return new StorageError('protocol', `${server} and this n8n know no common way to encrypt`, 'The server is too old, or restricted to few algorithms.');
	}
	if (/no response from server|not connected|\bconnection (lost|ended|closed)\b|\b(ended|closed) (by|before|unexpectedly)/i.test(message)) return networkFailure({ code: 'ECONNRESET' }, server);
	return networkFailure(error, server);
}

/** Where the first bytes of a server are those of FTP, or of a TLS server that was not greeted by TLS. */
export function speaksFtp(first: Uint8Array, server: string): StorageError | undefined {
	const greeting = Buffer.from(first).toString('latin1', 0, 4);
	const isTls = first[0] === 0x15 && first[1] === 0x03;
	if (!isTls && !/^220[ -]/.test(greeting)) return undefined;
	return new StorageError(
		'configuration',
		`${server} speaks ${isTls ? 'TLS, as FTPS does,' : 'FTP'} and not SFTP`,
		'Take the source FTP and a credential for it, or give the Port of the SFTP server in the credential: usually 22.',
	);
}

/** Reads what is wrong with a private key, which the library says before it connects. */
export function keyFailure(error: unknown): StorageError {
	const message = error instanceof Error ? error.message : '';
	if (/no passphrase given/i.test(message)) {
		return new StorageError('authentication', 'The private key is encrypted', 'Fill in the Passphrase in the credential.');
	}
	if (/passphrase|integrity check|bad decrypt|OpenSSL/i.test(message)) {
		return new StorageError('authentication', 'The passphrase does not open the private key', 'Check the Passphrase in the credential.');
	}
	return new StorageError(
		'authentication',
		'The private key cannot be read',
		'Paste the whole file into the credential, from -----BEGIN to -----END, in OpenSSH or PEM format (PuTTY can export it).',
	);
}

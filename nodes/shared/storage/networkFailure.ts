import { TooMuch } from '../bounded';
import { StorageError, type StorageFailure } from './storageError';

const certificateCodes = new Set([
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REJECTED',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const certificateWords: Readonly<Record<string, string>> = {
	CERT_HAS_EXPIRED: 'has expired',
	CERT_NOT_YET_VALID: 'is not valid yet',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'comes from an authority that is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
};

const silences: Readonly<Record<string, readonly [StorageFailure, string]>> = {
	ECONNREFUSED: ['unreachable', 'nothing answers at that address'],
	ENOTFOUND: ['unreachable', 'the name of the host is not known'],
	EAI_AGAIN: ['unreachable', 'the name of the host could not be looked up'],
	EHOSTUNREACH: ['unreachable', 'no network leads to the host'],
	ENETUNREACH: ['unreachable', 'no network leads to the host'],
	EADDRNOTAVAIL: ['unreachable', 'no network leads to the host'],
	ERR_INVALID_URL: ['configuration', 'the address is not a URL'],
	ETIMEDOUT: ['timeout', 'it did not answer in time'],
	ESOCKETTIMEDOUT: ['timeout', 'it did not answer in time'],
	ECONNRESET: ['lost', 'the connection was cut'],
	EPIPE: ['lost', 'the connection was cut'],
	ERR_STREAM_PREMATURE_CLOSE: ['lost', 'the connection was cut'],
	ERR_SOCKET_CLOSED: ['lost', 'the connection was cut'],
	EPROTO: ['protocol', 'the TLS handshake failed'],
	ERR_SSL_WRONG_VERSION_NUMBER: ['protocol', 'it does not speak TLS on this port'],
	Z_DATA_ERROR: ['protocol', 'what it sent cannot be decompressed'],
	Z_BUF_ERROR: ['lost', 'the connection was cut'],
	ERR_CANCELED: ['cancelled', 'the execution was cancelled'],
};

/**
 * Puts a failure of the network into words.
 * @param server how to call the server, e.g. "The FTP server ftp.example.com"
 * @param lead what of the credential leads to the server
 */
export function networkFailure(error: unknown, server: string, lead = 'Host and Port'): StorageError {
	if (error instanceof StorageError) return error;
	if (error instanceof TooMuch) return new StorageError('protocol', error.message, adviceOnTooMuch);
	const adviceOn = adviceFor(lead);
	const { code, message } = innermost(error);
	if (certificateCodes.has(code)) {
		return new StorageError(
			'certificate',
			`${server} shows a certificate that ${certificateWords[code] ?? 'cannot be verified'}`,
			'Have the certificate put right, or give the certificate of its authority in the credential.',
		);
	}
	const silence = silences[code] ?? (code.startsWith('ERR_SSL') ? (['protocol', 'the TLS handshake failed'] as const) : undefined);
	if (silence !== undefined) return new StorageError(silence[0], `${server} could not be used: ${silence[1]}`, adviceOn[silence[0]]);
	// ECONNABORTED stands for both: the operating system cut a connection, or axios ran out of time.
	if (/time(d )?\s?-?out/i.test(message)) return new StorageError('timeout', `${server} did not answer in time`, adviceOn.timeout);
	if (/aborted|socket hang up|closed|FIN packet|premature/i.test(message)) {
		return new StorageError('lost', `${server} cut the connection`, adviceOn.lost);
	}
	return new StorageError('protocol', `${server} gave no usable answer`, adviceOn.protocol);
}

const adviceOnTooMuch = 'Give a narrower Folder, and let files be moved or deleted after reading. If it is not that large, the server is at fault.';

const adviceFor = (lead: string): Partial<Record<StorageFailure, string>> => ({
	unreachable: `Check ${lead} in the credential, and that this n8n can reach it.`,
	timeout: 'Try again later. If the server is slow, raise the Timeout in the credential.',
	lost: 'It is tried again with the next poll. If it happens each time, look at the server’s log.',
	configuration: `Check ${lead} in the credential.`,
	protocol: lead === 'Host and Port' ? 'Check that Host, Port and Encryption in the credential fit the server.' : `Check that ${lead} in the credential leads to such a server.`,
});

/** The network's own code, dug out of whatever wrapping libraries and n8n put around it. */
function innermost(error: unknown): { code: string; message: string } {
	let code = '';
	let message = '';
	const seen = new Set<unknown>();
	for (let current = error; isObject(current) && !seen.has(current); current = current.cause) {
		seen.add(current);
		if (code === '' && typeof current.code === 'string') code = current.code;
		if (Array.isArray(current.errors)) code ||= innermost(current.errors[0]).code;
		if (typeof current.message === 'string') message = current.message;
	}
	return { code: code || (typeof error === 'string' ? error : ''), message };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

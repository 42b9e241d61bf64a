import { connect as dial } from 'net';
import { sleep } from 'n8n-workflow';
import type { AuthenticationType, Client, ConnectConfig, SFTPWrapper } from 'ssh2';

import { isStorageError, StorageError } from '../storageError';
import { fingerprintOf, hostKeyFamilies, unknownHostKey } from './hostKey';
import { keyFailure, sftpFailure, speaksFtp } from './sftpFailure';
import { withTimeLimit } from '../timeLimit';
import type { SftpSettings } from './sftpSettings';

const pauseBeforeSecondTry = 1_000;
const keepAliveInterval = 10_000;

export interface SftpSession {
	readonly client: Client;
	readonly sftp: SFTPWrapper;
	/** Resolves when the connection is gone, for whatever reason. */
	readonly closed: Promise<void>;
}

/** Connects and logs in; a second try where the first found nobody. */
export async function connect(settings: SftpSettings, server: string): Promise<SftpSession> {
	try {
		return await findPinnedKey(settings, server);
	} catch (error) {
		const failure = sftpFailure(error, server);
		if (!failure.isTemporary || settings.signal?.aborted) throw sftpFailure(failure, server);
	}
	await sleep(pauseBeforeSecondTry);
	return await findPinnedKey(settings, server);
}

/** A server may have keys of several families and show another one than the pinned one: each family is asked for. */
async function findPinnedKey(settings: SftpSettings, server: string): Promise<SftpSession> {
	const first = await attempt(() => connectOnce(settings, server));
	if (!(first instanceof StorageError)) return first;
	if (first.kind !== 'hostKey' || (settings.fingerprints?.length ?? 0) === 0) throw first;
	for (const family of hostKeyFamilies) {
		const session = await attempt(() => connectOnce(settings, server, family));
		if (!(session instanceof StorageError)) return session;
		if (session.kind !== 'hostKey' && session.kind !== 'protocol') throw session;
	}
	throw first;
}

async function attempt(work: () => Promise<SftpSession>): Promise<SftpSession | StorageError> {
	try {
		return await work();
	} catch (error) {
		if (isStorageError(error)) return error;
		throw sftpFailure(error, 'The SFTP server');
	}
}

async function connectOnce(settings: SftpSettings, server: string, family?: readonly string[]): Promise<SftpSession> {
	const { ssh2 } = await import('../../vendor/ssh2');
	if (settings.privateKey !== '') {
		const key = ssh2.utils.parseKey(settings.privateKey, settings.passphrase || undefined);
		if (key instanceof Error) throw keyFailure(key);
	}
	const client = new ssh2.Client();
	const closed = new Promise<void>((resolve) => {
		client.once('close', () => resolve());
	});
	let refusal: StorageError | undefined;
	const socket = dial({ host: settings.host, port: settings.port });
	// An FTP server introduces itself and then waits for a command, an FTPS server complains: the library waits for SSH as long as it may.
	socket.once('data', (first: Buffer) => {
		refusal = speaksFtp(first, server);
		if (refusal !== undefined) client.destroy();
	});
	const config: ConnectConfig = {
		sock: socket,
		username: settings.user,
		readyTimeout: settings.timeout,
		keepaliveInterval: keepAliveInterval,
		...(settings.privateKey !== '' && { privateKey: settings.privateKey, passphrase: settings.passphrase || undefined }),
		...(settings.password !== '' && { password: settings.password, tryKeyboard: true }),
		...(family !== undefined && { algorithms: { serverHostKey: [...family] as never[] } }),
		authHandler: logInsOf(settings),
		hostVerifier: (key: Buffer) => {
			refusal = refusalOf(key, settings, server);
			return refusal === undefined;
		},
	};
	// Some servers ask for the password in a form of their own.
	client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
		finish(prompts.map(() => settings.password));
	});
	try {
		const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
			// Stays for good: an error after the end must not take the process down.
			client.on('error', reject);
			client.once('close', () => reject(sftpFailure({ code: 'ECONNRESET' }, server)));
			settings.signal?.addEventListener('abort', () => client.destroy(), { once: true });
			client.once('ready', () => {
				const opened = new Promise<SFTPWrapper>((open, refuse) => {
					client.sftp((error, wrapper) => {
						if (error) refuse(error);
						else open(wrapper);
					});
				});
				// The library's own limit ends with the log-in.
				withTimeLimit(opened, settings.timeout, () => sftpFailure({ code: 'ETIMEDOUT' }, server)).then(resolve, reject);
			});
			client.connect(config);
			// An SFTP request is a small packet that the next one waits for: held back, each costs 40 ms.
			client.setNoDelay(true);
		});
		return { client, sftp, closed };
	} catch (error) {
		client.destroy();
		throw refusal === undefined ? sftpFailure(error, server) : sftpFailure(refusal, server);
	}
}

/** What the credential has something for. The library would ask first whether the server wants a login at all. */
function logInsOf({ password, privateKey }: SftpSettings): AuthenticationType[] {
	if (privateKey !== '') return ['publickey'];
	return password === '' ? ['none'] : ['password', 'keyboard-interactive'];
}

function refusalOf(key: Buffer, { fingerprints }: SftpSettings, server: string): StorageError | undefined {
	if (fingerprints === undefined) return undefined;
	return fingerprints.includes(fingerprintOf(key)) ? undefined : unknownHostKey(server, key, fingerprints.length > 0);
}

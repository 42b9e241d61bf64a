import { sleep } from 'n8n-workflow';
import type { Client } from 'basic-ftp';

import { ftpFailure, isReply, noEncryption, speaksSsh } from './ftpFailure';
import type { FtpSettings } from './ftpSettings';
import { makeClient } from './makeClient';

const pauseBeforeSecondTry = 1_000;

export interface FtpConnection {
	readonly client: Client;
	/** The folder the login leads to: every path is told to the server in full. */
	readonly home: string;
}

/**
 * Connections to one server. FTP does one thing at a time on a connection, so a file that is being read keeps
 * its own, and what is asked meanwhile goes over another one.
 */
export class FtpConnections {
	private readonly idle: FtpConnection[] = [];

	private readonly all = new Set<Client>();

	constructor(
		private readonly settings: FtpSettings,
		private readonly server: string,
	) {
		settings.signal?.addEventListener('abort', () => this.close(), { once: true });
	}

	/** A connection that is logged in and has nothing to do. */
	async take(): Promise<FtpConnection> {
		for (let known = this.idle.pop(); known !== undefined; known = this.idle.pop()) {
			if (!known.client.closed) return known;
			this.drop(known);
		}
		try {
			return await this.connect();
		} catch (error) {
			const failure = ftpFailure(error, this.server);
			if (!failure.isTemporary || this.settings.signal?.aborted) throw ftpFailure(failure, this.server);
		}
		await sleep(pauseBeforeSecondTry);
		return await this.connect();
	}

	/** Gives a connection back that has done its work. */
	giveBack(connection: FtpConnection): void {
		if (connection.client.closed || !this.all.has(connection.client)) this.drop(connection);
		else this.idle.push(connection);
	}

	/** Closes a connection in the middle of something. */
	drop({ client }: Pick<FtpConnection, 'client'>): void {
		this.all.delete(client);
		client.close();
	}

	close(): void {
		for (const client of this.all) this.drop({ client });
		this.idle.length = 0;
	}

	private async connect(): Promise<FtpConnection> {
		const { host, port, user, password, encryption, timeout } = this.settings;
		const client = await makeClient(timeout);
		this.all.add(client);
		let isSsh = false;
		try {
			const access = client.access({
				host,
				port,
				user,
				password,
				secure: encryption === 'explicit' ? true : encryption === 'implicit' && 'implicit',
				secureOptions: this.tls(),
			});
			// An SSH server introduces itself and then waits, as long as anybody does.
			client.ftp.socket.once('data', (greeting: unknown) => {
				isSsh = String(greeting).startsWith('SSH-');
				if (isSsh) client.close();
			});
			await access;
			return { client, home: await client.pwd() };
		} catch (error) {
			const failure = ftpFailure(error, this.server);
			// Whatever a server replies to the wish for TLS, it is not about the login: that was not sent yet.
			const isRefusal = encryption === 'explicit' && !client.ftp.hasTLS && isReply(error) && failure.kind !== 'unavailable';
			this.drop({ client });
			if (isSsh) throw speaksSsh(this.server);
			throw isRefusal ? noEncryption(this.server) : ftpFailure(failure, this.server);
		}
	}

	private tls(): NonNullable<Parameters<Client['useTLS']>[0]> {
		const { host, certificateAuthority, acceptAnyCertificate } = this.settings;
		const isAddress = /^[\d.]+$|:/.test(host);
		return {
			host,
			...(!isAddress && { servername: host }),
			...(certificateAuthority !== undefined && { ca: certificateAuthority }),
			...(acceptAnyCertificate && { rejectUnauthorized: false }),
		};
	}
}

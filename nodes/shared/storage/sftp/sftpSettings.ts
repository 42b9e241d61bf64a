import type { Circumstances } from '../storage';

/** How to reach an SFTP server. */
export interface SftpSettings extends Circumstances {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	/** Empty where a key is used. */
	readonly password: string;
	/** As PEM; empty where a password is used. */
	readonly privateKey: string;
	readonly passphrase: string;
	/** Fingerprints of the host keys to accept; undefined accepts any. */
	readonly fingerprints: readonly string[] | undefined;
}

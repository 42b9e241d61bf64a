import type { Circumstances } from '../storage';

/** How to reach an FTP or FTPS server. */
export interface FtpSettings extends Circumstances {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** `explicit` begins in clear and switches to TLS, `implicit` begins with TLS. */
	readonly encryption: 'none' | 'explicit' | 'implicit';
	readonly certificateAuthority?: string;
	readonly acceptAnyCertificate?: boolean;
}

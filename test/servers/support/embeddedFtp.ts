import { FtpSrv } from 'ftp-srv';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { makeCertificates } from './certificates.ts';
import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { removeFolder, temporaryFolder } from './temporary.ts';

const password = 'correct-horse-battery';

/** An FTP server without any program of the system: ftp-srv, which knows no MLSD. */
export async function startEmbeddedFtp(encryption: 'none' | 'explicit' | 'implicit'): Promise<Fixture> {
	const folder = temporaryFolder();
	const certificateFolder = temporaryFolder();
	const certificates = encryption === 'none' ? undefined : makeCertificates(certificateFolder);
	const port = await freePort();
	const ignore = (): void => undefined;
	const log = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, fatal: ignore, child: () => log };
	const server = new FtpSrv({
		url: `${encryption === 'implicit' ? 'ftps' : 'ftp'}://127.0.0.1:${port}`,
		pasv_url: '127.0.0.1',
		pasv_min: 20_000,
		tls: certificates ? ({ key: certificates.good.key, cert: certificates.good.certificate } as never) : false,
		log,
	} as never);
	server.on('login', ({ username, password: given }, accept, refuse) => {
		if (username === 'batch' && given === password) accept({ root: folder });
		else refuse(new Error('no'));
	});
	await server.listen();
	const credential = (via = port) => ({
		host: '127.0.0.1',
		port: via,
		username: 'batch',
		password,
		encryption,
		timeout: 5,
		...(certificates && { trustedAuthority: certificates.authority }),
	});
	// As root, no right that is taken away keeps this process from reading.
	const shelf = { ...diskShelf(folder), forbid: undefined };
	return {
		kind: 'ftp',
		port,
		shelf,
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact: false,
		isWritable: true,
		secrets: [password, 'wrong-horse-battery'],
		async stop() {
			await server.close();
			removeFolder(folder);
			removeFolder(certificateFolder);
		},
	};
}

import type { KindOfStorage } from './kind';

export const ftp = {
	value: 'ftp',
	name: 'FTP or FTPS',
	description: 'A server that speaks FTP, with or without TLS',
	credential: 'batchStorageFtpApi',
	testedBy: 'testBatchStorageFtp',
	isAtomic: false,
	async open(read, _environment, circumstances) {
		const { FtpStorage } = await import('../transport/ftp');
		const encryption = read.text('encryption', 'explicit');
		return new FtpStorage({
			...circumstances,
			host: read.host(),
			port: read.port(21),
			user: read.required('username', 'Username'),
			password: read.secret('password'),
			encryption: encryption === 'none' || encryption === 'implicit' ? encryption : 'explicit',
			...read.trust(),
		});
	},
} as const satisfies KindOfStorage;

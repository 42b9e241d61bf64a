import { restorePem } from '../pem';
import type { KindOfStorage } from './kind';

export const sftp = {
	value: 'sftp',
	name: 'SFTP',
	description: 'A server that speaks SFTP (SSH)',
	credential: 'batchStorageSftpApi',
	testedBy: 'testBatchStorageSftp',
	isAtomic: false,
	async open(read, _environment, circumstances) {
		const { SftpStorage } = await import('../transport/sftp');
		const { readFingerprints } = await import('../sftp/hostKey');
		const usesKey = read.text('authentication') === 'privateKey';
		const pinned = read.text('hostKeyFingerprint');
		return new SftpStorage({
			...circumstances,
			host: read.host(),
			port: read.port(22),
			user: read.required('username', 'Username'),
			password: usesKey ? '' : read.secret('password'),
			privateKey: usesKey ? restorePem(read.required('privateKey', 'Private Key')) : '',
			passphrase: usesKey ? read.secret('passphrase') : '',
			fingerprints: read.text('hostKey') === 'any' ? undefined : pinned === '' ? [] : readFingerprints(pinned),
		});
	},
} as const satisfies KindOfStorage;

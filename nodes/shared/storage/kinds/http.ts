import { StorageError } from '../storageError';
import type { WebLogIn, WebSettings } from '../web/webSettings';
import type { CredentialReader } from './credentialReader';
import type { KindOfStorage } from './kind';

export const http = {
	value: 'http',
	name: 'Web Server',
	description: 'A directory index of nginx or Apache, or a single file',
	credential: 'batchStorageHttpApi',
	testedBy: 'testBatchStorageHttp',
	isAtomic: false,
	async open(read, { send, resolve }, circumstances) {
		const { HttpStorage } = await import('../transport/http');
		return new HttpStorage(readWeb(read), send, resolve, circumstances);
	},
} as const satisfies KindOfStorage;

function readWeb(read: CredentialReader): WebSettings {
	const address = new URL(`${read.address('address', '')}/`);
	if (address.username !== '' || address.password !== '') {
		throw new StorageError('configuration', 'The Address in the credential holds a login', 'Choose Basic under Authentication and put it there.');
	}
	if (address.search !== '' || address.hash !== '') {
		throw new StorageError('configuration', 'The Address in the credential must be a folder, without "?" or "#"');
	}
	return { address, logIn: readLogIn(read), allowsPrivateAddresses: read.flag('allowPrivateAddresses'), ...read.trust() };
}

function readLogIn(read: CredentialReader): WebLogIn {
	switch (read.text('authentication', 'none')) {
		case 'basic':
			return { kind: 'basic', user: read.required('username', 'Username'), password: read.secret('password') };
		case 'bearer':
			return { kind: 'bearer', token: read.required('token', 'Token') };
		case 'header':
			return {
				kind: 'header',
				name: read.required('headerName', 'Header Name'),
				value: read.required('headerSecret', 'Header Value'),
			};
		default:
			return { kind: 'none' };
	}
}

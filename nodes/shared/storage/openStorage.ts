import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { defaultGcsAddress, defaultTokenAddress } from './gcs/gcsSettings';
import { readServiceAccountKey } from './gcs/serviceAccountKey';
import { restorePem } from './pem';
import type { Circumstances, Storage } from './storage';
import { StorageError } from './storageError';
import type { Resolve } from './web/addressGuard';
import type { HttpSend } from './web/httpSend';
import type { WebLogIn, WebSettings } from './web/webSettings';

/** The credential types, and with them the transports. */
export const storageCredentials = {
	s3: 'batchStorageS3Api',
	sftp: 'batchStorageSftpApi',
	ftp: 'batchStorageFtpApi',
	gcs: 'batchStorageGcsApi',
	http: 'batchStorageHttpApi',
} as const;

export type StorageKind = keyof typeof storageCredentials;

/** What a storage needs from where it runs. */
export interface StorageEnvironment {
	readonly send: HttpSend;
	readonly resolve: Resolve;
	readonly signal?: AbortSignal;
}

/** Makes the storage that a credential describes. Libraries are loaded here or later, and only the ones it takes. */
export async function openStorage(
	kind: StorageKind,
	credential: ICredentialDataDecryptedObject,
	{ send, resolve, signal }: StorageEnvironment,
): Promise<Storage> {
	const read = new Fields(credential);
	const circumstances: Circumstances = { timeout: read.number('timeout', 20) * 1000, signal };
	switch (kind) {
		case 's3': {
			const { S3Storage } = await import('./transport/s3');
			const style = read.text('addressStyle', 'automatic');
			return new S3Storage(
				{
					endpoint: read.address('endpoint', ''),
					region: read.text('region'),
					bucket: read.required('bucket', 'Bucket'),
					accessKeyId: read.required('accessKeyId', 'Access Key ID'),
					secretAccessKey: read.required('secretAccessKey', 'Secret Access Key'),
					sessionToken: read.text('sessionToken'),
					usesPathStyle: style === 'path' || (style === 'automatic' && read.text('endpoint') !== ''),
					...read.trust(),
				},
				send,
				circumstances,
			);
		}
		case 'gcs':
			return await openGcs(read, send, circumstances);
		case 'http': {
			const { HttpStorage } = await import('./transport/http');
			return new HttpStorage(readWeb(read), send, resolve, circumstances);
		}
		case 'sftp': {
			const { SftpStorage } = await import('./transport/sftp');
			const { readFingerprints } = await import('./sftp/hostKey');
			const usesKey = read.text('authentication') === 'privateKey';
			const pinned = read.text('hostKeyFingerprint');
			return new SftpStorage({
				...circumstances,
				host: read.host(),
				port: read.number('port', 22),
				user: read.required('username', 'Username'),
				password: usesKey ? '' : read.secret('password'),
				privateKey: usesKey ? restorePem(read.required('privateKey', 'Private Key')) : '',
				passphrase: usesKey ? read.secret('passphrase') : '',
				fingerprints: read.text('hostKey') === 'any' ? undefined : pinned === '' ? [] : readFingerprints(pinned),
			});
		}
		case 'ftp': {
			const { FtpStorage } = await import('./transport/ftp');
			const encryption = read.text('encryption', 'explicit');
			return new FtpStorage({
				...circumstances,
				host: read.host(),
				port: read.number('port', 21),
				user: read.required('username', 'Username'),
				password: read.secret('password'),
				encryption: encryption === 'none' || encryption === 'implicit' ? encryption : 'explicit',
				...read.trust(),
			});
		}
	}
}

async function openGcs(read: Fields, send: HttpSend, circumstances: Circumstances): Promise<Storage> {
	const address = read.address('apiAddress', defaultGcsAddress);
	const bucket = read.required('bucket', 'Bucket');
	if (read.text('authentication') === 'hmac') {
		const { S3Storage } = await import('./transport/s3');
		return new S3Storage(
			{
				endpoint: address,
				region: 'auto',
				bucket,
				accessKeyId: read.required('accessKeyId', 'Access Key'),
				secretAccessKey: read.required('secretAccessKey', 'Secret'),
				sessionToken: '',
				usesPathStyle: true,
			},
			send,
			circumstances,
		);
	}
	const { GcsStorage } = await import('./transport/gcs');
	const file = read.text('serviceAccountSecret');
	// Credentials that were saved before there was a field for the file have the two values of it that count.
	const account =
		file === '' && read.text('privateKey') !== ''
			? { clientEmail: read.required('email', 'Service Account Email'), privateKey: restorePem(read.text('privateKey')) }
			: readServiceAccountKey(read.required('serviceAccountSecret', 'Service Account Key (JSON)'));
	return new GcsStorage(
		{
			address,
			bucket,
			tokenAddress: read.address('signInAddress', defaultTokenAddress),
			...account,
		},
		send,
		circumstances,
	);
}

function readWeb(read: Fields): WebSettings {
	const address = new URL(`${read.address('address', '')}/`);
	if (address.username !== '' || address.password !== '') {
		throw new StorageError('configuration', 'The Address in the credential holds a login', 'Choose Basic under Authentication and put it there.');
	}
	if (address.search !== '' || address.hash !== '') {
		throw new StorageError('configuration', 'The Address in the credential must be a folder, without "?" or "#"');
	}
	return { address, logIn: readLogIn(read), allowsPrivateAddresses: read.flag('allowPrivateAddresses'), ...read.trust() };
}

function readLogIn(read: Fields): WebLogIn {
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

/** Reads the fields of a credential, which n8n hands out untyped. */
class Fields {
	constructor(private readonly data: ICredentialDataDecryptedObject) {}

	text(name: string, fallback = ''): string {
		const value = this.data[name];
		return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
	}

	/** Spaces are part of a password. */
	secret(name: string): string {
		const value = this.data[name];
		return typeof value === 'string' ? value : '';
	}

	required(name: string, label: string): string {
		const value = this.text(name);
		if (value === '') throw new StorageError('configuration', `The credential has no ${label}`);
		return value;
	}

	/** The bare name of a server, or its address. */
	host(): string {
		const value = this.required('host', 'Host');
		const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(value) ?? [];
		const isBare = scheme === undefined && !/[\s/@]/.test(value) && (!value.includes(':') || value.split(':').length > 2);
		if (isBare) return value.replace(/^\[(.*)\]$/, '$1');
		throw new StorageError(
			'configuration',
			scheme === undefined ? 'Host in the credential is more than the name of a server' : `Host in the credential begins with "${scheme}://", which is no part of the name of a server`,
			'Give the name alone, as in files.example.com. The port, the user and the folder have fields of their own.',
		);
	}

	number(name: string, fallback: number): number {
		const value = Number(this.data[name]);
		return Number.isFinite(value) && value > 0 ? value : fallback;
	}

	flag(name: string): boolean {
		return this.data[name] === true;
	}

	/** A web address without the slashes at its end. */
	address(name: string, fallback: string): string {
		const value = this.text(name, fallback).replace(/\/+$/, '');
		if (value === '' && fallback === '' && name === 'endpoint') return '';
		const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `https://${value}`;
		if (!URL.canParse(whole) || !/^https?:/i.test(whole)) {
			throw new StorageError('configuration', 'The address in the credential is no web address', 'It begins with https:// and names the server.');
		}
		return whole;
	}

	trust(): { certificateAuthority?: string; acceptAnyCertificate?: boolean } {
		const authority = this.text('trustedAuthority');
		return {
			...(authority !== '' && { certificateAuthority: restorePem(authority) }),
			...(this.flag('acceptAnyCertificate') && { acceptAnyCertificate: true }),
		};
	}
}

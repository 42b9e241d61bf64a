import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { restorePem } from '../pem';
import { StorageError } from '../storageError';

/** Reads the fields of a credential, which n8n hands out untyped. */
export class CredentialReader {
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

	/** A form whose field was emptied holds 0 or nothing. */
	port(fallback: number): number {
		const { port: value } = this.data;
		if (value === undefined || value === null || value === '' || value === 0) return fallback;
		const port = Number(value);
		if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
		throw new StorageError('configuration', 'Port in the credential must be a whole number from 1 to 65535', `It is usually ${fallback}.`);
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

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { openStorage, type StorageKind } from '../../../nodes/shared/storage/openStorage.ts';
import type { Storage } from '../../../nodes/shared/storage/storage.ts';
import { pollHttp } from './http.ts';

/** What lies on the server, changed behind the storage's back. */
export interface Shelf {
	write(path: string, content: string | Uint8Array, modifiedAt?: Date): Promise<void>;
	remove(path: string): Promise<void>;
	/** Undefined when there is none. */
	read(path: string): Promise<Buffer | undefined>;
	makeFolder(path: string): Promise<void>;
	/**
	 * Takes away rights to a file, or to a folder; undefined where the server knows no such rights.
	 * @param mode what is left of them, where they are those of a disk
	 */
	forbid?(path: string, mode?: number): Promise<void>;
	/** Gives it back. */
	allow?(path: string): Promise<void>;
}

/** Where an FTP server lives that is to be reached through a proxy, even when TLS hides where its data goes. */
export interface FtpNetwork {
	readonly serverHost: string;
	/** The proxy's own address: the client takes the server's data ports to be there. */
	readonly proxyHost: string;
	readonly dataPorts: readonly number[];
}

/** A running server with a credential that opens it. */
export interface Fixture {
	readonly kind: StorageKind;
	readonly port: number;
	/** Undefined where the server is at 127.0.0.1, and a proxy too. */
	readonly network?: FtpNetwork;
	readonly shelf: Shelf;
	/** Opens the server; another port leads through a proxy. */
	credential(port?: number): ICredentialDataDecryptedObject;
	/** A credential that the server does not accept. */
	wrongCredential(): ICredentialDataDecryptedObject;
	/** False where everybody may read. */
	readonly asksForLogin?: boolean;
	/** Whether listings tell exact sizes and times. */
	readonly isExact: boolean;
	/** Whether deleting, moving and making folders works. */
	readonly isWritable: boolean;
	/** False where a file can be read from its beginning only. */
	readonly knowsRanges?: boolean;
	readonly secrets: readonly string[];
	stop(): Promise<void>;
}

export async function storageOf(
	fixture: Fixture,
	credential: ICredentialDataDecryptedObject = fixture.credential(),
	signal?: AbortSignal,
): Promise<Storage> {
	return await openStorage(fixture.kind, credential, {
		send: pollHttp(),
		resolve: async () => await Promise.reject(new Error('nobody should ask')),
		signal,
	});
}

import type { Circumstances, Storage } from '../storage';
import type { Resolve } from '../web/addressGuard';
import type { HttpSend } from '../web/httpSend';
import type { CredentialReader } from './credentialReader';

/** What a storage needs from where it runs. */
export interface StorageEnvironment {
	readonly send: HttpSend;
	readonly resolve: Resolve;
	readonly signal?: AbortSignal;
}

/** A kind of storage: what the editor shows of it, and how it is opened. */
export interface KindOfStorage {
	readonly value: string;
	readonly name: string;
	readonly description: string;
	/** Type of the credential. */
	readonly credential: string;
	readonly testedBy: string;
	/** Whether a file appears whole or not at all: an upload is never seen half done. */
	readonly isAtomic: boolean;
	/** Makes the storage that a credential describes. Libraries are loaded here or later, and only the ones it takes. */
	open(read: CredentialReader, environment: StorageEnvironment, circumstances: Circumstances): Promise<Storage>;
}

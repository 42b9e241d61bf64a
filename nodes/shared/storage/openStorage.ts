import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { kinds } from './kinds';
import { CredentialReader } from './kinds/credentialReader';
import type { KindOfStorage, StorageEnvironment } from './kinds/kind';
import type { Storage } from './storage';
import { StorageError } from './storageError';

export type StorageKind = (typeof kinds)[number]['value'];

/** Every kind of storage there is, none in a package without storages. */
export const storageKinds: ReadonlyArray<KindOfStorage & { readonly value: StorageKind }> = kinds;

/** The credential types, and with them the transports. */
export const storageCredentials = Object.fromEntries(storageKinds.map(({ value, credential }) => [value, credential])) as Readonly<
	Record<StorageKind, string>
>;

/** Makes the storage that a credential describes. Libraries are loaded here or later, and only the ones it takes. */
export async function openStorage(
	kind: StorageKind,
	credential: ICredentialDataDecryptedObject,
	environment: StorageEnvironment,
): Promise<Storage> {
	const wanted = storageKinds.find(({ value }) => value === kind);
	if (wanted === undefined) throw new StorageError('configuration', `There is no storage of the kind ${kind}`);
	const read = new CredentialReader(credential);
	return await wanted.open(read, environment, { timeout: read.number('timeout', 20) * 1000, signal: environment.signal });
}

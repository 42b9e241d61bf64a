import { isRecord } from '../../isRecord';
import { restorePem } from '../pem';
import { StorageError } from '../storageError';
import type { GcsSettings } from './gcsSettings';

const advice = 'Paste the whole JSON file into the credential: Google Cloud makes it under IAM, Service Accounts, Keys.';

/**
 * What counts of a service account's key file. Where it says to sign in (`token_uri`) does not: that is for the credential's
 * own fields. Throws without a word of what stands in the file.
 */
export function readServiceAccountKey(text: string): Pick<GcsSettings, 'clientEmail' | 'privateKey'> {
	const file = parsed(text);
	if (file === undefined) throw new StorageError('configuration', 'The Service Account Key in the credential is no JSON', advice);
	const { type, client_email: email, private_key: key } = isRecord(file) ? file : {};
	if (type !== undefined && type !== 'service_account') {
		throw new StorageError('configuration', 'The JSON in the credential is of another kind than a service account’s key', advice);
	}
	if (typeof email !== 'string' || email === '' || typeof key !== 'string' || key === '') {
		throw new StorageError('configuration', 'The JSON in the credential lacks client_email or private_key', advice);
	}
	return { clientEmail: email, privateKey: restorePem(key) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
	} catch {
		return undefined;
	}
}

import { StorageError } from '../storageError';
import { isBusy } from '../web/exchange';
import { Bounded } from '../../bounded';
import { readXml, textOf, type XmlElement } from '../xml/readXml';
import { pageBounds } from './readListing';

export interface Refusal {
	readonly statusCode: number;
	/** The answer's body: XML, or nothing for HEAD. */
	readonly body: string;
	readonly bucket: string;
	/** The file concerned, if it is about one. */
	readonly path?: string;
}

const wrongKeys = 'Check Access Key ID, Secret Access Key and Session Token in the credential.';

/** Puts an error answer of S3 into words. Of the server's text only its code is shown: the rest repeats the key. */
export async function describeRefusal({ statusCode, body, bucket, path }: Refusal): Promise<StorageError> {
	const error = await readRefusal(body);
	const code = textOf(error, 'Code');
	const what = path === undefined ? `the bucket "${bucket}"` : `"${path}"`;
	const known = describeCode(code, bucket, textOf(error, 'Region'));
	if (known !== undefined) return known;
	const said = /^[\w.-]{1,60}$/.test(code) ? ` (${code})` : ` (HTTP ${statusCode})`;
	if (statusCode === 404) return new StorageError('notFound', `There is no file ${what}${said}`);
	if (statusCode === 401) return new StorageError('authentication', `The server does not accept the keys${said}`, wrongKeys);
	if (statusCode === 403) {
		return new StorageError(
			'permissionDenied',
			`The keys may not do this with ${what}${said}`,
			'The keys need s3:ListBucket on the bucket, s3:GetObject on its files, and s3:PutObject and s3:DeleteObject to move or delete them.',
		);
	}
	if (isBusy(statusCode)) return new StorageError('unavailable', `The server asks to come back later${said}`);
	if (statusCode >= 300 && statusCode < 400) {
		return new StorageError('configuration', `The bucket "${bucket}" lies in another region${said}`, 'Check Region and Endpoint in the credential.');
	}
	return new StorageError('protocol', `The server refused to work on ${what}${said}`, 'Check Endpoint, Region and Bucket in the credential.');
}

/** An error page that cannot be read says nothing: the status does. */
async function readRefusal(body: string): Promise<XmlElement> {
	const nothing: XmlElement = { name: '', attributes: {}, children: [], text: '', isWhole: false };
	return await readXml(body, new Bounded('The answer of the S3 server', pageBounds)).catch(() => nothing);
}

function describeCode(code: string, bucket: string, region: string): StorageError | undefined {
	switch (code) {
		case 'NoSuchBucket':
			return new StorageError('configuration', `There is no bucket "${bucket}"`, 'Check Bucket, Region and Endpoint in the credential.');
		case 'InvalidAccessKeyId':
			return new StorageError('authentication', 'The server does not know the access key', wrongKeys);
		case 'SignatureDoesNotMatch':
			return new StorageError('authentication', 'The secret access key does not fit the access key', wrongKeys);
		case 'ExpiredToken':
		case 'TokenRefreshRequired':
			return new StorageError('authentication', 'The session token has expired', 'Put fresh keys with their session token into the credential.');
		case 'InvalidToken':
			return new StorageError('authentication', 'The server does not accept the session token', wrongKeys);
		case 'RequestTimeTooSkewed':
			return new StorageError('authentication', 'The clocks of this n8n and of the server are too far apart', 'Set the clock of this n8n right.');
		case 'AuthorizationHeaderMalformed':
		case 'PermanentRedirect':
		case 'TemporaryRedirect':
		case 'IllegalLocationConstraintException':
			return new StorageError(
				'configuration',
				`The bucket "${bucket}" lies in another region${/^[\w-]{1,40}$/.test(region) ? `: ${region}` : ''}`,
				'Check Region and Endpoint in the credential.',
			);
		case 'InvalidObjectState':
			return new StorageError('permissionDenied', 'The file lies in an archive and must be restored first', 'Restore it, or let the trigger look elsewhere.');
		default:
			return undefined;
	}
}

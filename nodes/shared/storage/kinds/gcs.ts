import { defaultGcsAddress, defaultTokenAddress } from '../gcs/gcsSettings';
import { readServiceAccountKey } from '../gcs/serviceAccountKey';
import { restorePem } from '../pem';
import type { KindOfStorage } from './kind';

export const gcs = {
	value: 'gcs',
	name: 'Google Cloud Storage',
	description: 'A bucket of Google Cloud Storage',
	credential: 'batchStorageGcsApi',
	testedBy: 'testBatchStorageGcs',
	isAtomic: true,
	async open(read, { send }, circumstances) {
		const address = read.address('apiAddress', defaultGcsAddress);
		const bucket = read.required('bucket', 'Bucket');
		if (read.text('authentication') === 'hmac') {
			const { S3Storage } = await import('../transport/s3');
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
		const { GcsStorage } = await import('../transport/gcs');
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
	},
} as const satisfies KindOfStorage;

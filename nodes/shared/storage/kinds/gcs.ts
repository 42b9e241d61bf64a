import { defaultGcsAddress, defaultTokenAddress } from '../gcs/gcsSettings';
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
		return new GcsStorage(
			{
				address,
				bucket,
				tokenAddress: read.address('signInAddress', defaultTokenAddress),
				clientEmail: read.required('email', 'Service Account Email'),
				privateKey: restorePem(read.required('privateKey', 'Private Key')),
			},
			send,
			circumstances,
		);
	},
} as const satisfies KindOfStorage;

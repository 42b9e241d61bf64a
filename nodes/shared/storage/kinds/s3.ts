import type { KindOfStorage } from './kind';

export const s3 = {
	value: 's3',
	name: 'S3',
	description: 'A bucket on AWS, MinIO, Scaleway, OVH or another service with the S3 protocol',
	credential: 'batchStorageS3Api',
	testedBy: 'testBatchStorageS3',
	isAtomic: true,
	async open(read, { send }, circumstances) {
		const { S3Storage } = await import('../transport/s3');
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
	},
} as const satisfies KindOfStorage;

import { storageCredentials, type StorageKind } from '../storage/openStorage';

/** What distinguishes the places files come from, as far as watching them goes. */
export interface SourceKind {
	readonly value: StorageKind;
	readonly name: string;
	readonly description: string;
	readonly credential: string;
	readonly testedBy: string;
	/** Whether a file appears whole or not at all: an upload is never seen half done. */
	readonly isAtomic: boolean;
}

export const sources: readonly SourceKind[] = [
	{
		value: 'ftp',
		name: 'FTP or FTPS',
		description: 'A server that speaks FTP, with or without TLS',
		credential: storageCredentials.ftp,
		testedBy: 'testBatchStorageFtp',
		isAtomic: false,
	},
	{
		value: 'gcs',
		name: 'Google Cloud Storage',
		description: 'A bucket of Google Cloud Storage',
		credential: storageCredentials.gcs,
		testedBy: 'testBatchStorageGcs',
		isAtomic: true,
	},
	{
		value: 's3',
		name: 'S3',
		description: 'A bucket on AWS, MinIO, Scaleway, OVH or another service with the S3 protocol',
		credential: storageCredentials.s3,
		testedBy: 'testBatchStorageS3',
		isAtomic: true,
	},
	{
		value: 'sftp',
		name: 'SFTP',
		description: 'A server that speaks SFTP (SSH)',
		credential: storageCredentials.sftp,
		testedBy: 'testBatchStorageSftp',
		isAtomic: false,
	},
	{
		value: 'http',
		name: 'Web Server',
		description: 'A directory index of nginx or Apache, or a single file',
		credential: storageCredentials.http,
		testedBy: 'testBatchStorageHttp',
		isAtomic: false,
	},
];

export function sourceOf(value: string): SourceKind | undefined {
	return sources.find((source) => source.value === value);
}

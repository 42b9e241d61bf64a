import {
	NodeConnectionTypes,
	type ICredentialsDisplayOptions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { sources } from '../shared/exportFile/sources';
import type { StorageKind } from '../shared/storage/openStorage';
import { storageCredentialTests } from '../shared/storage/testStorage';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { placeFields } from './fields/place';
import { watchFields } from './fields/watch';
import { poll } from './poll';

/** By what hides it: from `show` n8n concludes that Source chooses a way to authenticate, and leaves the field out. */
const whenFrom = (chosen: StorageKind): ICredentialsDisplayOptions => ({
	hide: { source: sources.map(({ value }) => value).filter((value) => value !== chosen) },
});

export class BatchFileTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Batch File Trigger',
		name: 'batchFileTrigger',
		icon: { light: 'file:../../icons/batchFile.svg', dark: 'file:../../icons/batchFile.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["source"] + ": " + ($parameter["filePattern"] || $parameter["folder"] || "every file") }}',
		description: 'Starts the workflow when a file lands on S3, SFTP, FTP, Google Cloud Storage or a web server: exports of Batch, or any CSV',
		defaults: { name: 'Batch File Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Read', 'Set Aside'],
		credentials: [
			{
				name: 'batchStorageFtpApi',
				required: true,
				testedBy: 'testBatchStorageFtp',
				displayOptions: whenFrom('ftp'),
			},
			{
				name: 'batchStorageGcsApi',
				required: true,
				testedBy: 'testBatchStorageGcs',
				displayOptions: whenFrom('gcs'),
			},
			{
				name: 'batchStorageS3Api',
				required: true,
				testedBy: 'testBatchStorageS3',
				displayOptions: whenFrom('s3'),
			},
			{
				name: 'batchStorageSftpApi',
				required: true,
				testedBy: 'testBatchStorageSftp',
				displayOptions: whenFrom('sftp'),
			},
			{
				name: 'batchStorageHttpApi',
				required: true,
				testedBy: 'testBatchStorageHttp',
				displayOptions: whenFrom('http'),
			},
		],
		properties: [...placeFields, ...outputFields, ...watchFields, ...optionFields],
	};

	methods = { credentialTest: storageCredentialTests };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}

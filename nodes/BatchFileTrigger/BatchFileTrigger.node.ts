import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { testBatchApi } from '../shared/batch/client/testBatchApi';
import { storageCredentialTests } from '../shared/storage/testStorage';
import { fieldsOfPlace } from './fields/place';
import { fieldsBeforePollTimes } from './fieldsBeforePollTimes';
import { poll } from './poll';
import { triggerFields } from './readSettings';

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
		// By the path of a field, and not by its name: n8n takes a field that credentials name for a way to authenticate,
		// and leaves it out of the form.
		credentials: [
			{
				name: 'batchStorageFtpApi',
				required: true,
				testedBy: 'testBatchStorageFtp',
				displayOptions: { show: { '/source': ['ftp'] } },
			},
			{
				name: 'batchStorageGcsApi',
				required: true,
				testedBy: 'testBatchStorageGcs',
				displayOptions: { show: { '/source': ['gcs'] } },
			},
			{
				name: 'batchStorageS3Api',
				required: true,
				testedBy: 'testBatchStorageS3',
				displayOptions: { show: { '/source': ['s3'] } },
			},
			{
				name: 'batchStorageSftpApi',
				required: true,
				testedBy: 'testBatchStorageSftp',
				displayOptions: { show: { '/source': ['sftp'] } },
			},
			{
				name: 'batchStorageHttpApi',
				required: true,
				testedBy: 'testBatchStorageHttp',
				displayOptions: { show: { '/source': ['http'] } },
			},
			{
				name: 'batchApi',
				required: true,
				testedBy: 'testBatchApi',
				displayOptions: { show: { '/campaignNames': [true] }, hide: { output: ['file'] } },
			},
		],
		properties: fieldsBeforePollTimes(triggerFields, fieldsOfPlace),
	};

	methods = { credentialTest: { testBatchApi, ...storageCredentialTests } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}

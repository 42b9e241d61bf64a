import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { testBatchApi } from '../shared/batch/client/testBatchApi';
import { storageCredentialTests } from '../shared/storage/testStorage';
import { searchCampaigns } from './methods/searchCampaigns';
import { callsBatchField, propertiesOf, subtitleOf } from './properties';
import { resources } from './resources';
import { route } from './router';

export class Batch implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Batch',
		name: 'batch',
		icon: { light: 'file:../../icons/batch.svg', dark: 'file:../../icons/batch.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Update profiles, track events and send push notifications with Batch',
		defaults: { name: 'Batch' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'batchApi',
				required: true,
				testedBy: 'testBatchApi',
				displayOptions: { show: { [callsBatchField]: [true] } },
			},
			{
				name: 'batchStorageFtpApi',
				required: true,
				testedBy: 'testBatchStorageFtp',
				displayOptions: { show: { resource: ['exportFile'], fileFrom: ['ftp'] } },
			},
			{
				name: 'batchStorageGcsApi',
				required: true,
				testedBy: 'testBatchStorageGcs',
				displayOptions: { show: { resource: ['exportFile'], fileFrom: ['gcs'] } },
			},
			{
				name: 'batchStorageS3Api',
				required: true,
				testedBy: 'testBatchStorageS3',
				displayOptions: { show: { resource: ['exportFile'], fileFrom: ['s3'] } },
			},
			{
				name: 'batchStorageSftpApi',
				required: true,
				testedBy: 'testBatchStorageSftp',
				displayOptions: { show: { resource: ['exportFile'], fileFrom: ['sftp'] } },
			},
			{
				name: 'batchStorageHttpApi',
				required: true,
				testedBy: 'testBatchStorageHttp',
				displayOptions: { show: { resource: ['exportFile'], fileFrom: ['http'] } },
			},
		],
		properties: propertiesOf(resources),
	};

	methods = {
		credentialTest: { testBatchApi, ...storageCredentialTests },
		listSearch: { searchCampaigns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}
}

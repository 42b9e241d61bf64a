import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { bucketField, timeoutField, trustFields } from '../nodes/shared/storage/credentialFields';

export class BatchStorageS3Api implements ICredentialType {
	name = 'batchStorageS3Api';

	displayName = 'S3 File Storage API';

	icon: Icon = { light: 'file:../icons/storage.svg', dark: 'file:../icons/storage.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		bucketField,
		{
			displayName: 'Region',
			name: 'region',
			type: 'string',
			required: true,
			default: 'us-east-1',
			placeholder: 'e.g. eu-west-3, fr-par, gra',
		},
		{
			displayName: 'Endpoint',
			name: 'endpoint',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://s3.fr-par.scw.cloud',
			description: 'The address of the service, without the bucket. Leave it empty for AWS.',
		},
		{
			displayName: 'Access Key ID',
			name: 'accessKeyId',
			type: 'string',
			required: true,
			default: '',
		},
		{
			displayName: 'Secret Access Key',
			name: 'secretAccessKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for temporary keys',
		},
		{
			displayName: 'Bucket in Address',
			name: 'addressStyle',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'automatic', description: 'Before the host on AWS, in the path elsewhere' },
				{ name: 'Before the Host', value: 'host', description: 'As in bucket.s3.example.com' },
				{ name: 'In the Path', value: 'path', description: 'As in s3.example.com/bucket' },
			],
			default: 'automatic',
		},
		...trustFields,
		timeoutField,
	];
}

import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { advancedField } from '../nodes/shared/credentialFields';
import { bucketField, timeoutField } from '../nodes/shared/storage/credentialFields';
import { defaultGcsAddress, defaultTokenAddress } from '../nodes/shared/storage/gcs/gcsSettings';

export class BatchStorageGcsApi implements ICredentialType {
	name = 'batchStorageGcsApi';

	displayName = 'Google Cloud File Storage API';

	icon: Icon = { light: 'file:../icons/storage.svg', dark: 'file:../icons/storage.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		bucketField,
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Service Account', value: 'serviceAccount' },
				{ name: 'HMAC Key', value: 'hmac', description: 'From Settings → Interoperability of Cloud Storage' },
			],
			default: 'serviceAccount',
		},
		{
			displayName: 'Service Account Key (JSON)',
			name: 'serviceAccountSecret',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: 'e.g. { "type": "service_account", "client_email": …',
			hint: 'The whole JSON file that Google Cloud gives you under IAM, Service Accounts, Keys. A credential that was saved with e-mail and private key goes on working with this left empty.',
			displayOptions: { show: { authentication: ['serviceAccount'] } },
		},
		{
			// Of credentials that were saved before there was a field for the whole file.
			displayName: 'Service Account Email',
			name: 'email',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Access Key',
			name: 'accessKeyId',
			type: 'string',
			default: '',
			placeholder: 'e.g. GOOG1E…',
			displayOptions: { show: { authentication: ['hmac'] } },
		},
		{
			displayName: 'Secret',
			name: 'secretAccessKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['hmac'] } },
		},
		advancedField,
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: defaultGcsAddress,
			description: 'Where Cloud Storage is reached. Change it only for a proxy or an emulator.',
			displayOptions: { show: { advanced: [true] } },
		},
		{
			displayName: 'Sign-In Address',
			name: 'signInAddress',
			type: 'string',
			default: defaultTokenAddress,
			description: 'Where a service account signs in. Change it only for a proxy or an emulator.',
			displayOptions: { show: { advanced: [true] } },
		},
		timeoutField,
	];
}

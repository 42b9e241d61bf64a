import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { basicFields } from '../nodes/shared/credentialFields';
import { timeoutField, trustFields } from '../nodes/shared/storage/credentialFields';

export class BatchStorageHttpApi implements ICredentialType {
	name = 'batchStorageHttpApi';

	displayName = 'Web File Storage API';

	icon: Icon = { light: 'file:../icons/storage.svg', dark: 'file:../icons/storage.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Address',
			name: 'address',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://files.example.com/exports/',
			description: 'The folder that holds the files. The login is sent to this server only, also when it redirects.',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Basic', value: 'basic' },
				{ name: 'Bearer', value: 'bearer' },
				{ name: 'Header', value: 'header' },
				{ name: 'None', value: 'none' },
			],
			default: 'none',
		},
		...basicFields,
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['bearer'] } },
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-API-Key',
			displayOptions: { show: { authentication: ['header'] } },
		},
		{
			displayName: 'Header Value',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['header'] } },
		},
		{
			displayName: 'Allow Private Addresses',
			name: 'allowPrivateAddresses',
			type: 'boolean',
			default: false,
			description:
				'Whether the server may lie in a private network (10.x, 192.168.x, localhost …). Other servers that it redirects to may not.',
		},
		...trustFields,
		timeoutField,
	];
}

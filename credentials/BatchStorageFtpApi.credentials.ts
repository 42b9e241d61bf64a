import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { passwordField } from '../nodes/shared/credentialFields';
import { serverFields, timeoutField, trustFields } from '../nodes/shared/storage/credentialFields';

export class BatchStorageFtpApi implements ICredentialType {
	name = 'batchStorageFtpApi';

	displayName = 'FTP File Storage API';

	icon: Icon = { light: 'file:../icons/storage.svg', dark: 'file:../icons/storage.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Encryption',
			name: 'encryption',
			type: 'options',
			options: [
				{ name: 'TLS, Explicit (FTPS)', value: 'explicit', description: 'Begins in clear and switches to TLS before the login; usually port 21' },
				{ name: 'TLS, Implicit (FTPS)', value: 'implicit', description: 'Begins with TLS; usually port 990' },
				{ name: 'None (FTP)', value: 'none', description: 'Login and files can be read on the way' },
			],
			default: 'explicit',
		},
		...serverFields('e.g. ftp.example.com', 21),
		passwordField,
		...trustFields.map((field) => ({ ...field, displayOptions: { hide: { encryption: ['none'] } } })),
		timeoutField,
	];
}

import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { passwordField } from '../nodes/shared/credentialFields';
import { serverFields, timeoutField } from '../nodes/shared/storage/credentialFields';

export class BatchStorageSftpApi implements ICredentialType {
	name = 'batchStorageSftpApi';

	displayName = 'SFTP File Storage API';

	icon: Icon = { light: 'file:../icons/storage.svg', dark: 'file:../icons/storage.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		...serverFields('e.g. sftp.example.com', 22),
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Password', value: 'password' },
				{ name: 'Private Key', value: 'privateKey' },
			],
			default: 'password',
		},
		{ ...passwordField, displayOptions: { show: { authentication: ['password'] } } },
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			description: 'The whole file, in OpenSSH or PEM format',
			displayOptions: { show: { authentication: ['privateKey'] } },
		},
		{
			displayName: 'Passphrase',
			name: 'passphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Opens the private key, if it is encrypted',
			displayOptions: { show: { authentication: ['privateKey'] } },
		},
		{
			displayName: 'Host Key',
			name: 'hostKey',
			type: 'options',
			options: [
				{
					name: 'Only the One Below',
					value: 'pinned',
					description: 'Connects to this server and to nobody who pretends to be it',
				},
				{
					name: 'Accept Any',
					value: 'any',
					description: 'Connects to whoever answers: somebody on the way can read the login and the files',
				},
			],
			default: 'pinned',
		},
		{
			displayName: 'Host Key Fingerprint',
			name: 'hostKeyFingerprint',
			type: 'string',
			default: '',
			placeholder: 'e.g. SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
			description: 'What "ssh-keygen -lf" prints for the server’s key; several are possible',
			hint: 'You do not know it? Leave it empty and save: the test fails and shows the fingerprint of the server. Have whoever runs the server confirm it, and paste it here.',
			displayOptions: { show: { hostKey: ['pinned'] } },
		},
		timeoutField,
	];
}

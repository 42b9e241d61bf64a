import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { basicFields } from '../nodes/shared/credentialFields';

export class BatchWebhookApi implements ICredentialType {
	name = 'batchWebhookApi';

	displayName = 'Batch Webhook API';

	icon: Icon = { light: 'file:../icons/batch.svg', dark: 'file:../icons/batch.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch/blob/main/docs/batch-trigger.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'What Batch’s calls to n8n carry, so that nobody else starts the workflow. For a Universal Channel step you choose it yourself; n8n never sends it anywhere.',
			name: 'purpose',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Basic', value: 'basic', description: 'Username and password' },
				{ name: 'Bearer', value: 'bearer', description: 'A token in the header Authorization' },
				{ name: 'Header', value: 'header', description: 'A secret in a header: X-Authorization, in webhooks of an app (MEP)' },
				{
					name: 'OAuth2 Client Credentials',
					value: 'oAuth2',
					description: 'For webhooks of an app (MEP): Batch asks the trigger for a token, and gets one for an hour',
				},
			],
			default: 'bearer',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'A long random text of your own. In Batch, the header Authorization has the value: Bearer, a space, and the token.',
			displayOptions: { show: { authentication: ['bearer'] } },
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: 'X-Authorization',
			displayOptions: { show: { authentication: ['header'] } },
		},
		{
			displayName: 'Secret',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The whole value of the header',
			displayOptions: { show: { authentication: ['header'] } },
		},
		...basicFields,
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			description: 'A name of your own, which you give to Batch',
			displayOptions: { show: { authentication: ['oAuth2'] } },
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'A long random text of your own, which you give to Batch',
			displayOptions: { show: { authentication: ['oAuth2'] } },
		},
	];
}

import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class PooolWebhookApi implements ICredentialType {
	name = 'pooolWebhookApi';

	displayName = 'Poool Secured Webhook API';

	icon: Icon = { light: 'file:../icons/poool.svg', dark: 'file:../icons/poool.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch/blob/main/docs/poool.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Endpoint Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The secret that the Poool Dashboard shows for your endpoint under App Settings, Secured Webhooks. n8n never sends it anywhere.',
		},
	];
}

import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class PurchaselyWebhookApi implements ICredentialType {
	name = 'purchaselyWebhookApi';

	displayName = 'Purchasely Webhook API';

	icon: Icon = { light: 'file:../icons/purchasely.svg', dark: 'file:../icons/purchasely.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch/blob/main/docs/purchasely.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Client Shared Secret',
			name: 'clientSharedSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Purchasely signs its calls with it. You find it in the Purchasely Console under App Settings, Backend & SDK Configuration. n8n never sends it anywhere.',
		},
	];
}

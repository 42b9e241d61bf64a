import type { INodeProperties } from 'n8n-workflow';

export const setupFields: INodeProperties[] = [
	{
		// Of all tags n8n leaves a, ul and li in a notice; its list has no numbers.
		displayName:
			'To receive events, in this order:<ul><li>1. In the <a href="https://console.purchasely.io/settings?step=sdk" target="_blank">Purchasely Console</a>, copy the client shared secret (App Settings, Backend & SDK Configuration) into the credential.</li><li>2. Publish the workflow. Open Webhook URLs, and copy the Production URL.</li><li>3. Under <a href="https://console.purchasely.io/webhooks" target="_blank">Settings, Webhooks</a>, paste it as Client Webhook URL and switch on the events you need.</li></ul>An app of Purchasely has one webhook URL: to try things out, use a second app with its own URL and secret. If the Batch connector of Purchasely is on as well, each event reaches Batch twice.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
];

import type { INodeProperties } from 'n8n-workflow';

export const setupFields: INodeProperties[] = [
	{
		displayName: 'Receive',
		name: 'receive',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Universal Channel Steps',
				value: 'universalChannel',
				description: 'Steps of a trigger automation, one call a profile, with a body that you write',
			},
			{
				name: 'Webhooks of an App (MEP)',
				value: 'webhooks',
				description: 'Webhooks that Batch sets up for you, one call an event',
			},
		],
		default: 'universalChannel',
		description: 'Which of Batch’s calls start the workflow',
	},
	{
		// Of all tags n8n leaves a, ul and li in a notice; its list has no numbers.
		displayName:
			'To receive steps, in this order:<ul><li>1. Choose a long secret, and put it into the credential: as a Bearer token, for example.</li><li>2. Publish the workflow. Open Webhook URLs, and copy the Production URL.</li><li>3. In Batch, add a <a href="https://doc.batch.com/getting-started/features/customer-engagement-platform/message/universal-channel" target="_blank">Universal Channel</a> step to a trigger automation, with that URL. Store the secret as a Credential Header (Settings), and choose it in the step: Authorization, with Bearer and the token.</li><li>4. Copy Body Template into the body of the step, and add what the workflow needs.</li></ul>Batch does not read the answer: what the workflow finds out goes back to Batch by the Batch node.',
		name: 'universalChannelNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['universalChannel'] } },
	},
	{
		displayName:
			'To receive webhooks, in this order:<ul><li>1. Publish the workflow. Open Webhook URLs, and copy the Production URL that ends in /webhook: Batch must reach it by HTTPS.</li><li>2. <a href="https://doc.batch.com/developer/api/mep/webhooks" target="_blank">Webhooks</a> are set up by Batch: give them the URL. Put the secret that goes with it into the credential, as the header X-Authorization.</li><li>3. With OAuth2 in place of a secret, give Batch the URL that ends in /token, the grant type client_credentials, and the client ID and client secret that you chose for the credential.</li><li>4. Listen for a first event to see its body, which Batch does not publish. Then name the fields that hold event ID and custom ID.</li></ul>',
		name: 'webhooksNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['webhooks'] } },
	},
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' },
];

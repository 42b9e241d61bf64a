import type { INodeProperties } from 'n8n-workflow';

export const setupFields: INodeProperties[] = [
	{
		displayName: 'Receive',
		name: 'receive',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Newsletter and Form Submissions',
				value: 'submission',
				description: 'Poool’s server asks whether a submission is accepted',
			},
			{
				name: 'Paywall Events From the Page',
				value: 'page',
				description: 'What readers do at the paywall, reported by a script on the site',
			},
			{
				name: 'Subscribe and Connect Webhooks',
				value: 'secured',
				description: 'Secured webhooks of Poool’s server: subscriptions and accounts',
			},
		],
		default: 'page',
		description: 'Which of Poool’s events start the workflow',
	},
	{
		// Of all tags n8n leaves a, ul and li in a notice; its list has no numbers.
		displayName:
			'To receive events, in this order:<ul><li>1. Name the sites under Allowed Origins, and publish the workflow.</li><li>2. Open Webhook URLs, copy the Production URL that begins with GET, and open it in a browser. It shows a text: copy it into the head of the pages, before Poool’s own scripts.</li><li>3. Where somebody is logged in, write the custom ID by which Batch knows the reader into data-user.</li></ul>',
		name: 'pageNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['page'] } },
	},
	{
		displayName:
			'To receive submissions, in this order:<ul><li>1. Publish the workflow. Open Webhook URLs, and copy the Production URL that begins with POST.</li><li>2. In the Poool Dashboard, paste it under App Settings, Access Settings, Third Party Integrations, as newsletter or form URL.</li></ul>Poool does not sign these calls: whoever knows the URL can send one. Keep it to yourself.',
		name: 'submissionNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['submission'] } },
	},
	{
		displayName:
			'To receive webhooks, in this order:<ul><li>1. Publish the workflow. Open Webhook URLs, and copy the Production URL that begins with POST.</li><li>2. In the Poool Dashboard, under App Settings, Secured Webhooks, choose the events and create an endpoint with that URL.</li><li>3. Copy the secret of the endpoint into the credential, and set header, algorithm and encoding as Poool tells you: they are not public.</li></ul>',
		name: 'securedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['secured'] } },
	},
];

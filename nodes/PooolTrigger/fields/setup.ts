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
				description: 'What readers do at the paywall, reported by one script tag on the site',
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
		displayName:
			'<b>Set-up</b><ol><li>Name the sites under Allowed Origins, and publish the workflow.</li><li>Copy the Production URL of the <b>GET</b> webhook above (it ends in <code>bridge.js</code>) into the pages, above Poool’s own scripts: <code>&lt;script async src="PRODUCTION URL"&gt;&lt;/script&gt;</code></li><li>Tell it who the reader is: add <code>data-user="…"</code> to the tag where somebody is logged in.</li></ol>A page that calls <code>Access.init</code> in a script of its own adds one line after it: <code>(window.pooolBatch = window.pooolBatch || []).push([\'listen\', access])</code>',
		name: 'pageNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['page'] } },
	},
	{
		displayName:
			'<b>Set-up</b><ol><li>Publish the workflow, and copy the Production URL of the <b>POST</b> webhook above.</li><li>In the Poool Dashboard, paste it under App Settings, Access Settings, Third Party Integrations, as newsletter or form URL.</li></ol>Poool does not sign these calls: whoever knows the URL can send one. Keep it to yourself.',
		name: 'submissionNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['submission'] } },
	},
	{
		displayName:
			'<b>Set-up</b><ol><li>Publish the workflow, and copy the Production URL of the <b>POST</b> webhook above.</li><li>In the Poool Dashboard, under App Settings, Secured Webhooks, choose the events and create an endpoint with that URL.</li><li>Copy the secret of the endpoint into the credential below, and set header, algorithm and encoding as Poool tells you: they are not public.</li></ol>',
		name: 'securedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['secured'] } },
	},
];

import type { INodeProperties } from 'n8n-workflow';

import { defaultEvents } from '../catalogue/events';
import { pageEventChoices } from './choices';

const ofPage = { show: { receive: ['page'] } };

export const pageFields: INodeProperties[] = [
	{
		displayName: 'Allowed Origins',
		name: 'allowedOrigins',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. https://www.example.com, https://*.example.com',
		description:
			'Comma-separated sites whose pages may send: scheme and host, or https://*.example.com for every subdomain. Calls from elsewhere are answered 403. Browsers tell the truth about their origin, other programs need not: this keeps other sites out, not somebody who means harm.',
		displayOptions: ofPage,
	},
	{
		// Not "Events": n8n makes an entry of its list of triggers for each choice of such a field, and none for all of them.
		displayName: 'Events to Listen To',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		options: pageEventChoices,
		default: [...defaultEvents],
		description: 'Events to listen to. Choose none for every event Poool documents.',
		displayOptions: ofPage,
	},
	{
		displayName: 'Site Events',
		name: 'siteEvents',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. article-read, subscription-paid',
		description:
			"Comma-separated names of events that the page reports itself: pooolBatch.push(['event', 'article-read', { section: 'sport' }]). Others are ignored.",
		displayOptions: ofPage,
	},
	{
		displayName: 'Send To',
		name: 'destination',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Batch, in the Page',
				value: 'batch',
				description: 'The page’s own Batch Web SDK (v4) tracks the events; no workflow runs',
			},
			{
				name: 'Both',
				value: 'both',
				description: 'Only if the workflow does something else than tracking: otherwise Batch gets each event twice',
			},
			{
				name: 'This Workflow',
				value: 'n8n',
				description: 'Events start the workflow',
			},
		],
		default: 'n8n',
		description: 'Where the page sends the events',
		displayOptions: ofPage,
	},
	{
		displayName: 'Consent',
		name: 'consent',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'As in Poool',
				value: 'poool',
				description: 'Sends once the page gives Poool cookies_enabled: true, or the reader agrees in Poool’s cookie wall',
			},
			{
				name: 'The Page Says So',
				value: 'explicit',
				description: "Sends after data-consent=\"true\" on the tag, or pooolBatch.push(['consent', true])",
			},
			{
				name: 'Assumed',
				value: 'assumed',
				description: 'Sends at once: only for pages that load the script after the reader agreed',
			},
		],
		default: 'poool',
		description:
			'When events may leave the page. Until then up to 100 wait in memory; when the reader says no they are forgotten. Engage is told of no consent: a page with Engage alone has to say it itself.',
		displayOptions: ofPage,
	},
	{
		displayName: 'User Verification',
		name: 'userVerification',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Off', value: 'off', description: 'The user ID of the page is believed' },
			{
				name: 'Treat Unsigned as Anonymous',
				value: 'anonymous',
				description: 'The event comes out without a user ID',
			},
			{ name: 'Refuse Unsigned', value: 'refuse', description: 'The call is answered 401 and starts nothing' },
		],
		default: 'off',
		description:
			'Whether a user ID counts only with a signature of the site’s server: HMAC-SHA256 of the ID, in hex, as data-signature on the tag. Without it, anybody can send events in the name of anybody.',
		displayOptions: ofPage,
	},
	// The place of the credential, which the field before decides on.
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '', displayOptions: ofPage },
	{
		displayName: 'Form Fields',
		name: 'formFields',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. email, job',
		description:
			'Comma-separated keys of form fields that may leave the page. All others stay, also the e-mail address of the newsletter widget (email).',
		displayOptions: ofPage,
	},
];

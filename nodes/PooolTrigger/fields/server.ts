import type { INodeProperties } from 'n8n-workflow';

import { namesThat } from '../catalogue/serverEvents';
import { serverEventChoices } from './choices';

const ofServer = { show: { receive: ['submission', 'secured'] } };
const ofSubmission = { show: { receive: ['submission'] } };
const ofSecured = { show: { receive: ['secured'] } };
const signed = { show: { receive: ['secured'], verification: ['hmac'] } };

export const serverFields: INodeProperties[] = [
	{
		displayName: 'Verification',
		name: 'verification',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'None', value: 'none', description: 'Whoever knows the URL can start the workflow' },
			{ name: 'Secret in a Header', value: 'header', description: 'The header holds the secret itself' },
			{ name: 'Signature (HMAC)', value: 'hmac', description: 'The header holds a signature of the raw body' },
		],
		default: 'hmac',
		description: 'How a call shows that it comes from Poool. A call that does not is answered 401 and starts nothing.',
		displayOptions: ofSecured,
	},
	// The place of the credential, which the field before decides on.
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '', displayOptions: ofSecured },
	{
		displayName: 'Signature Header',
		name: 'signatureHeader',
		type: 'string',
		required: true,
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. X-Signature',
		description: 'Name of the header, as Poool tells you',
		hint: 'To see which headers Poool sends, listen once with Verification set to None and the option Include Headers',
		displayOptions: { show: { receive: ['secured'], verification: ['header', 'hmac'] } },
	},
	{
		displayName: 'Algorithm',
		name: 'signatureAlgorithm',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'SHA-1', value: 'sha1' },
			{ name: 'SHA-256', value: 'sha256' },
			{ name: 'SHA-384', value: 'sha384' },
			{ name: 'SHA-512', value: 'sha512' },
		],
		default: 'sha256',
		description: 'Hash function of the HMAC',
		displayOptions: signed,
	},
	{
		displayName: 'Encoding',
		name: 'signatureEncoding',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Base64url', value: 'base64url' },
			{ name: 'Hexadecimal', value: 'hex' },
		],
		default: 'hex',
		description: 'How the signature is written in the header',
		displayOptions: signed,
	},
	{
		displayName: 'Prefix',
		name: 'signaturePrefix',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. sha256=',
		description: 'What stands in the header before the signature',
		displayOptions: { show: { receive: ['secured'], verification: ['header', 'hmac'] } },
	},
	{
		displayName: 'Event Field',
		name: 'eventField',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. type',
		description: 'Where in the body the name of the event stands; dots lead further down. Poool does not publish it.',
		displayOptions: ofSecured,
	},
	{
		// Not "Events": n8n makes an entry of its list of triggers for each choice of such a field, and none for all of them.
		displayName: 'Events to Receive',
		name: 'serverEvents',
		type: 'multiOptions',
		noDataExpression: true,
		options: serverEventChoices,
		default: [],
		description: 'Events that start the workflow. Choose none to receive every event. Needs Event Field.',
		displayOptions: ofSecured,
	},
	{
		displayName:
			'One of these events is Poool’s way of handing an e-mail over to you: as soon as the endpoint listens to it, Poool sends no e-mail of its own. The workflow has to.',
		name: 'emailNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['secured'], serverEvents: namesThat('takesOverEmail') } },
	},
	{
		displayName:
			'Poool waits for the workflow’s answer to one of these events, e.g. whether somebody may log in. This trigger answers at once and cannot give it: use n8n’s Webhook node with a Respond to Webhook node instead.',
		name: 'answerNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receive: ['secured'], serverEvents: namesThat('needsAnswer') } },
	},
	{
		displayName: 'Other Events',
		name: 'otherServerEvents',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. subscribe.subscription.paused',
		description: 'Comma-separated names of further events, exactly as Poool writes them',
		displayOptions: ofSecured,
	},
	{
		displayName: 'Field Errors',
		name: 'fieldErrors',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field Error',
		default: {},
		description:
			'When the reader is told to correct a field. Such a submission starts nothing. Everything else is answered {}, which accepts it.',
		displayOptions: ofSubmission,
		options: [
			{
				displayName: 'Field Error',
				name: 'values',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. email',
						description: 'Key of the field; for the newsletter it is email',
					},
					{
						displayName: 'When It',
						name: 'condition',
						type: 'options',
						noDataExpression: true,
						options: [
							{ name: 'Does Not Match', value: 'notMatches' },
							{ name: 'Is Empty', value: 'empty' },
							{ name: 'Is No E-Mail Address', value: 'notEmail' },
							{ name: 'Matches', value: 'matches' },
						],
						default: 'empty',
						description: 'What is wrong with the field',
					},
					{
						displayName: 'Pattern',
						name: 'pattern',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. @example\\.com$',
						description:
							'Regular expression, which may match anywhere in the value. Looking ahead or back and references (\\1) are not possible: they can keep n8n busy forever.',
						displayOptions: { show: { condition: ['matches', 'notMatches'] } },
					},
					{
						displayName: 'Message',
						name: 'message',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. Please enter your address',
						description: 'What the reader is told',
					},
				],
			},
		],
	},
	{
		displayName: 'Form of the Errors',
		name: 'errorForm',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'List', value: 'list', description: '[{ "fieldKey": "email", "message": "…" }]' },
			{ name: 'Object', value: 'object', description: '{ "email": "…" }' },
		],
		default: 'object',
		description: 'How errors are written in the answer. Poool does not publish it: try one, then the other.',
		displayOptions: ofSubmission,
	},
	{
		displayName: 'User ID Field',
		name: 'userIdField',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. customer.reference',
		description: 'Where in the body the ID stands by which Batch knows the user; dots lead further down',
		displayOptions: ofServer,
	},
];

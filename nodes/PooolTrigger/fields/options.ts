import type { INodeProperties } from 'n8n-workflow';

import {
	batchApiField,
	includeHeadersField,
	includePayloadField,
	skipRepeatedField,
} from '../../shared/webhook/prepared/fields';

const ofPage = { show: { '/receive': ['page'] } };
const ofServer = { show: { '/receive': ['submission', 'secured'] } };

export const optionFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			batchApiField,
			includeHeadersField,
			includePayloadField('the event', 'poool'),
			{
				displayName: 'Keep Query of Page URL',
				name: 'pageQuery',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description: 'Whether the address of the page keeps what follows the question mark. It may hold personal data.',
				displayOptions: ofPage,
			},
			{
				displayName: 'Maximum Body Size (KB)',
				name: 'maximumBody',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1 },
				default: 64,
				description: 'A request with more is answered 413 and starts nothing. Browsers send no more than 64 KB as a beacon.',
				displayOptions: ofPage,
			},
			{
				displayName: 'Maximum Body Size (KB)',
				name: 'maximumServerBody',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1 },
				default: 1024,
				description: 'A request with more is answered 413 and starts nothing, before its signature is looked at',
				displayOptions: ofServer,
			},
			{
				displayName: 'Maximum Events per Request',
				name: 'maximumEvents',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'A request with more is answered 413 and starts nothing. The script splits what it has accordingly.',
				displayOptions: ofPage,
			},
			{
				displayName: 'Requests per Minute',
				name: 'callsPerMinute',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				default: 600,
				description:
					'How many requests one client may send to one site of Allowed Origins; more are answered 429 and start nothing. 0 for any number. Everybody in an office may have one address: a page view makes one or two requests. Counted in each process of n8n, by IP address: behind a proxy, set N8N_PROXY_HOPS.',
				displayOptions: ofPage,
			},
			{
				displayName: 'Requests per Minute',
				name: 'serverCallsPerMinute',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				default: 600,
				description:
					'How many requests one client may send; more are answered 429 and start nothing. 0 for any number. All of Poool’s may come from one address. Counted in each process of n8n, by IP address: behind a proxy, set N8N_PROXY_HOPS.',
				displayOptions: ofServer,
			},
			{
				displayName: 'Requests per Minute of a Site',
				name: 'siteCallsPerMinute',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				default: 6000,
				description:
					'How many requests all clients of one entry of Allowed Origins may send together; more are answered 429 and start nothing. 0 for any number. Counted in each process of n8n.',
				displayOptions: ofPage,
			},
			{
				displayName: 'Script Cache (Minutes)',
				name: 'bridgeCache',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				default: 5,
				description: 'How long browsers keep the script before they ask for a newer one',
				displayOptions: ofPage,
			},
			{
				displayName: 'Skip Identical Calls',
				name: 'skipIdentical',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description:
					'Whether to answer a call whose body is the same, byte for byte, as one of the last 21 days without starting the workflow again. Poool sends no event ID: two events just alike would be taken for one.',
				displayOptions: ofServer,
			},
			skipRepeatedField(ofPage),
			{
				displayName: 'Use Custom Reader ID',
				name: 'readerIdIsUser',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description:
					'Whether the custom_reader_id that the page gives to Poool is the user ID where the page names none. Only if it is the custom ID that Batch knows.',
				displayOptions: ofPage,
			},
		],
	},
];

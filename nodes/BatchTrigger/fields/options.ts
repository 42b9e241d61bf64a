import type { INodeProperties } from 'n8n-workflow';

import { batchApiField, includeHeadersField, includePayloadField, skipRepeatedField } from '../../shared/webhook/prepared/fields';

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
			includePayloadField('the body', 'body'),
			{
				displayName: 'Maximum Body Size (KB)',
				name: 'maximumBody',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1 },
				default: 1024,
				description: 'A request with more is answered 413 and starts nothing, before its secret is looked at',
			},
			{
				displayName: 'Requests per Minute',
				name: 'callsPerMinute',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				// A hundred a second (batch-api-1x.md §14): more than one process of n8n takes on, so that no call of Batch's is in the way.
				default: 6000,
				description:
					'How many requests one client may send; more are answered 429 and start nothing. 0 for any number. All of Batch’s may come from one address. Counted in each process of n8n, by IP address: behind a proxy, set N8N_PROXY_HOPS.',
			},
			skipRepeatedField(),
		],
	},
];

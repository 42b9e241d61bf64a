import type { INodeProperties } from 'n8n-workflow';

import {
	batchApiField,
	includeHeadersField,
	includePayloadField,
	skipRepeatedField,
	whenPrepared,
} from '../../shared/webhook/prepared/fields';

export const optionFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Accept Deprecated Signature',
				name: 'acceptDeprecatedSignature',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description:
					'Whether to accept calls that carry only the old X-PURCHASELY-SIGNATURE header. It does not protect the body: whoever sees one such call can send any event in its name.',
			},
			batchApiField,
			{
				displayName: 'Events Older Than 24 Hours',
				name: 'lateEvents',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Keep Their Time',
						value: 'keepTime',
						description: 'Batch refuses such an event, and the Batch node says so',
					},
					{
						name: 'Leave the Time Out',
						value: 'useArrival',
						description: 'Batch then takes the time the event reaches it',
					},
				],
				default: 'keepTime',
				description:
					'What to do with the time of an event that Purchasely could deliver only after a day or more, for example because n8n was down',
				displayOptions: whenPrepared,
			},
			includeHeadersField,
			includePayloadField('the payload', 'purchasely'),
			{
				displayName: 'Maximum Age (Minutes)',
				name: 'maximumAge',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'Refuse calls whose timestamp is further away than this from the clock of n8n. 0 accepts any age. Purchasely retries for 20 days, and whether it signs a retry anew is not documented: with a limit, late retries may be lost.',
			},
			skipRepeatedField(),
		],
	},
];

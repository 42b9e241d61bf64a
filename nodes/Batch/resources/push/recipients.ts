import type { INodeProperties } from 'n8n-workflow';

import { checkCustomId } from '../../../shared/batch/contract/checks';
import type { Platform } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import { platformField, platformsField } from '../../fields/identity';
import type { Item } from '../../run/item';

/** The key of Batch's `recipients` object (batch-api-1x.md §1.1). */
export type RecipientKind = 'advertising_ids' | 'custom_ids' | 'install_ids' | 'tokens';

export const recipientFields: INodeProperties[] = [
	{
		displayName: 'Recipients By',
		name: 'recipientKind',
		type: 'options',
		noDataExpression: true,
		default: 'custom_ids',
		options: [
			{
				name: 'Advertising ID',
				value: 'advertising_ids',
				description: 'Batch’s guide names it; the key of the call is that of its audiences',
			},
			{ name: 'Custom ID', value: 'custom_ids' },
			{ name: 'Installation ID', value: 'install_ids' },
			{ name: 'Push Token', value: 'tokens' },
		],
		description: 'How the people to reach are named',
	},
	{
		displayName: 'Recipients',
		name: 'recipients',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. reader-42',
		description: 'One, several separated by commas, or an expression that gives a list',
	},
];

/** A custom id means the same person in every app; a token or an installation belongs to one. */
export const recipientPlatformFields: INodeProperties[] = [
	{ ...platformsField, displayOptions: { show: { recipientKind: ['custom_ids'] } } },
	{ ...platformField, displayOptions: { show: { recipientKind: ['advertising_ids', 'install_ids', 'tokens'] } } },
];

export interface Recipients {
	readonly kind: RecipientKind;
	readonly ids: readonly string[];
	readonly violations: readonly Violation[];
}

export function readRecipients(item: Item): Recipients {
	const kind = item.choice<RecipientKind>('recipientKind');
	const ids = item.list('recipients');
	const violations =
		ids.length === 0
			? [violation('Recipients', '', 'must name at least one')]
			: ids.flatMap((id) => (kind === 'custom_ids' ? checkCustomId(id) : []));
	return { kind, ids, violations };
}

/** The apps to call for the recipients. */
export function platformsOf(item: Item, { kind }: Recipients): Platform[] {
	return kind === 'custom_ids' ? item.platforms() : [item.platform()];
}

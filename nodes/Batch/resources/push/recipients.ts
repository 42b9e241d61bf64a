import type { INodeProperties } from 'n8n-workflow';

import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { violation, type Violation } from '../../../shared/batch/violation';
import { toTextList, type Row } from '../../row';

/** The key of Batch's `recipients` object (batch-api-1x.md §1.1). */
export type RecipientKind = 'custom_ids' | 'install_ids' | 'tokens';

export const recipientFields: INodeProperties[] = [
	{
		displayName: 'Recipients By',
		name: 'recipientKind',
		type: 'options',
		noDataExpression: true,
		default: 'custom_ids',
		options: [
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

export interface Recipients {
	readonly kind: RecipientKind;
	readonly ids: readonly string[];
	readonly violations: readonly Violation[];
}

export function readRecipients(row: Row): Recipients {
	const kind = row.text('recipientKind', 'custom_ids') as RecipientKind;
	const ids = toTextList(row.read('recipients', ''));
	const violations =
		ids.length === 0
			? [violation('Recipients', '', 'must name at least one')]
			: ids.flatMap((id) => (kind === 'custom_ids' ? checkCustomId(id) : []));
	return { kind, ids, violations };
}

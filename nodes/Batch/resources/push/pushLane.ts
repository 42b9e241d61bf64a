import type { IDataObject } from 'n8n-workflow';

import type { Lane } from '../../../shared/batch/bulk/sendAll';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { platformNames, type Platform } from '../../../shared/batch/family';
import type { LaneEntry } from '../../operation';
import type { Row } from '../../row';
import type { Recipients } from './recipients';

interface PushCall {
	readonly platform: Platform;
	/** The call's body without its recipients. */
	readonly message: IDataObject;
	/** The partner endpoint, where it stands in for the standard one. */
	readonly address?: string;
}

/**
 * One entry for each recipient, on the lane of its message: items with the same message share calls of up
 * to 10,000 recipients, unless the user wants a call for each item.
 */
export function pushEntries(row: Row, recipients: Recipients, call: PushCall): Array<LaneEntry<string>> {
	const { kind, ids } = recipients;
	const isPerItem = row.text('options.grouping', 'grouped') === 'perItem';
	const repeatable = row.flag('options.retryLostAnswers');
	const key = JSON.stringify([call.platform, call.address, kind, call.message, repeatable, isPerItem && row.index]);
	const lane: Lane<string> = {
		key: `push ${key}`,
		scope: call.platform,
		ways: [
			{
				limits: { groupsPerCall: appLimits.recipientsPerSend.value },
				request: (groups) => ({
					route: appRoutes.sendPush,
					platform: call.platform,
					address: call.address,
					repeatable,
					body: { ...call.message, recipients: { [kind]: groups.map(({ identity }) => identity) } },
				}),
			},
		],
	};
	return ids.map((id) => ({
		lane,
		laneName: platformNames[call.platform],
		identity: id,
		payload: id,
		events: 0,
	}));
}

/** The token under which Batch's dashboard finds the send, by platform (batch-api-1x.md §1.1). */
export function describePush(answer: unknown, platform: string | undefined): IDataObject {
	const token = (answer as { token?: unknown } | null)?.token;
	return typeof token === 'string' ? { tokens: { [platform ?? '']: token } } : {};
}

import type { IDataObject } from 'n8n-workflow';

import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { platformNames, type Platform } from '../../../shared/batch/family';
import { push } from '../../../shared/batch/routes/push';
import { readText } from '../../../shared/batch/values/readValue';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';
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
export function pushEntries(item: Item, { kind, ids }: Recipients, call: PushCall): Array<Entry<string>> {
	const { platform, address, message } = call;
	const isPerItem = item.choice('options.grouping') === 'perItem';
	const repeatable = item.flag('options.retryLostAnswers');
	const lane: Lane<string> = {
		name: JSON.stringify([platform, address, kind, message, repeatable, isPerItem && item.index]),
		platform,
		sendsOnce: true,
		limits: { groupsPerCall: appLimits.recipientsPerSend.value },
		request: (groups) => ({
			route: push.send,
			platform,
			address,
			repeatable,
			elements: groups.length,
			body: { ...message, recipients: { [kind]: groups.map(({ identity }) => identity) } },
		}),
	};
	const onceKey = item.flag('sendOnce') ? item.text('onceKey') : undefined;
	return [...new Set(ids)].map((id) => ({ lane, identity: id, payload: id, ...(onceKey !== undefined && { onceKey }) }));
}

/** The token under which Batch's dashboard finds the send, by platform (batch-api-1x.md §1.1). */
export function answerOfPush(body: unknown, platform: Platform | undefined): IDataObject {
	const token = readText(isRecord(body) ? body.token : undefined);
	return token.ok && token.value !== undefined && platform !== undefined ? { tokens: { [platformNames[platform]]: token.value } } : {};
}

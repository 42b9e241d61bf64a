import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../shared/webhook/headers';
import { preparedContent, writeItems } from '../shared/webhook/prepared/items';
import { isAnonymous } from '../shared/webhook/prepared/userId';
import { storeOf } from './catalogue/values';
import { prepare } from './prepare';
import type { ReceivedCall } from './readCall';
import type { TriggerSettings } from './settings';
import { subscriptionOf } from './subscription';

/** The items of each output. `now` in milliseconds since 1970. */
export function shape(
	calls: readonly ReceivedCall[],
	settings: TriggerSettings,
	headers: RequestHeaders,
	now: number,
): INodeExecutionData[][] {
	const writer = { isAnonymous: isOfNobody, contentOf: (call: ReceivedCall) => contentOf(call, settings, now) };
	return writeItems(calls, writer, settings.output, headers);
}

function contentOf(call: ReceivedCall, { output, preparation }: TriggerSettings, now: number): IDataObject {
	if (!call.readable) {
		return { problem: 'Purchasely signed this call, but its body is no JSON object.', body: call.text };
	}
	if (output.form === 'received') return call.payload;
	const { environment = null, store = null } = call.payload;
	const about = {
		eventName: call.name,
		environment,
		store,
		platform: storeOf(store)?.platform ?? null,
		userId: call.userId ?? null,
		anonymous: isOfNobody(call),
		subscription: subscriptionOf(call) ?? null,
	};
	return preparedContent(about, prepare(call, preparation, now), { purchasely: call.payload }, output);
}

function isOfNobody(call: ReceivedCall): boolean {
	return call.readable && isAnonymous(call);
}

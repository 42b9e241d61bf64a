import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../shared/webhook/headers';
import type { FreeCall } from '../shared/webhook/prepared/freeCall';
import { preparedContent, writeItems } from '../shared/webhook/prepared/items';
import { prepareFreeCall } from '../shared/webhook/prepared/prepareFreeCall';
import { snakeCase } from '../shared/webhook/prepared/snakeCase';
import type { TriggerSettings } from './settings';

/** The items of each output. `now` in milliseconds since 1970. */
export function shape(
	calls: readonly FreeCall[],
	settings: TriggerSettings,
	headers: RequestHeaders,
	now: number,
): INodeExecutionData[][] {
	const writer = { isAnonymous, contentOf: (call: FreeCall) => contentOf(call, settings, now) };
	return writeItems(calls, writer, settings.output, headers);
}

function contentOf(call: FreeCall, settings: TriggerSettings, now: number): IDataObject {
	const { receive, output, namePrefix, attributeFields, eventField, userIdField, eventIdField } = settings;
	if (call.text !== undefined) {
		return { problem: 'Batch sent this call with the right secret, but its body is no JSON object.', body: call.text };
	}
	if (output.form === 'received') return call.body;
	const about = {
		eventName: call.name,
		source: receive,
		userId: call.userId ?? null,
		eventId: call.eventId ?? null,
		anonymous: isAnonymous(call),
	};
	const preparation = prepareFreeCall(call, {
		name: `${namePrefix}${snakeCase(call.name)}`,
		// Without an ID of the sender's, each arrival is an event of its own.
		eventId: call.eventId === undefined ? `${call.digest}@${now}` : JSON.stringify([call.name, call.userId ?? null, call.eventId]),
		attributeFields,
		otherFields: [eventField, userIdField, eventIdField],
		family: output.family,
	});
	return preparedContent(about, preparation, { body: call.body }, output);
}

function isAnonymous({ userId }: FreeCall): boolean {
	return userId === undefined;
}

import { randomUUID } from 'crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../shared/webhook/headers';
import type { FreeCall } from '../shared/webhook/prepared/freeCall';
import { preparedContent, writeItems } from '../shared/webhook/prepared/items';
import { prepareFreeCall } from '../shared/webhook/prepared/prepareFreeCall';
import { snakeCaseOfWords } from '../shared/webhook/prepared/snakeCase';
import { isAnonymous } from '../shared/webhook/prepared/userId';
import { identityOf } from './identityOf';
import type { TriggerSettings } from './settings';

/** The items of each output. */
export function shape(
	calls: readonly FreeCall[],
	settings: TriggerSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const writer = { isAnonymous, contentOf: (call: FreeCall) => contentOf(call, settings) };
	return writeItems(calls, writer, settings.output, headers);
}

function contentOf(call: FreeCall, settings: TriggerSettings): IDataObject {
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
	const words = snakeCaseOfWords(call.name);
	const preparation = prepareFreeCall(call, {
		name: words === '' ? '' : `${namePrefix}${words}`,
		// What cannot be told from another is an event of its own with each arrival: Send Once must not take two for one.
		eventId: identityOf(call, settings) ?? randomUUID(),
		attributeFields,
		otherFields: [eventField, userIdField, eventIdField],
		family: output.family,
	});
	return preparedContent(about, preparation, { body: call.body }, output);
}

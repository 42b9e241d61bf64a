import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../../shared/webhook/headers';
import type { FreeCall } from '../../shared/webhook/prepared/freeCall';
import { preparedContent, writeItems } from '../../shared/webhook/prepared/items';
import { isAnonymous } from '../../shared/webhook/prepared/userId';
import { prepareServerCall } from './prepareServerCall';
import type { ServerSettings } from './serverSettings';

/** The items of each output, as in the page's mode. */
export function shapeServer(
	calls: readonly FreeCall[],
	settings: ServerSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const writer = { isAnonymous, contentOf: (call: FreeCall) => contentOf(call, settings) };
	return writeItems(calls, writer, settings.output, headers);
}

function contentOf(call: FreeCall, settings: ServerSettings): IDataObject {
	const payload: IDataObject = call.text === undefined ? call.body : { text: call.text };
	if (settings.output.form === 'received') return payload;
	const about = { eventName: call.name, source: 'server', anonymous: isAnonymous(call) };
	return preparedContent(about, prepareServerCall(call, settings), { poool: payload }, settings.output);
}

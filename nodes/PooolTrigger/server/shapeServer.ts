import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../../shared/webhook/headers';
import { preparedContent, writeItems } from '../../shared/webhook/prepared/items';
import { prepareServerCall } from './prepareServerCall';
import type { ServerCall } from './serverCall';
import type { ServerSettings } from './serverSettings';

/** The items of each output, as in the page's mode. */
export function shapeServer(
	calls: readonly ServerCall[],
	settings: ServerSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const writer = { isAnonymous, contentOf: (call: ServerCall) => contentOf(call, settings) };
	return writeItems(calls, writer, settings.output, headers);
}

function isAnonymous({ userId }: ServerCall): boolean {
	return userId === undefined;
}

function contentOf(call: ServerCall, settings: ServerSettings): IDataObject {
	const payload: IDataObject = call.text === undefined ? call.body : { text: call.text };
	if (settings.output.form === 'received') return payload;
	const about = { eventName: call.name, source: 'server', anonymous: isAnonymous(call) };
	return preparedContent(about, prepareServerCall(call, settings), { poool: payload }, settings.output);
}

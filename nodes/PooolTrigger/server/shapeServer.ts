import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { preparedEventKey } from '../../shared/batch/preparedEvent';
import type { RequestHeaders } from '../../shared/webhook/headers';
import { prepareServerCall } from './prepareServerCall';
import type { ServerCall } from './serverCall';
import type { ServerSettings } from './serverSettings';

/** The items of each output, as in the page's mode. */
export function shapeServer(
	calls: readonly ServerCall[],
	settings: ServerSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const { anonymousEvents, includeHeaders } = settings.output;
	const added = includeHeaders ? { headers: { ...headers } } : {};
	const items = calls.map((call) => ({ call, item: { json: { ...added, ...contentOf(call, settings) } } }));
	if (anonymousEvents !== 'secondOutput') return [items.map(({ item }) => item)];
	const of = (anonymous: boolean) =>
		items.filter(({ call }) => (call.userId === undefined) === anonymous).map(({ item }) => item);
	return [of(false), of(true)];
}

function contentOf(call: ServerCall, settings: ServerSettings): IDataObject {
	const { form, includePayload } = settings.output;
	const payload: IDataObject = call.text === undefined ? call.body : { text: call.text };
	if (form === 'received') return payload;
	const result = prepareServerCall(call, settings);
	return {
		eventName: call.name,
		source: 'server',
		anonymous: call.userId === undefined,
		...('problem' in result ? result : { [preparedEventKey]: result.prepared as unknown as IDataObject }),
		...(includePayload ? { poool: payload } : {}),
	};
}

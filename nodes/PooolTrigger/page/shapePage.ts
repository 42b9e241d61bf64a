import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { preparedEventKey } from '../../shared/batch/preparedEvent';
import type { RequestHeaders } from '../../shared/webhook/headers';
import type { ReceivedEvent } from './pageEvent';
import type { PageSettings } from './pageSettings';
import { preparePageEvent } from './preparePageEvent';

/** The items of each output: the second one exists only for anonymous events of their own. */
export function shapePage(
	events: readonly ReceivedEvent[],
	settings: PageSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const { anonymousEvents, includeHeaders } = settings.output;
	const added = includeHeaders ? { headers: { ...headers } } : {};
	const items = events.map((event) => ({ event, item: { json: { ...added, ...contentOf(event, settings) } } }));
	if (anonymousEvents !== 'secondOutput') return [items.map(({ item }) => item)];
	const of = (anonymous: boolean) =>
		items.filter(({ event }) => isAnonymous(event) === anonymous).map(({ item }) => item);
	return [of(false), of(true)];
}

export function isAnonymous({ user }: ReceivedEvent): boolean {
	return user.id === undefined;
}

function contentOf(event: ReceivedEvent, { output, mappings }: PageSettings): IDataObject {
	const received = receivedOf(event);
	if (output.form === 'received') return received;
	const mapping = mappings.get(event.key);
	const result =
		mapping === undefined ? { problem: 'The event is not mapped.' } : preparePageEvent(event, mapping, output.family);
	return {
		eventName: event.name,
		source: event.source,
		anonymous: isAnonymous(event),
		...('problem' in result ? result : { [preparedEventKey]: result.prepared as unknown as IDataObject }),
		...(output.includePayload ? { poool: received } : {}),
	};
}

function receivedOf({ name, source, id, time, page, user, data, leftOut }: ReceivedEvent): IDataObject {
	return {
		eventName: name,
		source,
		eventId: id,
		time: new Date(time).toISOString(),
		page,
		user: { ...user },
		data,
		...(leftOut.length > 0 && { leftOut: [...leftOut] }),
	};
}

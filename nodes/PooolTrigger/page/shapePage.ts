import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RequestHeaders } from '../../shared/webhook/headers';
import { preparedContent, writeItems } from '../../shared/webhook/prepared/items';
import type { ReceivedEvent } from './receivedEvent';
import type { PageSettings } from './pageSettings';
import { prepareReceived } from './prepareReceived';

/** The items of each output. */
export function shapePage(
	events: readonly ReceivedEvent[],
	settings: PageSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const writer = { isAnonymous, contentOf: (event: ReceivedEvent) => contentOf(event, settings) };
	return writeItems(events, writer, settings.output, headers);
}

export function isAnonymous({ user }: ReceivedEvent): boolean {
	return user.id === undefined;
}

function contentOf(event: ReceivedEvent, { output, mappings }: PageSettings): IDataObject {
	const received = receivedOf(event);
	if (output.form === 'received') return received;
	const mapping = mappings.get(event.key);
	const preparation =
		mapping === undefined ? { problem: 'The event is not mapped.' } : prepareReceived(event, mapping, output.family);
	const about = { eventName: event.name, source: event.source, anonymous: isAnonymous(event) };
	return preparedContent(about, preparation, { poool: received }, output);
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

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { preparedEventKey } from '../shared/batch/preparedEvent';
import type { RequestHeaders } from '../shared/webhook/headers';
import { prepare } from './prepare';
import type { Received } from './recognise';
import type { TriggerSettings } from './settings';

/** The items of each output: the second one exists only for anonymous events of their own. */
export function shape(
	events: readonly Received[],
	settings: TriggerSettings,
	headers: RequestHeaders,
	now: number,
): INodeExecutionData[][] {
	const known: INodeExecutionData[] = [];
	const anonymous: INodeExecutionData[] = [];
	const separate = settings.filter.anonymousEvents === 'secondOutput';
	for (const event of events) {
		const added = settings.output.includeHeaders ? { headers: { ...headers } } : {};
		const json: IDataObject = { ...added, ...contentOf(event, settings, now) };
		(separate && isAnonymous(event) ? anonymous : known).push({ json });
	}
	return separate ? [known, anonymous] : [known];
}

function contentOf(event: Received, { output, preparation }: TriggerSettings, now: number): IDataObject {
	if (!event.readable) {
		return { problem: 'Purchasely signed this call, but its body is no JSON object.', body: event.text };
	}
	if (output.form === 'received') return event.payload;
	const result = prepare(event, preparation, now);
	const { environment = null, store = null } = event.payload;
	return {
		eventName: event.name,
		environment,
		store,
		anonymous: isAnonymous(event),
		...('problem' in result
			? { problem: result.problem }
			: { [preparedEventKey]: result.prepared as unknown as IDataObject }),
		...(output.includePayload ? { purchasely: event.payload } : {}),
	};
}

function isAnonymous(event: Received): boolean {
	return event.readable && event.userId === undefined;
}

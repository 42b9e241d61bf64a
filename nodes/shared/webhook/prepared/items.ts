import { NodeConnectionTypes, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { preparedEventKey, type PreparedEvent } from '../../batch/preparedEvent';
import type { RequestHeaders } from '../headers';
import type { OutputSettings } from './settings';

/** An event for Batch, or what stands in the way of it. */
export type Preparation = { readonly prepared: PreparedEvent } | { readonly problem: string };

/** The outputs a trigger draws: a second one where anonymous events have their own. */
export const outputsByAnonymousEvents: `={{${string}}}` = `={{ $parameter["anonymousEvents"] === "secondOutput" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Known User" }, { type: "${NodeConnectionTypes.Main}", displayName: "Anonymous" }] : ["${NodeConnectionTypes.Main}"] }}`;

/** What is a trigger's own about its items. */
export interface ItemWriter<Event> {
	/** Whether no custom ID goes with the event. */
	isAnonymous(event: Event): boolean;
	contentOf(event: Event): IDataObject;
}

/** The items of each output, one an event. */
export function writeItems<Event>(
	events: readonly Event[],
	{ isAnonymous, contentOf }: ItemWriter<Event>,
	{ anonymousEvents, includeHeaders }: OutputSettings,
	headers: RequestHeaders,
): INodeExecutionData[][] {
	const known: INodeExecutionData[] = [];
	const anonymous: INodeExecutionData[] = [];
	const isSeparate = anonymousEvents === 'secondOutput';
	for (const event of events) {
		const json: IDataObject = { ...(includeHeaders && { headers: { ...headers } }), ...contentOf(event) };
		(isSeparate && isAnonymous(event) ? anonymous : known).push({ json });
	}
	return isSeparate ? [known, anonymous] : [known];
}

/**
 * The content of an item that holds a prepared event: `about` it for what comes next in the workflow, the
 * event for the Batch node or the problem, and what was received under the sender's name if it is wanted.
 */
export function preparedContent(
	about: IDataObject & { eventName: string; anonymous: boolean },
	preparation: Preparation,
	received: IDataObject,
	{ includePayload }: OutputSettings,
): IDataObject {
	return {
		...about,
		...('problem' in preparation
			? { problem: preparation.problem }
			: { [preparedEventKey]: preparation.prepared as unknown as IDataObject }),
		...(includePayload && received),
	};
}

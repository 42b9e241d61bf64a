import { lookAtColumns } from '../../columnsOfRun';
import { attributeSourceFields } from '../../fields/attributes';
import { apiField, customIdField, platformsField } from '../../fields/identity';
import { interruptedEventsOption, onceFields, onceHistoryOption } from '../../fields/once';
import { retryLostAnswersOption, shareOption, writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import { eventDetailsField, eventFields, eventSourceFields } from './event.fields';
import { prepareEvent } from './prepareEvent';
import type { EventPayload } from './eventLanes';
import { endpointOption, outsideWindowField } from './window.fields';

const ownFields = { show: { eventFrom: ['fields', 'incoming', 'json'] } };

/** Event → Track: through profile updates (batch-api-2x.md §11) or the Trigger Events API (batch-api-1x.md §7). */
export const trackEvent = bulk<EventPayload>({
	text: {
		name: 'Track',
		value: 'track',
		action: 'Track event',
		description: 'Send custom events, which start automations and enrich profiles',
	},
	fields: [
		apiField,
		{
			...platformsField,
			description: 'The apps to call. An event prepared by a trigger that names its platform goes to that one only.',
			displayOptions: { show: { api: ['app'] } },
		},
		...eventSourceFields,
		{ ...customIdField, displayOptions: ownFields },
		...eventFields,
		...attributeSourceFields('eventFrom', 'event'),
		eventDetailsField,
		outsideWindowField,
		...onceFields('event'),
		writeOptions([endpointOption, interruptedEventsOption, onceHistoryOption, retryLostAnswersOption, shareOption]),
	],
	begin: lookAtColumns('eventFrom'),
	prepare: prepareEvent,
});

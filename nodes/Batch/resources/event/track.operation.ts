import { lookAtColumns } from '../../readAttributes';
import { attributeSourceFields } from '../../fields/attributes';
import { apiField, customIdField, identifyByField, installationField, platformsField } from '../../fields/identity';
import { eventOnceFields, interruptedSendsOption, onceHistoryOption } from '../../fields/once';
import { retryLostAnswersOption, shareOption, writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import { eventDetailsField, eventFields, eventSourceFields } from './event.fields';
import { prepareEvent } from './prepareEvent';
import type { EventPayload } from './eventLanes';
import { endpointOption, outsideWindowField } from './window.fields';

const ofProject = { show: { api: ['project'] } };
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
		apiField({
			project: 'One call for all platforms; takes lists and objects',
			app: 'One call for each platform; for accounts that still trigger automations with it',
		}),
		{
			...platformsField,
			description: 'The apps to call. An event prepared by a trigger that names its platform goes to that one only.',
			displayOptions: { show: { api: ['app'] } },
		},
		...eventSourceFields,
		{ ...identifyByField, displayOptions: ofProject },
		// Twice: what is hidden keeps its value, and would still decide what the app family shows.
		{ ...customIdField, displayOptions: { show: { ...ofProject.show, ...ownFields.show, identifyBy: ['customId'] } } },
		{ ...customIdField, displayOptions: { show: { api: ['app'], ...ownFields.show } } },
		{ ...installationField, displayOptions: { show: { ...ofProject.show, identifyBy: ['installation'] } } },
		...eventFields,
		...attributeSourceFields('eventFrom', 'event'),
		eventDetailsField,
		outsideWindowField,
		...eventOnceFields,
		writeOptions([endpointOption, interruptedSendsOption, onceHistoryOption, retryLostAnswersOption, shareOption]),
	],
	begin: lookAtColumns('eventFrom'),
	prepare: prepareEvent,
});

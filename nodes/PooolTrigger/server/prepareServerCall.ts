import { randomUUID } from 'crypto';

import type { FreeCall } from '../../shared/webhook/prepared/freeCall';
import type { Preparation } from '../../shared/webhook/prepared/items';
import { prepareFreeCall } from '../../shared/webhook/prepared/prepareFreeCall';
import { snakeCaseOfWords } from '../../shared/webhook/prepared/snakeCase';
import { serverEvents } from '../catalogue/serverEvents';
import type { ServerSettings } from './serverSettings';

const shortNames = new Map(serverEvents.map(({ name, shortName }) => [name, shortName]));

/** The name in Batch: prefix, and the short form of Poool's name or its snake case. Never cut; empty where nothing of the name is left. */
export function serverBatchName(name: string, prefix: string): string {
	const words = shortNames.get(name) ?? snakeCaseOfWords(name);
	return words === '' ? '' : `${prefix}${words}`.toLowerCase();
}

/** Makes Batch's event of a call, or says what stands in the way. Cuts nothing. */
export function prepareServerCall(call: FreeCall, settings: ServerSettings): Preparation {
	const { attributeFields, output, userIdField, skipIdentical } = settings;
	return prepareFreeCall(call, {
		name: serverBatchName(call.name, output.namePrefix),
		// Where two calls just alike are two events, Send Once must not take them for one.
		eventId: skipIdentical ? call.digest : randomUUID(),
		attributeFields,
		otherFields: [userIdField],
		family: output.family,
	});
}

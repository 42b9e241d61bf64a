import type { FreeCall } from '../../shared/webhook/prepared/freeCall';
import type { Preparation } from '../../shared/webhook/prepared/items';
import { prepareFreeCall } from '../../shared/webhook/prepared/prepareFreeCall';
import { snakeCase } from '../../shared/webhook/prepared/snakeCase';
import { serverEvents } from '../catalogue/serverEvents';
import type { ServerSettings } from './serverSettings';

const shortNames = new Map(serverEvents.map(({ name, shortName }) => [name, shortName]));

/** The name in Batch: prefix, and the short form of Poool's name or its snake case. Never cut. */
export function serverBatchName(name: string, prefix: string): string {
	return `${prefix}${shortNames.get(name) ?? snakeCase(name)}`.toLowerCase();
}

/** Makes Batch's event of a call, or says what stands in the way. Pure; cuts nothing. */
export function prepareServerCall(call: FreeCall, { attributeFields, output, userIdField }: ServerSettings): Preparation {
	return prepareFreeCall(call, {
		name: serverBatchName(call.name, output.namePrefix),
		eventId: call.digest,
		attributeFields,
		otherFields: [userIdField],
		family: output.family,
	});
}

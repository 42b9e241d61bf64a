import type { IDataObject } from 'n8n-workflow';

import { checkCustomId } from '../../shared/batch/contract/checkIdentity';
import { projectNameRule } from '../../shared/batch/contract/projectContract';
import type { Preparation } from '../../shared/webhook/prepared/items';
import { snakeCase } from '../catalogue/snakeCase';
import { serverEvents } from '../catalogue/serverEvents';
import type { TakenField } from '../mapping/mapping';
import { takeAttributes } from '../mapping/takeAttributes';
import { valueLimits } from '../output';
import { at, type ServerCall } from './serverCall';
import type { ServerSettings } from './serverSettings';

const shortNames = new Map(serverEvents.map(({ name, shortName }) => [name, shortName]));

/** The name in Batch: prefix, and the short form of Poool's name or its snake case. Never cut. */
export function serverBatchName(name: string, prefix: string): string {
	return `${prefix}${shortNames.get(name) ?? snakeCase(name)}`.toLowerCase();
}

/** The attributes of the chosen fields, named after the last part of their path. */
export function serverAttributes(fields: readonly string[]): TakenField[] {
	return [...new Set(fields)].map((field) => [field, snakeCase(field.split('.').pop() ?? field), 'any']);
}

/** Makes Batch's event of a call, or says what stands in the way. Pure; cuts nothing. */
export function prepareServerCall(
	call: ServerCall,
	{ attributeFields, output, userIdField }: ServerSettings,
): Preparation {
	if (call.text !== undefined) return { problem: 'The body of this call is no JSON object.' };
	const name = serverBatchName(call.name, output.namePrefix);
	if (!projectNameRule.pattern.test(name)) return { problem: `The event ${call.name} has no valid name in Batch ("${name}").` };
	const [wrong] = call.userId === undefined ? [] : checkCustomId(call.userId);
	if (wrong !== undefined) return { problem: `The user id "${call.userId}" ${wrong.rule}.` };

	const taken = takeAttributes(serverAttributes(attributeFields), (field) => at(call.body, field), valueLimits(output.family));
	const attributes: IDataObject = Object.fromEntries(taken.map((one) => [one.name, one.value]));
	const carried = new Set([...taken.map(({ field }) => field), userIdField].map((field) => field.split('.')[0]));
	return {
		prepared: {
			...(call.userId !== undefined && { customId: call.userId }),
			event: { name, ...(taken.length > 0 && { attributes }) },
			eventId: call.id,
			leftOut: Object.keys(call.body).filter((key) => !carried.has(key)),
		},
	};
}

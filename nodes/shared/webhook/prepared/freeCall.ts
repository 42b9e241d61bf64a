import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { ParsedBody } from '../body';
import { safeObject } from '../safeData';
import { readUserId, type GivenUser } from './userId';

/** A call whose body is free or documented nowhere, so it is kept as it came. */
export interface FreeCall extends GivenUser {
	/** The event's name, where the node was told how to find it; else what the way in says. */
	readonly name: string;
	readonly body: IDataObject;
	/** What was no JSON object. */
	readonly text?: string;
	/** Of the bytes: two calls that are the same byte for byte have the same. */
	readonly digest: string;
	/** The sender's own identity of the event, where the node was told how to find it. */
	readonly eventId?: string;
}

/** Where in the body things stand, as paths such as `customer.id`. Empty: nobody knows. */
export interface FreeCallRules {
	readonly eventField: string;
	readonly userIdField: string;
	readonly eventIdField: string;
	/** For calls that carry no name. */
	readonly nameOf: (body: IDataObject) => string;
	/** Levels of the body that are kept; what lies deeper becomes null. */
	readonly levels?: number;
}

/** Says what a body holds. Takes every shape and throws at none. */
export function readFreeCall(
	body: ParsedBody,
	bytes: Uint8Array,
	{ eventField, userIdField, eventIdField, nameOf, levels }: FreeCallRules,
): FreeCall {
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	if (body.kind === 'other') return { name: '', body: {}, text: body.text, digest };
	const content = safeObject(body.value, levels);
	const eventId = textAt(content, eventIdField);
	const user = readUserId(userIdField === '' ? undefined : at(content, userIdField));
	return {
		name: textAt(content, eventField) ?? nameOf(content),
		body: content,
		digest,
		...(eventId !== undefined && { eventId }),
		...user,
	};
}

/** The value at a path such as `customer.id`. Own properties only. */
export function at(body: IDataObject, path: string): unknown {
	let value: unknown = body;
	for (const part of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
		value = (value as Record<string, unknown>)[part];
	}
	return value;
}

/** A text with something in it, or a whole number as text. */
function textAt(body: IDataObject, path: string): string | undefined {
	const value = path === '' ? undefined : at(body, path);
	if (typeof value === 'string' && value.trim() !== '') return value;
	return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { ParsedBody } from '../../shared/webhook/body';
import { safeObject } from '../../shared/webhook/safeData';

/** A call of Poool's server. Its body is not documented, so it is kept as it came. */
export interface ServerCall {
	/** The event's name, where the node was told how to find it; else what the way in says. */
	readonly name: string;
	readonly body: IDataObject;
	/** What was no JSON object. */
	readonly text?: string;
	readonly id: string;
	readonly userId?: string;
}

export interface NamingRules {
	readonly eventField: string;
	readonly userIdField: string;
	/** For calls that carry no name. */
	readonly nameOf: (body: IDataObject) => string;
}

/** Says what a body holds. Takes every shape and throws at none. */
export function readServerCall(body: ParsedBody, bytes: Uint8Array, rules: NamingRules): ServerCall {
	const id = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	if (body.kind === 'other') return { name: '', body: {}, text: body.text, id };
	const content = safeObject(body.value);
	const name = rules.eventField === '' ? undefined : textAt(content, rules.eventField);
	const userId = rules.userIdField === '' ? undefined : textAt(content, rules.userIdField);
	return { name: name ?? rules.nameOf(content), body: content, id, ...(userId !== undefined && { userId }) };
}

/** A newsletter's and a form's call are told apart by what the page's own events carry (poool-purchasely.md §1.6). */
export function submissionName(body: IDataObject): string {
	if (['newsletterId', 'newsletter_id'].some((key) => Object.hasOwn(body, key))) return 'newsletter';
	return Object.hasOwn(body, 'fields') ? 'form' : 'submission';
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

function textAt(body: IDataObject, path: string): string | undefined {
	const value = at(body, path);
	if (typeof value === 'string' && value.trim() !== '') return value;
	return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

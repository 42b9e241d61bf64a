import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { ParsedBody } from '../shared/webhook/body';
import { readUserId, type GivenUser } from '../shared/webhook/prepared/userId';

/** An authentic event of Purchasely's: one JSON object, flat. */
export interface PurchaselyEvent extends GivenUser {
	readonly readable: true;
	readonly payload: IDataObject;
	/** Empty where the payload names none. */
	readonly name: string;
	/** Identity of the event; the same on every delivery. */
	readonly id: string;
}

/** An authentic call whose body is no JSON object. It was acknowledged, so it has to come out all the same. */
export interface UnreadableCall {
	readonly readable: false;
	readonly text: string;
	readonly id: string;
}

export type ReceivedCall = PurchaselyEvent | UnreadableCall;

/** Says what a body holds (poool-purchasely.md §2.4). Takes every shape and throws at none. */
export function readCall(body: ParsedBody, bytes: Uint8Array): ReceivedCall {
	if (body.kind === 'other') return { readable: false, text: body.text, id: digestOf(bytes) };
	const payload = body.value;
	return {
		readable: true,
		payload,
		name: textOf(payload.event_name) ?? '',
		id: textOf(payload.event_id) ?? fallbackId(payload) ?? digestOf(bytes),
		...readUserId(payload.user_id),
	};
}

/**
 * The key to use where `event_id` is missing, as in payloads of 2021 (poool-purchasely.md §2.1). Undefined
 * when the parts that tell one event from the next are missing too.
 */
function fallbackId(payload: IDataObject): string | undefined {
	const name = textOf(payload.event_name);
	const purchase = textOf(payload.purchasely_subscription_id) ?? textOf(payload.purchasely_one_time_purchase_id);
	const transaction = textOf(payload.store_transaction_id);
	const created = textOf(payload.event_created_at_ms);
	const user = textOf(payload.user_id) ?? textOf(payload.anonymous_user_id);
	if (name === undefined || created === undefined || (purchase ?? transaction) === undefined) return undefined;
	return [name, purchase, transaction, created, user].map((part) => part ?? '').join('|');
}

function digestOf(bytes: Uint8Array): string {
	return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A text with something in it, or a whole number as text: ids are both, depending on who made them. Not String(): an object may bring a toString of its own. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string' && value.trim() !== '') return value;
	return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

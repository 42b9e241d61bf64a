import type { IDataObject } from 'n8n-workflow';

import type { ParsedBody } from '../../shared/webhook/body';
import type { Refusal } from '../../shared/webhook/receive';
import { safeObject } from '../../shared/webhook/safeData';
import type { ReceivedEvent } from './receivedEvent';
import { readUser } from './readUser';
import type { UserVerification } from './pageSettings';

export interface EnvelopeRules {
	readonly maximumEvents: number;
	/** Keys of form fields that may be passed on, whatever an old copy of the bridge sends. */
	readonly formFields: readonly string[];
	readonly verification: UserVerification;
	readonly secret: string;
}

const sources = new Set(['access', 'audit', 'engage', 'site']);
const nameForm = /^[A-Za-z0-9_.: -]{1,64}$/;
const idForm = /^[A-Za-z0-9._-]{8,64}$/;
/** A tab may sleep for weeks with an event in it. More is said by a clock that was set meanwhile, or by a stranger: too old it is all the same. */
const longestAgo = 366 * 24 * 3_600_000;
const formParts = ['fields', 'valid', 'values'];

/** Reads what the bridge sent. The bridge makes no mistakes of form, so one of them refuses the whole call. */
export function readEnvelope(body: ParsedBody, rules: EnvelopeRules, now: number): ReceivedEvent[] | Refusal {
	if (body.kind === 'other' || body.value.v !== 1) return refused(400, 'the body is not what the bridge sends');
	const { events, page, user } = body.value;
	if (!Array.isArray(events) || events.length === 0) return refused(400, 'the body holds no events');
	if (events.length > rules.maximumEvents) return refused(413, `${events.length} events are more than allowed`);
	const readerOf = (given: unknown) => readUser(safeObject(given), rules.verification, rules.secret);
	const reader = readerOf(user);
	if ('refused' in reader) return reader;

	const received: ReceivedEvent[] = [];
	const around = pageOf(safeObject(page));
	for (const event of events) {
		const { id, source, name, ago, data, leftOut, ...own } = safeObject(event);
		const isWhole =
			isText(id, idForm) && isText(name, nameForm) && typeof source === 'string' && sources.has(source);
		if (!isWhole || typeof ago !== 'number' || !(ago >= 0)) return refused(400, 'an event is not what the bridge sends');
		// An event that waited says where and whose it was, if that is not what the request says.
		const ownReader = own.user === undefined ? reader : readerOf(own.user);
		if ('refused' in ownReader) return ownReader;
		received.push({
			key: `${source}.${name}`,
			source,
			name,
			id,
			time: now - Math.min(ago, longestAgo),
			data: withoutPrivateFields(safeObject(data), rules.formFields),
			leftOut: Array.isArray(leftOut) ? leftOut.filter((field) => typeof field === 'string') : [],
			page: own.page === undefined ? around : pageOf(safeObject(own.page)),
			user: ownReader,
		});
	}
	return received;
}

function pageOf({ url, type }: IDataObject): IDataObject {
	return { ...(typeof url === 'string' && { url }), ...(typeof type === 'string' && { type }) };
}

function withoutPrivateFields(data: IDataObject, formFields: readonly string[]): IDataObject {
	return Object.fromEntries(
		Object.entries(data)
			.filter(([key]) => key !== 'email' || formFields.includes('email'))
			.map(([key, value]) => [key, formParts.includes(key) ? only(safeObject(value), formFields) : value]),
	);
}

function only(values: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function isText(value: unknown, form: RegExp): value is string {
	return typeof value === 'string' && form.test(value);
}

function refused(status: Refusal['refused'], reason: string): Refusal {
	return { refused: status, reason };
}

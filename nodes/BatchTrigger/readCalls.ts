import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/isRecord';
import type { ParsedBody } from '../shared/webhook/body';
import { readFreeCall, type FreeCall } from '../shared/webhook/prepared/freeCall';
import type { Refusal } from '../shared/webhook/receive';
import type { Receive, TriggerSettings } from './settings';

/** A body goes no deeper, a list of events is no longer, and fields and elements are no more in all: each of them is looked at. */
const mostLevels = 50;
const mostEvents = 1_000;
const mostValues = 20_000;

/** How a call without a name is called. */
const names: Readonly<Record<Receive, string>> = { universalChannel: 'universal_channel', webhooks: 'webhook' };

/**
 * The events of a body: one, or those of a list. What Batch's webhooks hold is not published (batch-api-2x.md §8.2), and the
 * body of a Universal Channel step is its author's, so every shape is taken.
 */
export function readCalls(body: ParsedBody, bytes: Buffer, settings: TriggerSettings): FreeCall[] | Refusal {
	const list = body.kind === 'other' && body.isGarbled !== true ? listOf(body.text) : undefined;
	if (list === undefined) {
		return (body.kind === 'object' && tooMuch(body.value)) || [read(body, bytes, settings)];
	}
	if (list.length > mostEvents) return { refused: 413, reason: `${list.length} events are more than the ${mostEvents} of a call` };
	return tooMuch(list) ?? list.map((value) => read({ kind: 'object', value }, Buffer.from(JSON.stringify(value)), settings));
}

function tooMuch(body: object): Refusal | undefined {
	let values = 0;
	// What holds too many is not looked into any further: to list sixty thousand fields takes longer than to parse them.
	const isDeeper = (value: unknown, levels: number): boolean => {
		if (typeof value !== 'object' || value === null) return false;
		if (levels === 0) return true;
		const inner = Object.values(value);
		values += inner.length;
		return values <= mostValues && inner.some((each) => isDeeper(each, levels - 1));
	};
	if (isDeeper(body, mostLevels)) return { refused: 413, reason: `the body is nested more than ${mostLevels} levels deep` };
	if (values > mostValues) return { refused: 413, reason: `the body holds more than ${mostValues} values` };
	return undefined;
}

function read(body: ParsedBody, bytes: Uint8Array, settings: TriggerSettings): FreeCall {
	const { eventField, userIdField, eventIdField, receive } = settings;
	return readFreeCall(body, bytes, { eventField, userIdField, eventIdField, nameOf: () => names[receive], levels: mostLevels });
}

/** A list of objects with something in it; of anything else, nothing. */
function listOf(text: string): IDataObject[] | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
	return Array.isArray(value) && value.length > 0 && value.every(isRecord) ? (value as IDataObject[]) : undefined;
}

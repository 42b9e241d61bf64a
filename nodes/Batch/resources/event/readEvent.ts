import { jsonParse, type IDataObject } from 'n8n-workflow';

import { describeTypes } from '../../../shared/batch/attributes/describeTypes';
import { readNotation } from '../../../shared/batch/attributes/readNotation';
import { readTime } from '../../../shared/batch/attributes/readTime';
import type { TrackedEvent } from '../../../shared/batch/event';
import { isPlatform, type Family, type Platform } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { readAttributes } from '../../readAttributes';
import { toText, toTextList, type Row } from '../../row';

/** A row's event as it was filled in, before it is held against the contract. */
export interface EventOfRow {
	readonly customId: string;
	/** The only platform it belongs to, when the trigger that prepared it knows. */
	readonly platform?: Platform;
	readonly event: TrackedEvent;
	/** Identity of the event, for Send Once. */
	readonly key: string;
	readonly violations: readonly Violation[];
	/** What the verdict tells of how the event was read. */
	readonly shown: IDataObject;
}

export function readEvent(row: Row, family: Family): EventOfRow {
	return row.text('eventFrom', 'fields') === 'prepared' ? readPrepared(row, family) : readOwn(row, family);
}

function readOwn(row: Row, family: Family): EventOfRow {
	const source = row.text('eventFrom', 'fields');
	const { attributes, violations, leftOut } = readAttributes(row, source, family);
	const timed = readEventTime(row.read('eventTime', ''), row);
	const label = row.text('details.label');
	return {
		customId: row.text('customId'),
		event: {
			name: row.text('eventName'),
			time: timed.time,
			attributes,
			...(label !== '' && { label }),
			tags: toTextList(row.read('details.tags', '')),
		},
		key: row.text('onceKey'),
		violations: [...violations, ...timed.violations],
		shown:
			source === 'incoming' ? { attributeTypes: describeTypes(attributes), leftOut: [...(leftOut ?? [])] } : {},
	};
}

function readPrepared(row: Row, family: Family): EventOfRow {
	const value = row.read('preparedEvent');
	const prepared: unknown = typeof value === 'string' ? jsonParse(value, { fallbackValue: null }) : value;
	const event = isRecord(prepared) && isRecord(prepared.event) ? prepared.event : undefined;
	if (!isRecord(prepared) || event === undefined) {
		const rule = 'must be the object a trigger puts out under “batch”; set the trigger’s output to Prepared for Batch';
		return {
			customId: '',
			event: { name: '', attributes: new Map(), tags: [] },
			key: '',
			violations: [violation('Prepared Event', value ?? '', rule)],
			shown: {},
		};
	}
	const { attributes, violations } = readNotation(isRecord(event.attributes) ? event.attributes : {}, {
		timezone: row.timezone,
		family,
	});
	const timed = readEventTime(event.time ?? '', row);
	const label = toText(event.label);
	return {
		customId: toText(prepared.customId),
		...(isPlatform(prepared.platform) && { platform: prepared.platform }),
		event: {
			name: toText(event.name),
			time: timed.time,
			attributes,
			...(label !== '' && { label }),
			tags: toTextList(event.tags),
		},
		key: row.text('onceKey') || toText(prepared.eventId),
		violations: [...violations, ...timed.violations],
		shown: {},
	};
}

function readEventTime(value: unknown, row: Row): { time?: number; violations: Violation[] } {
	if (value === '' || value === null || value === undefined) return { violations: [] };
	const time = readTime(value, row.timezone);
	return time === undefined
		? { violations: [violation('Event Time', value, 'must be a date and time in ISO 8601 form')] }
		: { time, violations: [] };
}

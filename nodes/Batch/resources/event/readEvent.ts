import { jsonParse, type IDataObject } from 'n8n-workflow';

import { describeTypes } from '../../../shared/batch/attributes/describeTypes';
import { readNotation } from '../../../shared/batch/attributes/readNotation';
import { readTime } from '../../../shared/batch/attributes/readTime';
import type { TrackedEvent } from '../../../shared/batch/event';
import { isPlatform, type Family, type Platform } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { readAttributes } from '../../readAttributes';
import type { Item } from '../../run/item';
import { toText, toTextList } from '../../texts';

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

export function readEvent(item: Item, family: Family): EventOfRow {
	return item.choice('eventFrom') === 'prepared' ? readPrepared(item, family) : readOwn(item, family);
}

function readOwn(item: Item, family: Family): EventOfRow {
	const source = item.choice('eventFrom');
	const { attributes, violations, leftOut } = readAttributes(item, source, family);
	const timed = readEventTime(item.read('eventTime'), item);
	const label = item.text('details.label');
	return {
		customId: item.text('customId'),
		event: {
			name: item.text('eventName'),
			time: timed.time,
			attributes,
			...(label !== '' && { label }),
			tags: item.list('details.tags'),
		},
		key: item.text('onceKey'),
		violations: [...violations, ...timed.violations],
		shown:
			source === 'incoming' ? { attributeTypes: describeTypes(attributes), leftOut: [...(leftOut ?? [])] } : {},
	};
}

function readPrepared(item: Item, family: Family): EventOfRow {
	const value = item.read('preparedEvent');
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
		timezone: item.timezone,
		family,
	});
	const timed = readEventTime(event.time ?? '', item);
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
		key: item.text('onceKey') || toText(prepared.eventId),
		violations: [...violations, ...timed.violations],
		shown: {},
	};
}

function readEventTime(value: unknown, item: Item): { time?: number; violations: Violation[] } {
	if (value === '' || value === null || value === undefined) return { violations: [] };
	const time = readTime(value, item.timezone);
	return time === undefined
		? { violations: [violation('Event Time', value, 'must be a date and time in ISO 8601 form')] }
		: { time, violations: [] };
}

import type { IDataObject } from 'n8n-workflow';

import type { TrackedEvent } from '../../../shared/batch/event';
import { readEventNotation } from '../../../shared/batch/eventNotation';
import { platforms, type Family, type Platform } from '../../../shared/batch/family';
import { isRecord } from '../../../shared/isRecord';
import { readChoice, readText, readTextList, type Reading } from '../../../shared/batch/values/readValue';
import { readJsonObject } from '../../../shared/batch/values/readJson';
import { readTime } from '../../../shared/batch/values/readTime';
import { violation, type Violation } from '../../../shared/batch/violation';
import { readAttributes, readAttributesJson } from '../../readAttributes';
import type { IdentifiedBy } from '../profileUpdates';
import type { Item } from '../../run/item';

/** A row's event as it was filled in, before it is held against the contract. */
export interface EventOfRow {
	/** Empty where something else says whose the event is. */
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

export function readEvent(item: Item, family: Family, by: IdentifiedBy): EventOfRow {
	return item.choice('eventFrom') === 'prepared' ? readPrepared(item, family, by) : readOwn(item, family, by);
}

function readOwn(item: Item, family: Family, by: IdentifiedBy): EventOfRow {
	const source = item.choice('eventFrom');
	const violations: Violation[] = [];
	const given = { label: item.read('details.label'), tags: item.read('details.tags') };
	const content = source === 'json' ? readJsonContent(item, family, given) : readMappedContent(item, source, family, given);
	const time = take('Event Time', item.read('eventTime'), violations, (value) => readTime(value, item.timezone));
	return {
		customId: by === 'customId' ? (take('Custom ID', item.read('customId'), violations, readText) ?? '') : '',
		event: { name: take('Event Name', item.read('eventName'), violations, readText) ?? '', time, ...content.event },
		key: take('Event Key', item.read('onceKey'), violations, readText) ?? '',
		violations: [...violations, ...content.violations],
		shown: content.shown,
	};
}

/** What an event holds besides its name and time. */
interface Content {
	readonly event: Pick<TrackedEvent, 'attributes' | 'label' | 'tags'>;
	readonly violations: readonly Violation[];
	readonly shown: IDataObject;
}

interface Details {
	readonly label: unknown;
	readonly tags: unknown;
}

function readJsonContent(item: Item, family: Family, given: Details): Content {
	const { json, violations } = readAttributesJson(item);
	const { violations: broken, ...event } = readEventNotation(json, { timezone: item.timezone, family }, given);
	return { event, violations: [...violations, ...broken], shown: {} };
}

function readMappedContent(item: Item, source: string, family: Family, given: Details): Content {
	const { attributes, violations: broken, shown } = readAttributes(item, source, family, 'event');
	const violations = [...broken];
	const label = take('Label', given.label, violations, readText);
	const tags = take('Tags', given.tags, violations, readTextList) ?? [];
	return { event: { attributes, ...(label !== undefined && { label }), tags }, violations, shown };
}

function readPrepared(item: Item, family: Family, by: IdentifiedBy): EventOfRow {
	const violations: Violation[] = [];
	const value = item.read('preparedEvent');
	const prepared = readJsonObject(value);
	const fields = (prepared.ok && prepared.value) || {};
	if (!isRecord(fields.event)) return notPrepared(value, item.fields.problem);
	const { name, time, label, tags } = fields.event;
	const json = take('Attributes of the prepared event', fields.event.attributes, violations, readJsonObject) ?? {};
	const { violations: broken, ...content } = readEventNotation(json, { timezone: item.timezone, family }, { label, tags });
	const platform = take('Platform of the prepared event', fields.platform, violations, (given) => readChoice(given, platforms));
	const ownKey = take('Event Key', item.read('onceKey'), violations, readText);
	return {
		customId: by === 'customId' ? (take('Custom ID', fields.customId, violations, readText) ?? '') : '',
		...(platform !== undefined && { platform }),
		event: {
			name: take('Event Name', name, violations, readText) ?? '',
			time: take('Event Time', time, violations, (given) => readTime(given, item.timezone)),
			...content,
		},
		key: ownKey ?? take('Event Key', fields.eventId, violations, readText) ?? '',
		violations: [...violations, ...broken],
		shown: {},
	};
}

/** A trigger that could not prepare an event says why beside it. */
function notPrepared(value: unknown, problem: unknown): EventOfRow {
	const rule =
		typeof problem === 'string' && problem !== ''
			? `could not be prepared by the trigger: ${problem}`
			: 'must be the object a trigger puts out under “batch”; set the trigger’s output to Prepared for Batch';
	return {
		customId: '',
		event: { name: '', attributes: new Map(), tags: [] },
		key: '',
		violations: [violation('Prepared Event', value ?? '', rule)],
		shown: {},
	};
}

/** What a field holds; a refusal goes to the violations. */
function take<Value>(
	field: string,
	value: unknown,
	violations: Violation[],
	read: (value: unknown) => Reading<Value>,
): Value | undefined {
	const reading = read(value);
	if (reading.ok) return reading.value;
	violations.push(violation(field, value, reading.rule));
	return undefined;
}

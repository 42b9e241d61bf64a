import { snakeCase } from '../../shared/webhook/prepared/snakeCase';
import type { TakenField } from '../../shared/webhook/prepared/takeAttributes';
import { defaultBatchName } from '../catalogue/batchName';
import { pageEventOf } from '../catalogue/events';
import { commonFields } from '../catalogue/fields';
import type { FieldKind } from '../catalogue/pageEvent';
import { otherEventChoice, listed, type FixedRow, type MappingRow } from './rows';
import type { EventMapping, FixedValue } from './mapping';

/** What the chosen events become in Batch, by event key. Names are as written; `mappingObstacles` judges them. */
export function compileMappings(
	keys: readonly string[],
	rows: readonly MappingRow[],
	prefix: string,
): Map<string, EventMapping> {
	const rowsByKey = new Map(rows.map((row) => [rowKey(row), row]));
	return new Map(keys.map((key) => [key, compile(key, rowsByKey, prefix)]));
}

/** The event a row is about. */
export function rowKey({ event, otherEvent = '' }: MappingRow): string {
	return event === otherEventChoice ? `site.${otherEvent.trim()}` : event;
}

function compile(key: string, rows: ReadonlyMap<string, MappingRow>, prefix: string): EventMapping {
	const row = rows.get(key);
	const name = row?.name?.trim() ?? '';
	const lent = rows.get(row?.attributesOf ?? '')?.fixed?.values ?? [];
	return {
		name: name === '' ? defaultBatchName(key, prefix) : name,
		fixed: Object.fromEntries([...lent, ...(row?.fixed?.values ?? [])].map((fixed) => [fixed.name.trim(), fixedValue(fixed)])),
		taken: takenFields(key, row),
	};
}

function fixedValue({ name, type, text = '', number = 0, boolean = false }: FixedRow): FixedValue {
	if (name.trim() === '$tags') return listed(text).map((tag) => tag.toLowerCase());
	if (type === 'number') return number;
	return type === 'boolean' ? boolean : text;
}

function takenFields(key: string, row: MappingRow | undefined): TakenField[] {
	const documented = pageEventOf(key).fields;
	if (row?.fields === 'none') return [];
	const wanted =
		row?.fields === 'chosen' ? [...(row.chosenFields ?? []), ...listed(row.otherFields)] : Object.keys(documented);
	return [...new Set(wanted)].map((field) => [
		field,
		attributeNameOf(field),
		kindOf(field, documented),
	]);
}

/** What the site names may be called like anything, also like what every object has. */
function kindOf(field: string, documented: Readonly<Record<string, FieldKind>>): TakenField[2] {
	if (Object.hasOwn(documented, field)) return documented[field] ?? 'any';
	return Object.hasOwn(commonFields, field) ? (commonFields[field]?.kind ?? 'any') : 'any';
}

/** `actionName` → `action_name`; of a form's or an element's field, what stands after the last dot. */
function attributeNameOf(field: string): string {
	if (Object.hasOwn(commonFields, field)) return snakeCase(field);
	return snakeCase(field.startsWith('element.') ? field : (field.split('.').pop() ?? field));
}

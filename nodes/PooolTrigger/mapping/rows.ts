import type { Parameters } from '../../shared/parameters';

/** The Event Mapping rows of the node, as n8n stores them. */
export interface MappingRow {
	readonly event: string;
	/** Where `event` is `other`: the name the site gives. */
	readonly otherEvent?: string;
	readonly name?: string;
	/** Key of an event whose row's fixed attributes this one has, too; empty for none. */
	readonly attributesOf?: string;
	readonly fixed?: { readonly values?: readonly FixedRow[] };
	readonly fields?: 'documented' | 'chosen' | 'none';
	readonly chosenFields?: readonly string[];
	/** Comma-separated. */
	readonly otherFields?: string;
}

export interface FixedRow {
	readonly name: string;
	readonly type: 'text' | 'number' | 'boolean';
	readonly text?: string;
	readonly number?: number;
	readonly boolean?: boolean;
}

export function readMappingRows(parameters: Parameters): MappingRow[] {
	return parameters.rows('eventMapping').map((row) => ({
		event: row.choice('event'),
		otherEvent: row.text('otherEvent'),
		name: row.text('name'),
		attributesOf: row.choice('attributesOf'),
		fixed: { values: row.rows('fixed').map(readFixedRow) },
		fields: row.choice<NonNullable<MappingRow['fields']>>('fields'),
		chosenFields: row.choices('chosenFields'),
		otherFields: row.text('otherFields'),
	}));
}

function readFixedRow(row: Parameters): FixedRow {
	return {
		name: row.text('name'),
		type: row.choice('type'),
		text: row.text('text'),
		number: row.number('number'),
		boolean: row.flag('boolean'),
	};
}

/** Stands for an event that the bridge does not know by name. */
export const otherEventChoice = 'other';

/** Names separated by commas or line breaks, without the spaces around them. */
export function listed(text: unknown): string[] {
	return String(text ?? '')
		.split(/[,\n]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

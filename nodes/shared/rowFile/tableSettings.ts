import type { Parameters } from '../parameters';
import { isField, type Field, type Kind } from '../tabular/columns/field';
import type { TableSettings } from '../tabular/rows/settings';
import type { Encoding } from '../tabular/text/encoding';

/** The options of `tableFields`, as n8n hands them out. */
export interface TableOptions {
	badRowLimit?: number;
	columns?: { values?: Array<{ column: string; field: string }> };
	delimiter?: string;
	encoding?: Encoding | 'automatic';
	hasHeader?: 'automatic' | 'yes' | 'no';
	kind?: Kind | 'automatic';
}

/** @throws ParameterError where an option is not what its field takes */
export function readTableOptions(options: Parameters): TableOptions {
	return {
		badRowLimit: options.number('badRowLimit'),
		columns: { values: options.rows('columns').map((row) => ({ column: row.text('column'), field: row.choice('field') })) },
		delimiter: options.text('delimiter'),
		encoding: options.choice<NonNullable<TableOptions['encoding']>>('encoding'),
		hasHeader: options.choice<NonNullable<TableOptions['hasHeader']>>('hasHeader'),
		kind: options.choice<NonNullable<TableOptions['kind']>>('kind'),
	};
}

/** What the user says of a file; the rest is found out from it. */
export function readTableSettings(options: TableOptions): TableSettings {
	const { kind = 'automatic', encoding = 'automatic', hasHeader = 'automatic', delimiter = '', badRowLimit } = options;
	const columns = options.columns?.values ?? [];
	return {
		...(kind !== 'automatic' && { kind }),
		...(encoding !== 'automatic' && { encoding }),
		...(hasHeader !== 'automatic' && { hasHeader: hasHeader === 'yes' }),
		...(delimiter !== '' && { dialect: { delimiter: delimiter === '\\t' ? '\t' : delimiter } }),
		...(badRowLimit !== undefined && { badRowLimit }),
		...(columns.length > 0 && { fields: fieldsOf(columns) }),
	};
}

function fieldsOf(columns: ReadonlyArray<{ column: string; field: string }>): Record<string, Field | ''> {
	return Object.fromEntries(columns.map(({ column, field }) => [column.trim(), isField(field) ? field : '']));
}

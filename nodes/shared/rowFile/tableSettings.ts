import type { Parameters } from '../parameters';
import { isField, type Field, type Kind } from '../tabular/columns/field';
import { TabularError } from '../tabular/failure';
import { maxRecordLengthAtMost, type TableSettings } from '../tabular/rows/settings';
import type { Encoding } from '../tabular/text/encoding';

/** The options of `tableFields`, as n8n hands them out. */
export interface TableOptions {
	badRowLimit?: number;
	blanks?: 'automatic' | 'cut' | 'keep';
	columns?: { values?: Array<{ column: string; field: string }> };
	comment?: string;
	dateOrder?: 'automatic' | 'dayFirst' | 'monthFirst';
	delimiter?: string;
	encoding?: Encoding | 'automatic';
	escape?: string;
	hasHeader?: 'automatic' | 'yes' | 'no';
	kind?: Kind | 'automatic';
	longestRow?: number;
	quote?: string;
	shortRows?: boolean;
	skipLines?: number;
}

/** Reads the options strictly, as the fields of the editor describe them. */
export function readTableOptions(options: Parameters): TableOptions {
	return {
		badRowLimit: options.number('badRowLimit'),
		blanks: options.choice<NonNullable<TableOptions['blanks']>>('blanks'),
		columns: { values: options.rows('columns').map((row) => ({ column: row.text('column'), field: row.choice('field') })) },
		comment: options.text('comment'),
		dateOrder: options.choice<NonNullable<TableOptions['dateOrder']>>('dateOrder'),
		delimiter: options.text('delimiter'),
		encoding: options.choice<NonNullable<TableOptions['encoding']>>('encoding'),
		escape: options.text('escape'),
		hasHeader: options.choice<NonNullable<TableOptions['hasHeader']>>('hasHeader'),
		kind: options.choice<NonNullable<TableOptions['kind']>>('kind'),
		longestRow: options.number('longestRow'),
		quote: options.text('quote'),
		shortRows: options.flag('shortRows'),
		skipLines: options.number('skipLines'),
	};
}

/**
 * What the user says of a file; the rest is found out from it.
 * @throws TabularError `settings` for a number that is none
 */
export function readTableSettings(options: TableOptions): TableSettings {
	const { kind = 'automatic', encoding = 'automatic', hasHeader = 'automatic', dateOrder = 'automatic', blanks = 'automatic' } = options;
	const { badRowLimit, longestRow, skipLines, shortRows = false } = options;
	const columns = options.columns?.values ?? [];
	const dialect = dialectOf(options);
	return {
		...(kind !== 'automatic' && { kind }),
		...(encoding !== 'automatic' && { encoding }),
		...(hasHeader !== 'automatic' && { hasHeader: hasHeader === 'yes' }),
		...(dateOrder !== 'automatic' && { dateOrder }),
		...(blanks !== 'automatic' && { blanks }),
		...(Object.keys(dialect).length > 0 && { dialect }),
		...(badRowLimit !== undefined && { badRowLimit: numberOf('Bad Rows Allowed', badRowLimit, Number.MAX_SAFE_INTEGER) }),
		...(longestRow !== undefined && { maxRecordLength: numberOf('Longest Row', longestRow, maxRecordLengthAtMost) }),
		...(skipLines !== undefined && skipLines !== 0 && { skipLines: numberOf('Lines to Skip', skipLines, 10_000) }),
		...(shortRows && { fillsUp: true }),
		...(columns.length > 0 && { fields: fieldsOf(columns) }),
	};
}

function dialectOf({ delimiter = '', quote = '', escape = '', comment = '' }: TableOptions): NonNullable<TableSettings['dialect']> {
	return {
		...(delimiter !== '' && { delimiter: readSign(delimiter) }),
		...(quote !== '' && { quote: /^none$/i.test(quote.trim()) ? '' : readSign(quote) }),
		...(escape !== '' && { escape: readSign(escape) }),
		...(comment !== '' && { comment: readSign(comment) }),
	};
}

const words: Readonly<Record<string, string>> = { tab: '\t', space: ' ', comma: ',', semicolon: ';', pipe: '|', colon: ':' };

/** A sign as people write it: itself, a word for it, or the number of its character. */
function readSign(text: string): string {
	const word = words[text.trim().toLowerCase()];
	if (word !== undefined) return word;
	return text
		.replace(/\\t/g, '\t')
		.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, four?: string, two?: string) => String.fromCharCode(parseInt(four ?? two ?? '', 16)));
}

function numberOf(name: string, value: unknown, most: number): number {
	if (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= most) return Math.floor(value);
	throw new TabularError('settings', `${name} must be a number from 0 to ${most.toLocaleString('en')}, not ${JSON.stringify(value) ?? 'nothing'}.`);
}

function fieldsOf(columns: ReadonlyArray<{ column: string; field: string }>): Record<string, Field | ''> {
	return Object.fromEntries(columns.map(({ column, field }) => [column.trim(), isField(field) ? field : '']));
}

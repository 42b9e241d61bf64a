import type { IDataObject } from 'n8n-workflow';

import { writeMemberAttributes } from '../../../shared/batch/audiences/member';
import type { ExtraColumns, LineAction, LineSettings, WordColumn } from '../../../shared/batch/audiences/file/lines';
import type { IdCase } from '../../../shared/batch/audiences/file/memberId';
import type { Attribute } from '../../../shared/batch/attributes/attribute';
import { mappedTypes, readMapped } from '../../../shared/batch/attributes/readMapped';
import type { Waiting } from '../../../shared/batch/client/api';
import { attributeRules } from '../../../shared/batch/contract/attributeRules';
import { checkAttribute } from '../../../shared/batch/contract/checks';
import { projectLimits } from '../../../shared/batch/contract/projectContract';
import type { Family } from '../../../shared/batch/family';
import { isMissing, readChoice, readText } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import type { Finishing } from '../../../shared/rowFile/finishFile';
import { readTableSettings, type TableOptions } from '../../../shared/rowFile/tableSettings';
import { trimFolder } from '../../../shared/storage/paths';
import type { TableSettings } from '../../../shared/tabular/rows/settings';
import { readWaitingTimes } from '../../fields/wait';
import type { Item } from '../../run/item';
import { readFamily, readIdType } from './readAudience';

export type SyncMode = 'replace' | 'add' | 'remove' | 'lines' | 'difference' | 'fileName';
export type EmptyFile = 'skip' | 'fail' | 'apply';

/** What a sync is told, but for the audience and the place of the file. */
export interface Sync {
	readonly mode: SyncMode;
	readonly lines: LineSettings;
	readonly table: TableSettings;
	readonly finishing: Finishing;
	/** A glob over names in the folder that files are moved to; empty but for a difference. */
	readonly previousFiles: string;
	readonly waiting: Waiting;
	readonly emptyFile: EmptyFile;
	readonly creates: boolean;
	/** So many refused lines come out as items. */
	readonly refusedItems: number;
	/** Cells that were left out because their attribute cannot hold them; counted while lines are read. */
	readonly leftOut: { count: number };
}

const refusedItemsAtMost = 10_000;

/** Everything is read before a file is opened. */
export function readSync(item: Item): Sync {
	const mode = item.choice<SyncMode>('mode');
	const leftOut = { count: 0 };
	return {
		mode,
		lines: readLineSettings(item, mode, leftOut),
		table: readTable(item),
		finishing: readFinishing(item),
		previousFiles: mode === 'difference' ? requiredText(item, 'previousFiles', 'must name the files of this audience that were moved, such as vip_*.csv') : '',
		waiting: readWaitingTimes(item),
		emptyFile: option(item, 'emptyFile', 'fail'),
		creates: option<'create' | 'fail'>(item, 'ifMissing', 'fail') === 'create',
		refusedItems: option<'count' | 'items'>(item, 'refusedLines', 'count') === 'items' ? refusedItemsAtMost : 0,
		leftOut,
	};
}

function option<Choice extends string>(item: Item, name: string, otherwise: Choice): Choice {
	return item.has(`options.${name}`) ? item.choice<Choice>(`options.${name}`) : otherwise;
}

export function requiredText(item: Item, name: string, rule = 'must not be empty'): string {
	const text = item.text(name).trim();
	return text === '' ? item.refuse(violation(item.label(name), '', rule)) : text;
}

function readLineSettings(item: Item, mode: SyncMode, leftOut: { count: number }): LineSettings {
	const extras = mode === 'remove' ? undefined : readExtras(item, leftOut);
	const kind = readKind(item);
	return {
		idColumn: requiredText(item, 'idColumn', 'must name the column of the ID, or give its number'),
		idField: item.label('idColumn'),
		idCase: readIdCase(item),
		...(kind && { kind }),
		...(mode === 'lines' && { action: readLineAction(item) }),
		...(extras && { extras }),
	};
}

/** Only advertising ids are ever written in another case, and only when somebody says so. */
function readIdCase(item: Item): IdCase {
	const isAdvertisingId = readFamily(item) === 'app' && readIdType(item) === 'advertising_ids';
	return isAdvertisingId ? option<IdCase>(item, 'idCase', 'asIs') : 'asIs';
}

function readKind(item: Item): WordColumn<true> | undefined {
	const column = item.has('options.kindColumn') ? item.text('options.kindColumn').trim() : '';
	const words = item.has('options.kindWords') ? readWords(item, 'options.kindWords') : [];
	if (column === '' && words.length === 0) return undefined;
	if (column === '') return item.refuse(violation(item.label('options.kindColumn'), '', 'must name the column, since ID Types to Take is set'));
	if (words.length === 0) return item.refuse(violation(item.label('options.kindWords'), '', 'must say which lines are meant, since ID Type Column is set'));
	return { column, field: item.label('options.kindColumn'), meanings: new Map(words.map((word) => [word, true])) };
}

function readLineAction(item: Item): WordColumn<LineAction> {
	const column = requiredText(item, 'actionColumn', 'must name the column that says add or remove');
	return { column, field: item.label('actionColumn'), meanings: readMeanings(item, { wordsToAdd: 'add', wordsToRemove: 'remove' }) };
}

/** Words and what they mean, in lower case. One word cannot mean two things. */
export function readMeanings<Meaning extends string>(item: Item, fields: Readonly<Record<string, Meaning>>): Map<string, Meaning> {
	const meanings = new Map<string, Meaning>();
	for (const [name, meaning] of Object.entries(fields)) {
		for (const word of readWords(item, name)) {
			const other = meanings.get(word);
			if (other !== undefined && other !== meaning) return item.refuse(violation(item.label(name), word, `means ${other}, too`));
			meanings.set(word, meaning);
		}
	}
	if (meanings.size > 0) return meanings;
	const [first] = Object.keys(fields);
	return item.refuse(violation(item.label(first), '', 'must name at least one word'));
}

function readWords(item: Item, name: string): string[] {
	return item.list(name).map((word) => word.toLowerCase());
}

function readTable(item: Item): TableSettings {
	const given = <Value>(name: string, read: (path: string) => Value): Value | undefined => (item.has(`options.${name}`) ? read(`options.${name}`) : undefined);
	const text = (path: string): string => item.text(path);
	const number = (path: string): number | undefined => item.number(path);
	const options: TableOptions = {
		hasHeader: item.choice<'yes' | 'no'>('header', ['yes', 'no']),
		delimiter: item.text('delimiter'),
		badRowLimit: given('badRowLimit', number),
		comment: given('comment', text),
		encoding: given('encoding', (path) => item.choice<NonNullable<TableOptions['encoding']>>(path)),
		escape: given('escape', text),
		longestRow: given('longestRow', number),
		quote: given('quote', text),
		shortRows: given('shortRows', (path) => item.flag(path)),
		skipLines: given('skipLines', number),
	};
	// What columns mean is told here, and not recognised.
	return { ...readTableSettings(options), kind: 'other', blanks: 'keep' };
}

function readFinishing(item: Item): Finishing {
	if (item.choice('fileFrom') === 'binary') return { kind: 'leave' };
	const kind = item.choice<Finishing['kind']>('afterReading');
	if (kind !== 'move') return { kind };
	return { kind, folder: trimFolder(requiredText(item, 'targetFolder', 'must name the folder that files are moved to')) };
}

/** The attributes of members, in those families whose audiences have some. */
function readExtras(item: Item, leftOut: { count: number }): ExtraColumns | undefined {
	const family = readFamily(item);
	if (family === 'app' && readIdType(item) !== 'install_ids') return undefined;
	const columns = readAttributeColumns(item, family);
	if (columns.length === 0) return undefined;
	const refuses = option<'leaveOut' | 'refuse'>(item, 'valuesNotTaken', 'leaveOut') === 'refuse';
	return {
		columns: columns.map(({ column }) => column),
		field: item.label('attributeColumns'),
		read: (cells) => {
			const attributes = new Map<string, Attribute>();
			for (const [index, { name, type }] of columns.entries()) {
				const cell = valueOf(cells[index]);
				if (cell === '') continue;
				const read = readCell(name, type, cell, item.timezone, family);
				if (!('rule' in read)) attributes.set(name, read.attribute);
				else if (refuses) return { value: cell, rule: read.rule };
				else leftOut.count++;
			}
			return attributes.size === 0 ? '' : JSON.stringify({ attributes: writeMemberAttributes(family, attributes) });
		},
	};
}

/** NULL and \N are how programs and databases write that there is nothing. */
function valueOf(cell: string): string {
	const value = cell.trim();
	return value === 'NULL' || value === '\\N' ? '' : value;
}

interface AttributeColumn {
	readonly column: string;
	readonly name: string;
	readonly type: ColumnType;
}

type ColumnType = Extract<(typeof mappedTypes)[number], 'text' | 'url' | 'integer' | 'number' | 'date' | 'textList'>;

/** Under which name a value of the type stands in a mapped attribute. */
const valueFields: Readonly<Record<ColumnType, string>> = {
	text: 'text',
	url: 'url',
	integer: 'number',
	number: 'number',
	date: 'date',
	textList: 'texts',
};

const columnTypes = Object.keys(valueFields) as readonly ColumnType[];

function readAttributeColumns(item: Item, family: Family): AttributeColumn[] {
	const list = item.read('attributeColumns.attribute');
	if (isMissing(list)) return [];
	const label = item.label('attributeColumns');
	if (!Array.isArray(list) || !list.every(isRecord)) return item.refuse(violation(label, list, 'must be a list of attributes with column, name and type'));
	const columns = list.map((row, index): AttributeColumn => {
		const place = `${label}, row ${index + 1}`;
		const column = textIn(item, row, 'column', `${place}: Column`);
		const name = textIn(item, row, 'name', `${place}: Name`);
		const type = readChoice(row.type ?? 'text', columnTypes);
		if (!type.ok) return item.refuse(violation(`${place}: Type`, row.type, type.rule));
		return { column, name, type: type.value ?? 'text' };
	});
	item.check(checkNames(columns, family, label));
	return columns;
}

function textIn(item: Item, row: Readonly<Record<string, unknown>>, key: string, field: string): string {
	const reading = readText(row[key]);
	if (reading.ok && reading.value !== undefined && reading.value !== '') return reading.value;
	return item.refuse(violation(field, row[key] ?? '', reading.ok ? 'must not be empty' : reading.rule));
}

function checkNames(columns: readonly AttributeColumn[], family: Family, label: string): Violation[] {
	const { name: rule, types, otherTypes } = attributeRules[family].audienceMember;
	const { value: most } = projectLimits.audienceMemberAttributes;
	const names = columns.map(({ name }) => name);
	return [
		...(columns.length > most && family === 'project' ? [violation(label, columns.length, `must be at most ${most}`)] : []),
		...columns.filter(({ type }) => !types.has(type)).map(({ name, type }) => violation(`Attribute ${name}`, type, otherTypes)),
		...names.filter((name) => !rule.pattern.test(name)).map((name) => violation('Attribute name', name, rule.words)),
		...names.filter((name, index) => names.indexOf(name) !== index).map((name) => violation('Attribute name', name, 'is given twice')),
	];
}

function readCell(name: string, type: ColumnType, cell: string, timezone: string, family: Family): { attribute: Attribute } | { rule: string } {
	const mapped: IDataObject = { name, type, [valueFields[type]]: cell };
	const { attributes, violations } = readMapped([mapped], { timezone, emptyFields: 'leaveOut' });
	const attribute = attributes.get(name);
	const [broken] = attribute === undefined ? violations : checkAttribute(family, 'audienceMember', name, attribute);
	if (attribute !== undefined && broken === undefined) return { attribute };
	return { rule: `Attribute ${name} ${broken?.rule ?? 'must not be empty'}` };
}

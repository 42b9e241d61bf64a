import { matchHeader, type HeaderMatch } from './aliases';
import { guessFields } from './content';
import { inAppEvents, pushEvents, eventName } from './events';
import { isField, type Column, type Field, type Kind } from './field';
import { profile, type ColumnProfile } from './profile';
import { detectTimeFormat } from './time';
import { TabularError } from '../failure';

/** The first rows of a file. */
export interface Sample {
	/** Undefined when the file has no header. */
	readonly header?: readonly string[];
	readonly rows: ReadonlyArray<readonly string[]>;
	/** Columns of the file. */
	readonly width: number;
}

/** What the user says about the columns. */
export interface ColumnSettings {
	readonly kind?: Kind;
	/** Field of a column, by its header or its number from 1 ("3"); an empty text keeps a column from being recognised. */
	readonly fields?: Readonly<Record<string, Field | ''>>;
	/** Whether the day or the month stands first in times like 01/03/2026. */
	readonly dateOrder?: 'dayFirst' | 'monthFirst';
	/** Day that the file's name tells, yyyy-mm-dd. */
	readonly fileDate?: string;
	/** What becomes of blanks around values whose meaning is not known; where most have some, they are cut unless told. */
	readonly blanks?: 'cut' | 'keep';
}

export interface Recognised {
	readonly kind: Kind;
	/** One for each column of the file, in its order. */
	readonly columns: readonly Column[];
	/** Columns that the user gave a meaning, and that this file has not: another kind of file may have them. */
	readonly missing: readonly string[];
}

interface Assignment {
	readonly field: Field;
	readonly by: NonNullable<Column['by']>;
}

/** Weak names are believed when the values agree. */
const weakEvidence: Partial<Record<Field, (values: ColumnProfile) => boolean>> = {
	event: (values) => values.share('event') > 0.5,
	time: (values) => values.share('time') > 0.9,
	optIn: (values) => values.share('flag') > 0.9,
	platform: (values) => values.share('platform') > 0.9,
	customId: (values) => values.filled === 0 || values.share('event') + values.share('time') + values.share('flag') === 0,
};

/**
 * Tells what each column of a file means: what the user set; what the header says (aliases.ts); and, for the
 * rest, what the values look like (content.ts). No field is given twice.
 * @throws TabularError `settings` when the user gives a meaning to two columns
 */
export function recognise(sample: Sample, settings: ColumnSettings = {}): Recognised {
	const profiles = Array.from({ length: sample.width }, (_, index) => profile(sample.rows.map((row) => row[index] ?? '')));
	const names = columnNames(sample);
	const assigned = new Map<number, Assignment | undefined>();
	const missing = assignSettings(names, sample.header ?? [], settings, assigned);
	if (sample.header !== undefined) assignHeader(sample.header, profiles, assigned);
	guessFields(profiles, assigned, settings.kind);

	const order = { told: settings.dateOrder, fileDate: settings.fileDate };
	const columns = names.map((name, index): Column => {
		const assignment = assigned.get(index);
		const values = profiles[index];
		const trims = (settings.blanks ?? (isPadded(values) ? 'cut' : 'keep')) === 'cut' && { trims: true as const };
		if (assignment === undefined) return { name, ...trims };
		const times = assignment.field === 'time' && { timeFormat: detectTimeFormat(values.filledValues.map((value) => value.trim()), order) };
		return { name, ...assignment, ...trims, ...times };
	});
	return { kind: settings.kind ?? kindOf(columns, profiles), columns, missing };
}

/** Most of its values have blanks around them. */
function isPadded({ filled, filledValues }: ColumnProfile): boolean {
	return filled > 0 && filledValues.filter((value) => value !== value.trim()).length > filled / 2;
}

/** Blanks, and characters that show nothing, at either end. */
const unseen = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g;

/** Header names, trimmed and made unique; `column_3` where there is none. */
function columnNames({ header, width }: Sample): string[] {
	const taken = new Set<string>();
	return Array.from({ length: width }, (_, index) => {
		const given = header?.[index]?.replace(unseen, '') || `column_${index + 1}`;
		let name = given;
		for (let copy = 2; taken.has(name); copy++) name = `${given}_${copy}`;
		taken.add(name);
		return name;
	});
}

function assignSettings(
	names: readonly string[],
	header: readonly string[],
	{ fields = {} }: ColumnSettings,
	assigned: Map<number, Assignment | undefined>,
): string[] {
	const missing: string[] = [];
	for (const [column, field] of Object.entries(fields)) {
		if (field !== '' && !isField(field)) throw new TabularError('settings', `"${String(field)}" is not a field.`);
		const index = indexOfColumn(column.trim(), names, header.map((name) => name.trim()));
		if (index === undefined) {
			missing.push(column);
			continue;
		}
		if (field !== '' && [...assigned.values()].some((other) => other?.field === field)) {
			throw new TabularError('settings', `The field "${field}" is set for two columns.`);
		}
		assigned.set(index, field === '' ? undefined : { field, by: 'setting' });
	}
	return missing;
}

/** By its name, if need be without case, else by its number from 1. */
function indexOfColumn(column: string, names: readonly string[], header: readonly string[]): number | undefined {
	const folded = (list: readonly string[]) => list.map((name) => name.toLowerCase());
	const found = [
		names.indexOf(column),
		header.indexOf(column),
		folded(names).indexOf(column.toLowerCase()),
		folded(header).indexOf(column.toLowerCase()),
		/^\d+$/.test(column) ? Number(column) - 1 : -1,
	].find((index) => index >= 0);
	return found !== undefined && found < names.length ? found : undefined;
}

function assignHeader(
	header: readonly string[],
	profiles: readonly ColumnProfile[],
	assigned: Map<number, Assignment | undefined>,
): void {
	const strengths: ReadonlyArray<HeaderMatch['strength']> = ['name', 'pattern', 'weak'];
	for (const strength of strengths) {
		header.forEach((name, index) => {
			if (assigned.has(index) || index >= profiles.length) return;
			const match = matchHeader(name).find(
				({ field, strength: found }) =>
					found === strength &&
					![...assigned.values()].some((other) => other?.field === field) &&
					(found !== 'weak' || (weakEvidence[field]?.(profiles[index]) ?? true)),
			);
			if (match !== undefined) assigned.set(index, { field: match.field, by: 'header' });
		});
	}
}

function kindOf(columns: readonly Column[], profiles: readonly ColumnProfile[]): Kind {
	const has = (...fields: readonly Field[]) => fields.some((field) => columns.some((column) => column.field === field));
	const eventColumn = columns.findIndex(({ field }) => field === 'event');
	if (eventColumn !== -1) {
		const events = profiles[eventColumn].filledValues.map(eventName);
		const push = events.filter((event) => pushEvents.has(event)).length;
		const inApp = events.filter((event) => inAppEvents.has(event)).length;
		if (push > 0 && push >= inApp) return 'pushEvents';
		if (inApp > 0) return 'inAppEvents';
		if (events.length > 0) return 'other';
		// A file with a header and no rows yet.
		return has('buttonPosition', 'buttonText') ? 'inAppEvents' : has('campaignToken', 'transactionalToken') ? 'pushEvents' : 'other';
	}
	const hasOnlyKnown = columns.every(({ field }) => field !== undefined);
	// Any list of customers may say who is subscribed: with columns of its own it is theirs.
	const isUsers =
		(has('advertisingId') && has('customId')) ||
		(has('optIn') && has('customId', 'advertisingId', 'installationId') && hasOnlyKnown);
	return isUsers ? 'optInUsers' : 'other';
}

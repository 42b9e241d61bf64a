import { isRecord } from '../../isRecord';
import { Bounded } from '../../bounded';

/** Figures by Batch's names of them. */
type Figures = Map<string, number>;

export interface Split {
	readonly byDay: boolean;
	readonly byVersion: boolean;
}

/** One row of the statistics that are put out. */
export type StatisticsRow = Record<string, string | number>;

interface Counted {
	readonly day: string | undefined;
	readonly version: string | undefined;
	readonly figures: Figures;
}

/** Six months of days in many versions are far fewer. */
const rowsAtMost = 100_000;

/**
 * Adds up the figures of a campaign, in either family's shape (batch-api-2x.md §6.5, batch-api-1x.md §3.6).
 *
 * A figure that Batch does not give is not put out, and no rate is made up: `openRate` is unique opens by opted-in
 * recipients, where Batch gives both (batch-api-2x.md §15); `peopleOpens` are unique opens without those of machines.
 * Unique figures are unique within a day: over several days somebody may be counted again.
 * @returns undefined when the answer has another shape, such as that of trigger automations; else at least one row
 */
export function statisticsOf(answer: unknown, { byDay, byVersion }: Split): StatisticsRow[] | undefined {
	const days = isRecord(answer) ? (answer.details ?? answer.detail) : undefined;
	if (!Array.isArray(days) || !days.every(isRecord)) return undefined;
	const bounded = new Bounded('The statistics', { entries: rowsAtMost });
	const groups = new Map<string, { counted: Counted; days: Set<string> }>();
	for (const counted of days.flatMap((day) => countedOf(day, byVersion))) {
		bounded.count();
		const key = JSON.stringify([byDay ? counted.day : '', byVersion ? counted.version : '']);
		const group = groups.get(key) ?? { counted: { ...counted, figures: new Map() }, days: new Set<string>() };
		groups.set(key, group);
		if (counted.day !== undefined) group.days.add(counted.day);
		for (const [name, figure] of counted.figures) group.counted.figures.set(name, (group.counted.figures.get(name) ?? 0) + figure);
	}
	if (groups.size === 0) return [{ days: 0 }];
	return [...groups.values()].map(({ counted, days: ofGroup }) => ({
		...(byVersion && counted.version !== undefined && { version: counted.version }),
		...(byDay ? { date: counted.day ?? '' } : spanOf(ofGroup)),
		...Object.fromEntries(counted.figures),
		...derivedOf(counted.figures),
	}));
}

/** What says whose figures they are. */
const names: ReadonlySet<string> = new Set(['date', 'version']);

/** A day's figures, or those of each of its versions where it has any. */
function countedOf(day: Record<string, unknown>, byVersion: boolean): Counted[] {
	const { date } = day;
	// Old answers of the app family hold a whole date-time (batch-api-1x.md §14).
	const name = typeof date === 'string' ? date.slice(0, 10) : undefined;
	const versions = byVersion ? versionsOf(day.versions) : [];
	if (versions.length === 0) return [{ day: name, version: undefined, figures: figuresOf(day) }];
	return versions.map(([version, figures]) => ({ day: name, version, figures: figuresOf(figures) }));
}

/** The project family gives a list, the app family an object by the name of the version. */
function versionsOf(versions: unknown): Array<[string, Record<string, unknown>]> {
	if (Array.isArray(versions)) return versions.filter(isRecord).map((version) => [String(version.version ?? ''), version]);
	if (!isRecord(versions)) return [];
	return Object.entries(versions).flatMap(([name, version]) => (isRecord(version) ? [[name, version]] : []));
}

function figuresOf(row: Record<string, unknown>): Figures {
	const isFigure = (entry: [string, unknown]): entry is [string, number] => !names.has(entry[0]) && Number.isFinite(entry[1]);
	return new Map(Object.entries(row).filter(isFigure));
}

function spanOf(days: ReadonlySet<string>): StatisticsRow {
	const sorted = [...days].sort();
	return { days: sorted.length, ...(sorted.length > 0 && { firstDay: sorted[0], lastDay: sorted[sorted.length - 1] }) };
}

function derivedOf(figures: Figures): StatisticsRow {
	const opens = figures.get('unique_open');
	const optedIn = figures.get('sent_optin');
	const byMachines = figures.get('unique_machine_open');
	return {
		...(opens !== undefined && byMachines !== undefined && { peopleOpens: opens - byMachines }),
		...(opens !== undefined && optedIn !== undefined && optedIn > 0 && { openRate: opens / optedIn }),
	};
}

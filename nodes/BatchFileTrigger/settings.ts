import type { TableSettings } from '../shared/tabular/rows/settings';
import type { OutputMode } from '../shared/rowFile/sinkOf';
import type { SetFields } from './sets/setRules';
import type { Finishing } from '../shared/rowFile/finishFile';
import type { SourceKind } from '../shared/rowFile/sources';
import type { WatchSettings } from './watch/settings';

/** Which files of a storage are watched. */
export interface Place {
	readonly folder: string;
	readonly recursive: boolean;
	/** Glob over the file's name, or its path below the folder; dates in braces. */
	readonly pattern: string;
	/** Folders whose files are never new: where finished files are moved to. */
	readonly excluded: readonly string[];
	/** The files are not listed but asked for one by one: the name is known, but for dates. */
	readonly isKnownByName: boolean;
}

/** The node's parameters in the words of its parts. */
export interface TriggerSettings {
	readonly source: SourceKind;
	readonly place: Place;
	readonly watch: WatchSettings;
	readonly output: OutputMode;
	/** Where files are put out in sets. */
	readonly sets?: SetFields;
	readonly batchSize: number;
	/** Whether names of campaigns are looked up. */
	readonly campaignNames: boolean;
	readonly rowsPerRun: number;
	readonly table: TableSettings;
	readonly appPattern: string;
	readonly afterReading: Finishing;
	readonly afterGivingUp: Finishing;
	/** Whether a poll takes both looks at a new file. */
	readonly looksAgain: boolean;
}

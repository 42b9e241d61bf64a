import type { INodeExecutionData } from 'n8n-workflow';

import type { Storage, StoredFile } from '../shared/storage/storage';
import { readNamedTable, type CampaignNames } from '../shared/rowFile/campaignNames';
import { sinkOf, type OutputMode } from '../shared/rowFile/sinkOf';
import { failureOf } from '../shared/rowFile/failureOf';
import { markOf, type FileMark } from '../shared/rowFile/fileMark';
import { referenceTo, setAsideText, setOf } from './sets/setItem';
import { readTable } from '../shared/rowFile/readTable';
import type { LinearPattern } from '../shared/linearPattern';
import type { TriggerSettings } from './settings';
import { isUnfinished } from '../shared/tabular/source/notATable';
import { finishFile } from '../shared/rowFile/finishFile';
import { listFiles } from './source/listFiles';
import type { StatCache } from './source/statCache';
import type { Identity } from '../shared/rowFile/identity';
import type { ReadRequest, ReadResult } from '../shared/rowFile/reading';
import type { Told, WatchPorts } from './watch/ports';

/** Time, which a test can move. */
export interface Clock {
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}

/** What looking up names of campaigns may take in the reading of one file, in milliseconds. */
const namingAtMost = 15_000;

/**
 * What a poll of the node acts through: a storage on one side, an output on the other.
 * @param app finds the app in a file's name, where that is wanted
 * @param names who knows names of campaigns, where they are wanted
 */
export function nodePorts(
	storage: Storage,
	settings: TriggerSettings,
	app: LinearPattern | undefined,
	cache: StatCache,
	clock: Clock,
	names?: CampaignNames,
): WatchPorts {
	const isMarker = (name: string): boolean => settings.watch.sets?.markerOf(name) !== undefined;
	const sink = sinkOf(settings.output, settings.batchSize);
	const mark = (file: StoredFile, identity: Identity): FileMark => markOf(file, identity, app);
	return {
		...clock,
		list: async () => await listFiles(storage, settings.place, cache, clock.now, isMarker),
		read: async (request) => {
			const { file, identity, attempts } = request;
			if (sink === undefined) return reference(request, mark(file, identity));
			const acceptsOpenEnd = settings.watch.unchangedFor === 0 || settings.looksAgain || attempts > 0;
			const takesUnfinished = isUnfinished(settings.place.pattern);
			const reading = { storage, settings: settings.table, sink, mark: mark(file, identity), acceptsOpenEnd, takesUnfinished, now: clock.now };
			const fitted = fitting(request, settings.output);
			const result =
				names === undefined
					? await readTable(reading, fitted)
					: await readNamedTable(reading, fitted, { names, output: settings.output, milliseconds: namingAtMost });
			// It may have failed because it is no longer what the server said of it before.
			if (typeof result.end === 'object') cache.forget(file.path);
			return unlessWithoutRows(result);
		},
		finish: async (file, identity, as) => {
			cache.forget(file.path);
			const finishing = as === 'read' ? settings.afterReading : settings.afterGivingUp;
			return await finishFile(storage, file, identity, finishing).catch(failureOf);
		},
		report: (file, identity, trouble) => reportOf(trouble, mark(file, identity)),
		putOut: (set) => ({ json: { set: setOf(set, mark) } }),
		reportSet: (set, waitsFor) => ({ json: { problem: setAsideText(set, waitsFor), set: { ...setOf(set, mark), waitsFor: [...waitsFor] } } }),
	};
}

/** A file none of whose rows is one was not read: it is not deleted, and somebody hears of it. Trying again is no use. */
function unlessWithoutRows(result: ReadResult): ReadResult {
	if (result.holdsNoRow === undefined || result.end !== 'finished') return result;
	return { ...result, end: { reason: result.holdsNoRow, stopsPoll: false, isFinal: true } };
}

/** Another output was chosen in the middle of a file: what this one needs of its beginning was not kept. */
function fitting(request: ReadRequest, output: OutputMode): ReadRequest {
	const { progress } = request;
	const isFitting = progress === undefined || (progress.carried !== undefined) === (output === 'summary');
	return isFitting ? request : { ...request, progress: undefined };
}

/** The file itself is the item: nothing is read. */
function reference({ file }: ReadRequest, mark: FileMark): ReadResult {
	return { items: [{ json: referenceTo(file, mark) }], setAside: [], progress: { rows: 0 }, taken: 1, end: 'finished' };
}

function reportOf(told: Told, mark: FileMark): INodeExecutionData {
	const { at, attempts, rows } = told;
	return { json: { problem: problemOf(told, mark), attempts, ...(at === 'reading' && { rowsBefore: rows }), _file: { ...mark } } };
}

function problemOf({ at, reason, attempts, goesOn }: Told, { name }: FileMark): string {
	switch (at) {
		case 'looking':
			return `${name} cannot be looked at, and is left out. ${reason}`;
		case 'reading':
			return goesOn ? `${name} could not be read, and is tried again. ${reason}` : `${name} was given up after ${attempts} attempts. ${reason}`;
		case 'gathering':
			return `${name} is put out in no set. ${reason}`;
		case 'finishing':
			return goesOn
				? `${name} was read, but could not be deleted or moved, which is tried again. ${reason}`
				: `${name} was read, but could not be deleted or moved in ${attempts} attempts. ${reason}`;
	}
}

import { createHash } from 'node:crypto';
import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { readTableOptions, readTableSettings } from '../shared/rowFile/tableSettings';
import { ParameterError, Parameters } from '../shared/parameters';
import { tidyPath, trimFolder } from '../shared/storage/paths';
import { DateTime } from '../shared/vendor/luxon';
import type { OutputMode } from '../shared/rowFile/sinkOf';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { placeFields } from './fields/place';
import { setFields } from './fields/sets';
import { watchFields } from './fields/watch';
import type { Place, TriggerSettings } from './settings';
import { problemOfSets, type SetFields } from './sets/setRules';
import type { Completion } from './sets/settings';
import type { Finishing } from '../shared/rowFile/finishFile';
import { sourceOf, type SourceKind } from '../shared/rowFile/sources';
import { longestInterval } from './watch/pollInterval';
import type { StartFrom, WatchSettings } from './watch/settings';

type Context = Pick<IPollFunctions, 'getNode' | 'getNodeParameter' | 'getTimezone'>;

/** Between two polls further apart than this, a poll takes both looks at a new file. */
const farApart = 5 * 60_000;

const minute = 60_000;

/** Every field of the node, in the order of the editor. */
export const triggerFields = [...placeFields, ...outputFields, ...setFields, ...watchFields, ...optionFields];

/** Reads the parameters. Throws when they cannot work, in words for the user. */
export function readSettings(context: Context): TriggerSettings {
	try {
		return read(context, Parameters.ofNode(context, triggerFields));
	} catch (error) {
		throw error instanceof ParameterError ? new NodeOperationError(context.getNode(), error) : error;
	}
}

function read(context: Context, parameters: Parameters): TriggerSettings {
	const options = parameters.collection('options');
	const source = readSource(context);
	const output = parameters.choice<OutputMode>('output');
	const afterReading = output === 'file' ? ({ kind: 'leave' } as const) : readFinishing(context, parameters, source);
	const quarantine = readFolder(options.text('quarantineFolder'), source);
	const afterGivingUp: Finishing = quarantine === '' ? { kind: 'leave' } : { kind: 'move', folder: quarantine };
	const place = readPlace(context, parameters, source, [afterReading, afterGivingUp]);
	const startFrom = readStartFrom(context, parameters);
	const table = readTableSettings(readTableOptions(options));
	const sets = output === 'file' ? readSets(context, parameters, place) : undefined;
	return {
		source,
		place,
		watch: {
			scope: scopeOf(context, source, place, startFrom),
			startFrom,
			unchangedFor: source.isAtomic ? 0 : options.number('unchangedFor') * 1000,
			order: options.choice<WatchSettings['order']>('order'),
			attempts: options.number('attempts'),
			form: formOf(sets === undefined ? table : { table, sets }),
			finishesRead: afterReading.kind !== 'leave',
			finishesSetAside: afterGivingUp.kind !== 'leave',
		},
		output,
		...(sets !== undefined && { sets }),
		campaignNames: output !== 'file' && parameters.flag('campaignNames'),
		batchSize: parameters.number('batchSize'),
		rowsPerRun: parameters.number('rowsPerRun'),
		table,
		appPattern: options.text('appPattern'),
		afterReading,
		afterGivingUp,
		looksAgain: longestInterval(context.getNodeParameter('pollTimes', {})) > farApart,
	};
}

function readSource(context: Context): SourceKind {
	const value = String(context.getNodeParameter('source'));
	const source = sourceOf(value);
	if (source === undefined) throw new NodeOperationError(context.getNode(), `The source "${value}" is not known`);
	return source;
}

function readFinishing(context: Context, parameters: Parameters, source: SourceKind): Finishing {
	const kind = parameters.choice<Finishing['kind']>('afterReading');
	if (kind !== 'move') return { kind };
	const folder = readFolder(parameters.text('targetFolder'), source);
	if (folder === '') throw new NodeOperationError(context.getNode(), 'Give the folder that files are moved to');
	return { kind, folder };
}

/** Spelled in one way, so that `./done/` and `done` are the same. In a bucket, two slashes are part of a name. */
function readFolder(value: string, { isAtomic }: SourceKind): string {
	const folder = trimFolder(value.trim());
	return isAtomic ? folder.replace(/^(\.\/)+|^\.$/, '') : tidyPath(folder);
}

function readPlace(
	context: Context,
	parameters: Parameters,
	source: SourceKind,
	finishing: readonly Finishing[],
): Place {
	const folder = readFolder(parameters.text('folder'), source);
	const excluded = finishing.flatMap((finish) => (finish.kind === 'move' ? finish.folder : []));
	if (excluded.includes(folder)) {
		throw new NodeOperationError(context.getNode(), `Files cannot be moved to "${folder}": it is the folder that is watched`);
	}
	return {
		folder,
		recursive: parameters.collection('options').flag('recursive'),
		pattern: parameters.text('filePattern').trim(),
		excluded,
		isKnownByName: source.value === 'http' && parameters.choice('webFiles') === 'names',
	};
}

function readStartFrom(context: Context, parameters: Parameters): StartFrom {
	const kind = parameters.choice<StartFrom['kind']>('startFrom');
	if (kind !== 'date') return { kind };
	const text = parameters.text('startDate');
	const date = DateTime.fromISO(text, { zone: context.getTimezone() });
	if (!date.isValid) throw new NodeOperationError(context.getNode(), `"${text}" under Start Date is not a date`);
	return { kind, date: date.toMillis() };
}

/** Files put out together; undefined where each comes out by itself. */
function readSets(context: Context, parameters: Parameters, { isKnownByName }: Place): SetFields | undefined {
	const completeBy = parameters.choice<'no' | Completion>('waitForSet');
	if (completeBy === 'no') return undefined;
	const sets: SetFields = {
		completeBy,
		pattern: parameters.text(completeBy === 'count' ? 'partPattern' : 'setPattern').trim(),
		marker: completeBy === 'marker' ? parameters.text('markerFile').trim() : '',
		quietFor: parameters.number('quietFor') * minute,
		patience: parameters.number('setPatience') * 60 * minute,
	};
	const problem = isKnownByName ? 'Wait for a Set needs a directory index: files that are known by name are asked for one by one' : problemOfSets(sets);
	if (problem !== undefined) throw new NodeOperationError(context.getNode(), problem);
	return sets;
}

/** Other settings may be able to read what these could not. */
function formOf(settings: object): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 6);
}

/** Whoever changes one of these begins to watch something else. What is known of a file stays known. */
function scopeOf(context: Context, source: SourceKind, { folder, recursive, pattern }: Place, startFrom: StartFrom): string {
	const credential = context.getNode().credentials?.[source.credential]?.id ?? '';
	const parts = [source.value, credential, folder, recursive, pattern, startFrom];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

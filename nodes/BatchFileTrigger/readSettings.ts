import { createHash } from 'node:crypto';
import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';

import { readTableSettings, type TableOptions } from '../shared/exportFile/tableSettings';
import { tidyPath, trimFolder } from '../shared/storage/paths';
import { DateTime } from '../shared/vendor/luxon';
import type { OutputMode } from '../shared/exportFile/sinkOf';
import type { Place, TriggerSettings } from './settings';
import type { Finishing } from './source/finishFile';
import { sourceOf, type SourceKind } from '../shared/exportFile/sources';
import { longestInterval } from './watch/pollInterval';
import type { StartFrom, WatchSettings } from './watch/settings';

interface Options extends TableOptions {
	appPattern?: string;
	attempts?: number;
	order?: WatchSettings['order'];
	quarantineFolder?: string;
	recursive?: boolean;
	unchangedFor?: number;
}

type Context = Pick<IPollFunctions, 'getNode' | 'getNodeParameter' | 'getTimezone'>;

/** Between two polls further apart than this, a poll takes both looks at a new file. */
const farApart = 5 * 60_000;

const defaultUnchangedSeconds = 20;

/** Reads the parameters. Throws when they cannot work, in words for the user. */
export function readSettings(context: Context): TriggerSettings {
	const options = context.getNodeParameter('options', {}) as Options;
	const source = readSource(context);
	const output = context.getNodeParameter('output') as OutputMode;
	const afterReading = output === 'file' ? ({ kind: 'leave' } as const) : readFinishing(context, source);
	const quarantine = readFolder(options.quarantineFolder ?? '', source);
	const afterGivingUp: Finishing = quarantine === '' ? { kind: 'leave' } : { kind: 'move', folder: quarantine };
	const place = readPlace(context, source, options, [afterReading, afterGivingUp]);
	const startFrom = readStartFrom(context);
	return {
		source,
		place,
		watch: {
			scope: scopeOf(context, source, place, startFrom),
			startFrom,
			unchangedFor: source.isAtomic ? 0 : (options.unchangedFor ?? defaultUnchangedSeconds) * 1000,
			order: options.order ?? 'oldestFirst',
			attempts: Math.max(1, options.attempts ?? 5),
			finishesRead: afterReading.kind !== 'leave',
			finishesSetAside: afterGivingUp.kind !== 'leave',
		},
		output,
		campaignNames: output !== 'file' && context.getNodeParameter('campaignNames', false) === true,
		batchSize: Math.max(1, Number(context.getNodeParameter('batchSize', 1000))),
		rowsPerRun: Math.max(1, Number(context.getNodeParameter('rowsPerRun', 10_000))),
		table: readTableSettings(options),
		appPattern: options.appPattern ?? '',
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

function readFinishing(context: Context, source: SourceKind): Finishing {
	const kind = context.getNodeParameter('afterReading') as Finishing['kind'];
	if (kind !== 'move') return { kind };
	const folder = readFolder(context.getNodeParameter('targetFolder', ''), source);
	if (folder === '') throw new NodeOperationError(context.getNode(), 'Give the folder that files are moved to');
	return { kind, folder };
}

/** Spelled in one way, so that `./done/` and `done` are the same. In a bucket, two slashes are part of a name. */
function readFolder(value: unknown, { isAtomic }: SourceKind): string {
	const folder = trimFolder(String(value).trim());
	return isAtomic ? folder.replace(/^(\.\/)+|^\.$/, '') : tidyPath(folder);
}

function readPlace(context: Context, source: SourceKind, options: Options, finishing: readonly Finishing[]): Place {
	const folder = readFolder(context.getNodeParameter('folder', ''), source);
	const excluded = finishing.flatMap((finish) => (finish.kind === 'move' ? finish.folder : []));
	if (excluded.includes(folder)) {
		throw new NodeOperationError(context.getNode(), `Files cannot be moved to "${folder}": it is the folder that is watched`);
	}
	return {
		folder,
		recursive: options.recursive ?? false,
		pattern: String(context.getNodeParameter('filePattern', '')).trim(),
		excluded,
		isKnownByName: source.value === 'http' && context.getNodeParameter('webFiles', 'index') === 'names',
	};
}

function readStartFrom(context: Context): StartFrom {
	const kind = context.getNodeParameter('startFrom') as StartFrom['kind'];
	if (kind !== 'date') return { kind };
	const text = String(context.getNodeParameter('startDate', ''));
	const date = DateTime.fromISO(text, { zone: context.getTimezone() });
	if (!date.isValid) throw new NodeOperationError(context.getNode(), `"${text}" under Start Date is not a date`);
	return { kind, date: date.toMillis() };
}

/** Whoever changes one of these begins to watch something else. What is known of a file stays known. */
function scopeOf(context: Context, source: SourceKind, { folder, recursive, pattern }: Place, startFrom: StartFrom): string {
	const credential = context.getNode().credentials?.[source.credential]?.id ?? '';
	const parts = [source.value, credential, folder, recursive, pattern, startFrom];
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

import { StorageError } from '../../shared/storage/storageError';
import { isUnfinished } from '../../shared/tabular/source/notATable';
import { DateTime } from '../../shared/vendor/luxon';
import { glob } from '../../shared/rowFile/glob';

/** A date in braces, in the letters of year, month, day and hour: `{yyyy-MM-dd}`, `{yyyyMMdd}`; `{YYYY-MM-DD}` is the same. */
const dateToken = /\{([yYMdDH][yYMdDH_.\- ]*)\}/g;

const wildcards = /[*?[\]]|\{[^{}]*,[^{}]*\}/;

/** How many days back a file is asked for whose name is known but for its date. */
export const daysBack = 7;

export interface FilePattern {
	/** @param path below the folder that is watched */
	fits(path: string): boolean;
}

/** A glob, over the file's name, or over its path where the pattern has a slash. An empty one fits every file. */
export function filePattern(pattern: string): FilePattern {
	if (pattern === '') return { fits: (path) => !isUnfinished(path) && !nameOf(path).startsWith('.') };
	const dated = pattern.replace(/^(?:\.?\/)+/, '').replace(dateToken, (_, format: string) => format.replace(/[a-z]/gi, '[0-9]'));
	const matches = glob(dated);
	const takesUnfinished = isUnfinished(pattern);
	const isPath = dated.includes('/');
	return { fits: (path) => (takesUnfinished || !isUnfinished(path)) && matches(isPath ? path : nameOf(path)) };
}

/** The names a pattern without wildcards stands for: one, or one a day where it has a date. Days are UTC, as in Batch's exports. */
export function namesOf(pattern: string, now: number): string[] {
	if (pattern === '' || wildcards.test(pattern.replace(dateToken, ''))) {
		throw new StorageError(
			'configuration',
			'File Name must name the file when it is not looked up in a directory index',
			'Dates may stand in braces, as in push_{yyyy-MM-dd}.csv; wildcards need an index.',
		);
	}
	const today = DateTime.fromMillis(now, { zone: 'utc' });
	const days = Array.from({ length: daysBack + 1 }, (_, days) => today.minus({ days: daysBack - days }));
	return [...new Set(days.map((day) => pattern.replace(dateToken, (_, format: string) => day.toFormat(format.replace(/Y/g, 'y').replace(/D/g, 'd')))))];
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

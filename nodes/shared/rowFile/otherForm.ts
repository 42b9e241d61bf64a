import type { Position } from '../tabular/rows/position';
import { nameOfForm, type ResumeToken, type TableSettings } from '../tabular/rows/settings';

/** Whether a file that was begun was read with other settings about its form than these. */
export function hasOtherForm({ settings }: ResumeToken, now: TableSettings): boolean {
	return settings !== nameOfForm(now);
}

/**
 * Where a file is read on whose form was found anew: where it was left, or before the first row that was bad in the old form.
 * @param fresh at the beginning of the file, in the new form
 * @returns undefined where its rows no longer stand where they stood, so that it must be read from its beginning
 */
export function goOnFrom(old: ResumeToken, fresh: ResumeToken, firstBad: Position | undefined): ResumeToken | undefined {
	const [before, after] = [old.format, fresh.format];
	const isAlike =
		JSON.stringify(dialectOf(before.dialect)) === JSON.stringify(dialectOf(after.dialect)) &&
		before.hasHeader === after.hasHeader &&
		before.columns.length === after.columns.length &&
		(old.begins === undefined || old.begins === fresh.begins);
	if (!isAlike) return undefined;
	const { offset, row, line, badRows } = firstBad ?? old;
	return { ...fresh, offset, row, line, badRows, openAt: fresh.format.compression === 'none' ? offset : 0 };
}

function dialectOf({ delimiter, quote, escape = '', comment = '' }: ResumeToken['format']['dialect']): string[] {
	return [delimiter, quote, escape, comment];
}

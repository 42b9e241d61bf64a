import type { FileFacts } from '../../shared/rowFile/identity';
import type { StoredFile } from '../../shared/storage/storage';
import type { Look, StartFrom } from './settings';

/** What was modified so shortly before the watch began is new to it: clocks differ, and uploads take time. */
export const grace = 15 * 60_000;

const oneDay = 24 * 60 * 60_000;

/**
 * Whether a file that nothing is known about starts a run when the watch begins. It errs towards new: the
 * answer may be given twice, of two looks at the folder, when the first was not remembered.
 */
export function isNew(file: FileFacts & Pick<StoredFile, 'isDayOnly'>, startFrom: StartFrom, { now, begunAtMost }: Look): boolean {
	const modifiedAt = file.isDayOnly && file.modifiedAt !== undefined ? file.modifiedAt + oneDay - 1 : file.modifiedAt;
	switch (startFrom.kind) {
		case 'all':
			return true;
		case 'date':
			return modifiedAt === undefined || modifiedAt >= startFrom.date;
		case 'now':
			if (modifiedAt === undefined) return begunAtMost > 0;
			return modifiedAt >= now - begunAtMost - grace;
	}
}

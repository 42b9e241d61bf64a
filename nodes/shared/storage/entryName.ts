import { problemEntry } from './entryProblem';
import { joinPath } from './paths';
import type { StoredFile } from './storage';
import { StorageError } from './storageError';

const longestName = 1_024;

/** Whether a name that a server gives is one name, and no way to somewhere else. */
export function isOneName(name: string): boolean {
	return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !hasControls(name) && name.length <= longestName;
}

/** Whether the key of an object can be a path: line breaks and the like would forge whatever it is written into. */
export function isOneKey(key: string): boolean {
	return key !== '' && !hasControls(key) && key.length <= longestName;
}

/** An entry whose name is refused: it is told of, spelled so that it leads nowhere. */
export function refusedName(folder: string, name: string, isFolder = false): StoredFile {
	const failure = new StorageError(
		'protocol',
		`The server lists a name that is none (${spelled(name).slice(0, 100)}): it is empty, too long, or holds a slash, a line break or another control character`,
		'It is left alone.',
	);
	return problemEntry(joinPath(folder, spelled(name)), failure, isFolder);
}

/** A text of a server as one name that leads nowhere. */
export function spelled(text: string): string {
	const whole = encodeURIComponent(text.slice(0, longestName).replace(/\p{Surrogate}/gu, '?'));
	return whole.replace(/^\.$|\.{2,}/g, (dots) => '%2E'.repeat(dots.length)) || '%20';
}

function hasControls(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 32 || code === 127) return true;
	}
	return false;
}

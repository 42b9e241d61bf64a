import type { Identity } from '../../shared/rowFile/identity';
import type { StoredFile } from '../../shared/storage/storage';

/** A file of a set that was not put out yet. */
export interface SetFile {
	readonly file: StoredFile;
	readonly identity: Identity;
	/** When it was first seen like this, milliseconds since 1970. */
	readonly since: number;
	/** What its name says of its place. */
	readonly part?: number;
}

/** Files that are put out together, or not at all. */
export interface FileSet {
	/** As the names of the files say it; else the folder. */
	readonly name: string;
	/** How many parts the names of the files announce. Files that announce different counts are different sets. */
	readonly count?: number;
	/** By part, then by name. */
	readonly files: readonly SetFile[];
	/** Those that were not used for an earlier set. */
	readonly markers: readonly SetFile[];
	/** Files of the set that cannot be looked at. */
	readonly blocked: readonly StoredFile[];
}

/** What was gathered of a listing. */
export interface Gathered {
	readonly sets: readonly FileSet[];
	/** Files whose names put them in no set. */
	readonly strangers: readonly SetFile[];
}

/** Everything that is done with when the set is. */
export function membersOf({ files, markers }: Pick<FileSet, 'files' | 'markers'>): SetFile[] {
	return [...files, ...markers];
}

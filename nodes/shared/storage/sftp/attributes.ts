import type { StoredFile } from '../storage';

/** What a server says of a file: every attribute is one that it may leave out (version 3 of the protocol, §5). */
export interface SparseAttributes {
	readonly mode?: number;
	/** In bytes. */
	readonly size?: number;
	/** Seconds since 1970. */
	readonly mtime?: number;
}

export type Kind = 'file' | 'folder' | 'link' | 'other';

const typeBits = 0o170000;
const kinds: Readonly<Record<number, Kind>> = { 0o100000: 'file', 0o040000: 'folder', 0o120000: 'link' };

/** Undefined where the server sends no permissions, or none with the bits that tell the type. */
export function kindOf({ mode }: SparseAttributes): Kind | undefined {
	const type = (mode ?? 0) & typeBits;
	return type === 0 ? undefined : (kinds[type] ?? 'other');
}

/** Reads the first letter of a line like those of `ls -l`. Undefined for a bare name. */
export function kindOfLongName(line: string): Kind | undefined {
	const [, letter = ''] = /^([-dlbcps])[-r][-w][-xsStT]/.exec(line) ?? [];
	switch (letter) {
		case '':
			return undefined;
		case '-':
			return 'file';
		case 'd':
			return 'folder';
		case 'l':
			return 'link';
		default:
			return 'other';
	}
}

export function fileOf(path: string, { size, mtime }: SparseAttributes): StoredFile {
	return { path, size, modifiedAt: mtime === undefined ? undefined : mtime * 1000 };
}

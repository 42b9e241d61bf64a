import type { IDataObject } from 'n8n-workflow';

import type { Identity } from '../../shared/rowFile/identity';
import { fileField, type FileMark } from '../../shared/rowFile/fileMark';
import type { StoredFile } from '../../shared/storage/storage';
import type { FileSet } from './fileSet';

/** A file as the output *File* shows it: what another node needs to fetch it, and what tells this version from others. */
export function referenceTo({ size, modifiedAt }: StoredFile, mark: FileMark): IDataObject {
	return {
		[fileField]: {
			...mark,
			size: size ?? null,
			modifiedAt: modifiedAt === undefined ? null : new Date(modifiedAt).toISOString(),
		},
	};
}

/** A set as an item shows it: its name, and each file as the output *File* shows it. */
export function setOf({ name, files }: FileSet, mark: (file: StoredFile, identity: Identity) => FileMark): IDataObject {
	return { name, files: files.map(({ file, identity }) => referenceTo(file, mark(file, identity))) };
}

/** Says of a set what it waits for. */
export function waitingText({ name }: FileSet, waitsFor: readonly string[]): string {
	return `The set "${name}" waits for ${waitsFor.join('; ')}.`;
}

/** Says of a set that nothing of it comes out, and what would help. */
export function setAsideText({ name }: FileSet, waitsFor: readonly string[]): string {
	return `The set "${name}" did not become complete, and nothing of it was put out. It waited for ${waitsFor.join('; ')}. Have all of it uploaded again.`;
}

import { fillTemplate, readFileNamePattern, type FileNamePattern } from '../../../shared/batch/audiences/file/fileName';
import { identityOf, type Identity } from '../../../shared/rowFile/identity';
import { fileField } from '../../../shared/rowFile/fileMark';
import { nameOf } from '../../../shared/storage/paths';
import type { Storage, StoredFile } from '../../../shared/storage/storage';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { binarySource, fileAt, openStorageOf } from '../../openSource';
import type { Item } from '../../run/item';
import { readMeanings, requiredText, type SyncMode } from './readSync';

/** The files of one item: one, or all parts of a set. */
export interface SyncSource {
	readonly files: readonly SourceFile[];
	readonly setName?: string;
	/** What they are read from. */
	readonly storage: Pick<Storage, 'open'>;
	/** The same, where files can be looked at, moved and deleted. */
	readonly shelf?: Storage;
	close(): Promise<void>;
}

export interface SourceFile {
	readonly file: StoredFile;
	readonly name: string;
	readonly identity: Identity;
}

/** Opens what an item names. @throws StorageError */
export async function openSyncSource(item: Item): Promise<SyncSource> {
	const from = item.choice('fileFrom');
	if (from === 'binary') {
		const { file, storage } = binarySource(item.context, item.index, requiredText(item, 'binaryField'));
		return { files: [sourceFile(file)], storage, close: async () => await storage.close() };
	}
	const { paths, setName } = readPaths(item);
	const shelf = await openStorageOf(item.context, item.index, from);
	const files = await filesAt(shelf, paths).catch(async (error: unknown) => {
		await shelf.close();
		return await Promise.reject(error);
	});
	return { files, ...(setName !== undefined && { setName }), storage: shelf, shelf, close: async () => await shelf.close() };
}

async function filesAt(shelf: Storage, paths: readonly string[]): Promise<SourceFile[]> {
	const files: SourceFile[] = [];
	for (const path of paths) files.push(sourceFile(await fileAt(shelf, path)));
	return files;
}

export function sourceFile(file: StoredFile): SourceFile {
	return { file, name: nameOf(file.path), identity: identityOf(file) };
}

interface Paths {
	readonly paths: readonly string[];
	readonly setName?: string;
}

function readPaths(item: Item): Paths {
	if (item.choice('storedFile') === 'path') return { paths: [requiredText(item, 'path', 'must be the path of a file')] };
	const set = item.json('set');
	const label = item.label('set');
	const rule = 'must be what the Batch File Trigger puts out as "set": a name and its files';
	if (!isRecord(set) || !Array.isArray(set.files)) return item.refuse(violation(label, set ?? '', rule));
	const paths = set.files.map((one: unknown) => pathOf(one) ?? item.refuse(violation(`${label}: file`, one, 'has no path')));
	if (paths.length === 0) return item.refuse(violation(label, set, 'must have at least one file'));
	const twice = paths.find((path, index) => paths.indexOf(path) !== index);
	if (twice !== undefined) return item.refuse(violation(label, twice, 'is in the set twice'));
	return { paths, ...(typeof set.name === 'string' && { setName: set.name }) };
}

/** A file as the trigger puts it out: its mark, bare or where it stands in an item. */
function pathOf(file: unknown): string | undefined {
	if (!isRecord(file)) return undefined;
	const inner = file[fileField];
	const { path } = isRecord(inner) ? inner : file;
	return typeof path === 'string' && path !== '' ? path : undefined;
}

/** What the names of files say, read before one is opened. */
export interface NameRules {
	/**
	 * The audience that a file is for; undefined where it is chosen.
	 * @param isOther it is no file of the item: a name that says nothing is then the empty text, and no refusal
	 */
	audienceOf(file: string, isOther?: boolean): string | undefined;
	modeOf(file: string): SyncMode;
	/** Whether a file may be all the members there are to be. */
	readonly mayReplace: boolean;
}

/** @param mode as the field A File Means says */
export async function readNameRules(item: Item, mode: SyncMode): Promise<NameRules> {
	const isNamed = item.choice('audienceFrom') === 'fileName';
	const isTold = mode === 'fileName';
	const pattern = isNamed || isTold ? await readPattern(item) : undefined;
	const template = isNamed ? requiredText(item, 'audienceName') : '';
	const meanings = isTold ? readMeanings<SyncMode>(item, { wordsToAdd: 'add', wordsToRemove: 'remove', wordsToReplace: 'replace' }) : undefined;
	if (isTold && pattern?.groups.includes('action') !== true) {
		return item.refuse(violation(item.label('fileNamePattern'), item.text('fileNamePattern'), 'must have the group {action}, which says what a file does'));
	}
	return {
		mayReplace: mode === 'replace' || mode === 'difference' || [...(meanings?.values() ?? [])].includes('replace'),
		audienceOf: (file, isOther = false) => {
			if (pattern === undefined || !isNamed) return undefined;
			const groups = isOther ? pattern.read(file) : groupsOf(item, pattern, file);
			if (groups === undefined) return '';
			return fillTemplate(template, groups) ?? item.refuse(violation(item.label('audienceName'), template, `names a group that File Name Pattern has not; it has ${pattern.groups.map((one) => `{${one}}`).join(', ') || 'none'}`));
		},
		modeOf: (file) => {
			if (pattern === undefined || meanings === undefined) return mode;
			const word = groupsOf(item, pattern, file).get('action') ?? '';
			return meanings.get(word.toLowerCase()) ?? item.refuse(violation(`{action} in the name ${file}`, word, `must be one of: ${[...meanings.keys()].join(', ')}`));
		},
	};
}

async function readPattern(item: Item): Promise<FileNamePattern> {
	const text = item.text('fileNamePattern');
	const pattern = await readFileNamePattern(text);
	return 'rule' in pattern ? item.refuse(violation(item.label('fileNamePattern'), text, pattern.rule)) : pattern;
}

function groupsOf(item: Item, pattern: FileNamePattern, file: string) {
	return pattern.read(file) ?? item.refuse(violation(item.label('fileNamePattern'), item.text('fileNamePattern'), `does not fit the name of the file, ${file}`));
}

/** What all files of an item say alike. Parts of a set that differ are no set. */
export function alike<Value>(item: Item, files: readonly SourceFile[], what: string, of: (file: string) => Value): Value {
	const [first, ...others] = files;
	const value = of(first.name);
	const other = others.find(({ name }) => of(name) !== value);
	if (other === undefined) return value;
	return item.refuse(violation(what, String(of(other.name)), `is what ${other.name} says, and ${first.name} says ${String(value)}: the files of a set must agree`));
}

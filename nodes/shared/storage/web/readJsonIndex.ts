import type { Bounded } from '../../bounded';
import { NoIndex, readSize, readTime, type IndexEntry } from './indexEntry';

/** nginx with `autoindex_format json`, and Caddy: a list of entries. Read one entry at a time, so that a long one stops nobody. */
export async function readJsonIndex(body: string, bounded: Bounded): Promise<IndexEntry[]> {
	const text = body.trim();
	if (!text.startsWith('[') || !text.endsWith(']')) throw new NoIndex('JSON, but no list of files');
	const entries: IndexEntry[] = [];
	for (const part of partsOf(text.slice(1, -1))) {
		const entry = readEntry(part);
		if (entry !== undefined) {
			bounded.count();
			entries.push(entry);
		}
		if (bounded.isDue) await bounded.breathe();
	}
	return entries;
}

function readEntry(part: string): IndexEntry | undefined {
	const entry = parse(part);
	const { name, type, is_dir: isDirectory, size, mtime, mod_time: modifiedTime } = entry;
	if (typeof name !== 'string' || (type === undefined && isDirectory === undefined && mtime === undefined)) {
		throw new NoIndex('a list in JSON, but not of files');
	}
	const bare = name.replace(/\/$/, '');
	if (bare === '.' || bare === '..') return undefined;
	const isFolder = type === 'directory' || isDirectory === true;
	// What nginx calls neither is a socket or a device.
	if (!isFolder && type !== undefined && type !== 'file') return undefined;
	return { name: bare, isFolder, size: readSize(size), modifiedAt: readTime(mtime ?? modifiedTime), isExact: true };
}

function parse(part: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(part);
		if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
	} catch {
		// What it is instead is said below.
	}
	throw new NoIndex('a list in JSON, but not of files');
}

/** What stands between the commas of a list, without going into it. */
function* partsOf(list: string): Generator<string> {
	let depth = 0;
	let isText = false;
	let start = 0;
	for (let at = 0; at < list.length; at++) {
		const character = list[at];
		if (isText) {
			if (character === '\\') at++;
			else if (character === '"') isText = false;
		} else if (character === '"') isText = true;
		else if (character === '{' || character === '[') {
			// An entry is flat; Caddy's holds no more than a list.
			if (++depth > deepest) throw new NoIndex('a list in JSON, but not of files');
		} else if (character === '}' || character === ']') depth--;
		else if (character === ',' && depth === 0) {
			yield list.slice(start, at);
			start = at + 1;
		}
	}
	const last = list.slice(start);
	if (start > 0 || last.trim() !== '') yield last;
}

const deepest = 4;

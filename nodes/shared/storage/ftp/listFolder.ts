import type { Client, FileInfo } from 'basic-ftp';

import type { Bounded } from '../../bounded';
import { decodeListing } from './decodeListing';
import { isReply } from './ftpFailure';
import { inEnglish } from './months';

const unknownCommand = new Set([500, 501, 502, 504]);

/** Characters of what a server says beside a listing: nobody has to say more. */
const longestWords = 4_096;

/** Bytes of a line: a name of the most characters, and what stands before it. What is cut off had no name. */
const longestLine = 8_192;

/** Lines that are parsed at once. */
const linesAtOnce = 500;

export interface FolderEntry {
	/** Undefined for a line that cannot be read. */
	readonly info: FileInfo | undefined;
	/** The line as it came, or the name in it. */
	readonly name: string;
	/** Whether the server writes its names in Latin-1 and not in UTF-8. */
	readonly isLatin: boolean;
}

/**
 * What lies in the folder the connection is in. Throws a reply where the server refuses to list it: to the user, a folder
 * that shows nothing would be one whose files are all gone.
 */
export async function listFolder(client: Client, bounded: Bounded): Promise<FolderEntry[]> {
	let raw = '';
	const { encoding } = client.ftp;
	client.parseList = (text) => {
		raw = text;
		return [];
	};
	// The bytes as they are: which letters they stand for shows when all of them are there.
	client.ftp.encoding = 'latin1';
	try {
		await listRefusable(client, () => raw.trim() === '');
	} finally {
		if (!client.closed) client.ftp.encoding = encoding;
	}
	const isForMachines = client.availableListCommands[0] === 'MLSD';
	return await readLines(raw, isForMachines, bounded);
}

async function readLines(raw: string, isForMachines: boolean, bounded: Bounded): Promise<FolderEntry[]> {
	const { parseList } = await import('../../vendor/basicFtp');
	const lines = raw
		.split(/\r?\n/)
		.map((line) => line.slice(0, longestLine))
		.filter((line) => line.trim() !== '' && !line.startsWith('total'));
	const entries: FolderEntry[] = [];
	for (let start = 0; start < lines.length; start += linesAtOnce) {
		const some = lines.slice(start, start + linesAtOnce).map(decodeListing);
		bounded.count(some.length);
		for (const isLatin of [false, true]) {
			const texts = some.filter((line) => line.isLatin === isLatin).map(({ text }) => (isForMachines ? text : inEnglish(text)));
			for (const [text, info] of parseLines(texts, isForMachines, parseList)) {
				const name = info?.name ?? text;
				if (name !== '.' && name !== '..') entries.push({ info, name, isLatin });
			}
		}
		if (bounded.isDue) await bounded.breathe();
	}
	return entries;
}

/** All lines at once, as most servers write them all alike; one by one where some say nothing to the library. */
function parseLines(lines: readonly string[], isForMachines: boolean, parse: (raw: string) => FileInfo[]): Array<[string, FileInfo | undefined]> {
	const tryToParse = (raw: string): FileInfo[] => {
		try {
			return parse(raw);
		} catch {
			return [];
		}
	};
	const infos = tryToParse(lines.join('\n'));
	// A listing for machines names the folder itself, and the one above, which the library leaves out.
	if (isForMachines || infos.length === lines.length) return infos.map((info) => [info.name, info]);
	return lines.flatMap((line): Array<[string, FileInfo | undefined]> => {
		const [info] = tryToParse(line);
		if (info === undefined && /\s\.{1,2}\/?$/.test(line)) return [];
		return [[line, info]];
	});
}

async function listRefusable(client: Client, isEmpty: () => boolean): Promise<void> {
	if (!client.availableListCommands.includes('MLSD')) return await listLoudly(client, isEmpty);
	// Whatever is said against MLSD, the library goes on to LIST, which shows a folder that is refused as an empty one.
	const others = client.availableListCommands.filter((command) => command !== 'MLSD');
	client.availableListCommands = ['MLSD'];
	try {
		await client.list();
	} catch (error) {
		const isKnown = !isReply(error) || !unknownCommand.has(error.code);
		if (isKnown || others.length === 0) throw error as Error;
		client.availableListCommands = others;
		await listLoudly(client, isEmpty);
	}
}

/** vsftpd calls it a success when it could not open the folder, and says so only in words. */
async function listLoudly(client: Client, isEmpty: () => boolean): Promise<void> {
	let said = '';
	const { socket } = client.ftp;
	const listen = (chunk: unknown): void => {
		if (said.length < longestWords) said += String(chunk);
	};
	socket.on('data', listen);
	try {
		await client.list();
		if (isEmpty() && /failed to open/i.test(said)) throw Object.assign(new Error('Permission denied'), { code: 550 });
	} finally {
		socket.off('data', listen);
	}
}

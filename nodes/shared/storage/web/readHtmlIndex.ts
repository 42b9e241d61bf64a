import type { Bounded } from '../../bounded';
import { parseInPieces } from '../xml/parseInPieces';
import { NoIndex, type IndexEntry } from './indexEntry';
import { linkOf } from './linkOf';
import { readDateAndSize } from './readDateAndSize';

/** Of what is written behind a link, as much is looked at: time and size come first. */
const longestNote = 400;

interface Found {
	readonly isFolder: boolean;
	readonly hasQuery: boolean;
	/** What the link is called. */
	label: string;
	/** What is written behind it. */
	note: string;
}

/** What a page shows besides its links to files, and by which an index is told from any other page. */
interface Signs {
	/** It calls itself one, as all servers do in one way or the other. */
	isTitled: boolean;
	/** Links that sort it. */
	sorts: boolean;
	/** A link to the folder above. */
	hasParent: boolean;
	/** It asks for a password, or leads elsewhere by itself. */
	isOther: boolean;
	/** Text besides the links and what is behind them. */
	hasText: boolean;
	isPlain: boolean;
}

const titles = /\bindex of\b|\bdirectory listing\b|\bdirectory:|\blisting (of|for|directory)\b|\bfiles within\b|\bparent directory\b|\bhigher level directory\b|\bfolder listing\b/i;

const headings: ReadonlySet<string> = new Set(['title', 'h1', 'h2']);

/** Every link to something directly inside the folder is an entry; what is written after it tells time and size. */
export async function readHtmlIndex(html: string, address: URL, bounded: Bounded): Promise<IndexEntry[]> {
	const found = new Map<string, Found>();
	const signs: Signs = { isTitled: false, sorts: false, hasParent: false, isOther: false, hasText: false, isPlain: false };
	let current: Found | undefined;
	let isInLink = false;
	let unseen = '';
	let heading: string | undefined;
	const add = (href: string): void => {
		const link = linkOf(address, href);
		current = undefined;
		if (link?.kind === 'sort') signs.sorts = true;
		if (link?.kind === 'above') signs.hasParent = true;
		if (link?.kind !== 'inside') return;
		const { name, isFolder, hasQuery } = link;
		const before = found.get(name);
		if (before === undefined) bounded.count();
		// Without a query it is the file itself, whatever else leads there.
		if (hasQuery && before?.hasQuery === false) return;
		// Fancy indexes link an icon and the name: the text after the last one counts.
		current = { isFolder, hasQuery, label: before?.label ?? '', note: '' };
		found.set(name, current);
	};
	await parseInPieces(
		html,
		{
			onopentag(tag, { href, type, 'http-equiv': equivalent }) {
				if (tag === 'a' || headings.has(tag)) heading = '';
				if (tag === 'pre') signs.isPlain = true;
				if (tag === 'script' || tag === 'style') unseen = tag;
				if (tag === 'input' && type?.toLowerCase() === 'password') signs.isOther = true;
				if (tag === 'meta' && equivalent?.toLowerCase() === 'refresh') signs.isOther = true;
				if (tag === 'a' && href !== undefined) {
					isInLink = true;
					add(href);
				} else if (current !== undefined) current.note += ' ';
			},
			ontext(text) {
				if (unseen !== '') return;
				if (heading !== undefined && heading.length < longestNote) heading += text;
				if (current !== undefined && isInLink && current.label.length < longestNote) current.label += text;
				if (current !== undefined && !isInLink && current.note.length < longestNote) current.note += text;
				if (current === undefined && !isInLink && text.trim() !== '') signs.hasText = true;
			},
			onclosetag(tag) {
				if (tag === unseen) unseen = '';
				if (heading !== undefined && (tag === 'a' || headings.has(tag))) {
					signs.isTitled ||= titles.test(heading);
					heading = undefined;
				}
				if (tag === 'a') isInLink = false;
			},
		},
		{},
		bounded,
	);
	const entries = [...found].map(([name, { isFolder, hasQuery, note }]) => ({
		name,
		isFolder,
		...readDateAndSize(note),
		isExact: false,
		...(hasQuery && { hasQuery }),
	}));
	expectIndex(entries, [...found], signs);
	return entries;
}

/** An index says so, or is nothing but links that are called what they lead to. */
function expectIndex(entries: readonly IndexEntry[], found: ReadonlyArray<readonly [string, Found]>, signs: Signs): void {
	if (signs.isOther) throw new NoIndex('a page that asks for a login, or leads elsewhere');
	const isQueried = entries.length > 0 && entries.every(({ hasQuery }) => hasQuery);
	if (isQueried) throw new NoIndex('a page whose links have a query ("?"), by which files cannot be known');
	if (signs.isTitled || signs.sorts) return;
	const isDated = signs.hasParent && entries.some(({ modifiedAt }) => modifiedAt !== undefined);
	const isNamed = entries.length > 0 && found.every(([name, { label }]) => isCalled(label, name));
	const isEmpty = entries.length === 0 && signs.isPlain && !signs.hasText;
	if (!isDated && !isNamed && !isEmpty) throw new NoIndex('another page');
}

/** Long names are cut, with dots or without. */
function isCalled(label: string, name: string): boolean {
	const shown = label.trim().replace(/\/$/, '');
	const start = shown.replace(/(\.\.>|\.\.\.|…)$/, '');
	return shown === name || (start !== shown && start !== '' && name.startsWith(start));
}

import { readDateAndSize } from './readDateAndSize';

/** An entry of a directory index. */
export interface IndexEntry {
	readonly name: string;
	readonly isFolder: boolean;
	readonly size: number | undefined;
	readonly modifiedAt: number | undefined;
	/** Whether size and time are as exact as they can be. */
	readonly isExact: boolean;
}

/**
 * Reads a directory index: the HTML of nginx, Apache and most others, or nginx's JSON.
 * @param address where the index was found, after redirects
 */
export async function readIndex(body: string, address: URL): Promise<IndexEntry[]> {
	return body.trimStart().startsWith('[') ? readJsonIndex(body) : await readHtmlIndex(body, address);
}

function readJsonIndex(body: string): IndexEntry[] {
	const entries = JSON.parse(body) as ReadonlyArray<Readonly<Record<string, unknown>>>;
	return entries.flatMap((entry) => {
		const name = typeof entry.name === 'string' ? entry.name.replace(/\/$/, '') : '';
		if (name === '' || name === '.' || name === '..' || name.includes('/')) return [];
		const modifiedAt = Date.parse(String(entry.mtime ?? entry.mod_time));
		return [
			{
				name,
				isFolder: entry.type === 'directory' || entry.is_dir === true,
				size: typeof entry.size === 'number' ? entry.size : undefined,
				modifiedAt: Number.isNaN(modifiedAt) ? undefined : Math.floor(modifiedAt / 1000) * 1000,
				isExact: true,
			},
		];
	});
}

/** Every link to something directly inside the folder is an entry; what is written after it tells time and size. */
async function readHtmlIndex(html: string, address: URL): Promise<IndexEntry[]> {
	const { Parser } = await import('../../vendor/htmlparser2');
	const found = new Map<string, { isFolder: boolean; text: string }>();
	let current: { isFolder: boolean; text: string } | undefined;
	let isInLink = false;
	const parser = new Parser({
		onopentag(tag, { href }) {
			if (tag === 'a' && href !== undefined) {
				const link = childOf(address, href);
				current = undefined;
				isInLink = true;
				if (link === undefined) return;
				// Fancy indexes link an icon and the name: the text after the last one counts.
				current = { isFolder: link.isFolder, text: '' };
				found.set(link.name, current);
			} else if (current !== undefined) {
				current.text += ' ';
			}
		},
		ontext(text) {
			if (current !== undefined && !isInLink) current.text += text;
		},
		onclosetag(tag) {
			if (tag === 'a') isInLink = false;
		},
	});
	parser.end(html);
	return [...found].map(([name, { isFolder, text }]) => ({ name, isFolder, ...readDateAndSize(text), isExact: false }));
}

function childOf(folder: URL, href: string): { name: string; isFolder: boolean } | undefined {
	if (!URL.canParse(href, folder.href)) return undefined;
	const target = new URL(href, folder);
	// Links with a query sort the index.
	if (target.origin !== folder.origin || target.search !== '') return undefined;
	if (!target.pathname.startsWith(folder.pathname)) return undefined;
	const rest = target.pathname.slice(folder.pathname.length);
	const [, segment, slash] = /^([^/]+)(\/?)$/.exec(rest) ?? [];
	return segment === undefined ? undefined : { name: decodeSegment(segment), isFolder: slash === '/' };
}

/** A name that is no UTF-8 stays encoded: it cannot be opened, which shows, where leaving it out would not. */
function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

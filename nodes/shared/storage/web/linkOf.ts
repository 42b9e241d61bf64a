/** Where a link of a page leads, seen from the folder the page is of. */
export type Link =
	| { readonly kind: 'inside'; readonly name: string; readonly isFolder: boolean; readonly hasQuery: boolean }
	/** To the folder itself, in another order. */
	| { readonly kind: 'sort' }
	| { readonly kind: 'above' };

/** Characters. No server takes a longer address, and a name cut there is still longer than any file's. */
const longestLink = 16_384;

/** Reads a link; undefined for one that leads somewhere else altogether. */
export function linkOf(folder: URL, href: string): Link | undefined {
	const link = href.slice(0, longestLink);
	if (!URL.canParse(link, folder.href)) return undefined;
	const target = new URL(link, folder);
	if (target.origin !== folder.origin) return undefined;
	const isAbove = folder.pathname !== target.pathname && folder.pathname.startsWith(target.pathname) && target.pathname.endsWith('/');
	if (isAbove) return { kind: 'above' };
	if (!target.pathname.startsWith(folder.pathname)) return undefined;
	const rest = target.pathname.slice(folder.pathname.length);
	if (rest === '') return target.search === '' ? undefined : { kind: 'sort' };
	// A server that does not encode the signs in a name: behind them it goes on.
	const hasQuery = target.search !== '' || target.hash !== '';
	const [, segment, slash] = /^([^/]+)(\/?)$/.exec(rest) ?? [];
	if (segment === undefined) return undefined;
	return { kind: 'inside', name: decodeSegment(segment), isFolder: slash === '/', hasQuery };
}

/** A name that is no UTF-8 stays encoded: it cannot be opened, which shows, where leaving it out would not. */
function decodeSegment(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

import { guarded } from './guard';

/** Browsers let 64 KiB outlive the page, beacons and `keepalive` together. */
const outlivingBytes = 60_000;

/** Posts a body. `isLeaving`: the page goes now. `failed` is called when the body did not get through. */
export type Post = (body: string, isAgain: boolean, isLeaving: boolean, failed: () => void) => void;

/**
 * Posts texts, so that no pre-flight is asked. `fetch` goes before `sendBeacon`: lists of ad blockers stop every beacon to
 * another site, silently, and some browsers say that they sent what they did not. A beacon is for browsers whose `fetch`
 * ends with the page. What does not fit into what may outlive the page, and what failed, goes by a plain request.
 */
export function createPost(endpoint: string): Post {
	let outliving = 0;
	return (body, isAgain, isLeaving, failed) => {
		const bytes = bytesOf(body);
		const canOutlive = 'keepalive' in Request.prototype;
		if (isLeaving && !canOutlive && guarded(() => navigator.sendBeacon(endpoint, body))) return;
		const keepalive = canOutlive && (isLeaving || !isAgain) && outliving + bytes <= outlivingBytes;
		if (keepalive) outliving += bytes;
		// In a promise, because a page's own fetch, or a blocker's, may throw.
		new Promise((sent) => sent(window.fetch(endpoint, { method: 'POST', body, mode: 'no-cors', keepalive })))
			.finally(() => {
				if (keepalive) outliving -= bytes;
			})
			.catch(failed);
	};
}

/**
 * Bodies of at most so many events and bytes each, with what each of them carries. An event that is too large alone goes
 * bare, without its data.
 */
export function split<Entry>(
	entries: readonly Entry[],
	bodyOf: (some: readonly Entry[], isBare: boolean) => string,
	maximumEvents: number,
	maximumBytes: number,
): Array<[body: string, entries: readonly Entry[]]> {
	const count = entries.length;
	const body = count > maximumEvents ? '' : bodyOf(entries, false);
	if (body !== '' && bytesOf(body) <= Math.min(maximumBytes, outlivingBytes)) return [[body, entries]];
	if (count === 1) return [[bodyOf(entries, true), entries]];
	const half = Math.ceil(count / 2);
	return [entries.slice(0, half), entries.slice(half)].flatMap((part) =>
		split(part, bodyOf, maximumEvents, maximumBytes),
	);
}

function bytesOf(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
	}
	return bytes;
}

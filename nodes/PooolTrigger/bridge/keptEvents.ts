import { guarded } from './guard';

/** An event for Batch's SDK, as it can be kept over a change of the page. */
export interface Kept {
	readonly name: string;
	readonly attributes: ReadonlyArray<readonly [name: string, kind: 'plain' | 'url', value: unknown]>;
}

interface Stored extends Kept {
	readonly id: string;
	/** Milliseconds since 1970. */
	readonly at: number;
}

const storageKey = 'pooolBatch';
/** The SDK gathers events for 200 ms before it sends them (batch-api-2x.md §11.2). */
const sentAfterMilliseconds = 250;
const longestMilliseconds = 30 * 60_000;
const mostKept = 20;

export interface KeptEvents {
	/** Keeps an event until the SDK has had the time to send it. */
	keep(event: Kept): void;
	/** What the page before this one was left with; forgotten thereby. */
	takeAll(): Kept[];
}

/** Events that a click caused which led away before the SDK could send them: in this tab, for pages of this site. */
export function createKept(): KeptEvents {
	const read = (): Stored[] =>
		guarded(() => {
			const stored: unknown = JSON.parse(window.sessionStorage.getItem(storageKey) ?? '[]');
			return Array.isArray(stored) ? (stored as Stored[]) : [];
		}) ?? [];
	const write = (events: Stored[]) =>
		guarded(() => {
			if (events.length === 0) window.sessionStorage.removeItem(storageKey);
			else window.sessionStorage.setItem(storageKey, JSON.stringify(events));
		});

	return {
		keep(event) {
			const stored: Stored = Object.assign({ id: String(Math.random()), at: Date.now() }, event);
			write(read().concat(stored).slice(-mostKept));
			window.setTimeout(() => write(read().filter(({ id }) => id !== stored.id)), sentAfterMilliseconds);
		},
		takeAll() {
			const events = read();
			if (events.length > 0) write([]);
			return events.filter(({ at, name, attributes }) => Date.now() - at < longestMilliseconds && name && Array.isArray(attributes));
		},
	};
}

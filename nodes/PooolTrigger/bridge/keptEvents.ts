import { guarded } from './guard';

/** An event for Batch's SDK, as it can be kept over a change of the page. */
export interface Kept {
	readonly name: string;
	readonly attributes: Readonly<Record<string, unknown>>;
	/** Names of the attributes that are addresses: the SDK wants them as URL objects. */
	readonly addresses: readonly string[];
	/** Milliseconds since 1970. */
	readonly at: number;
}

const storageKey = 'pooolBatch';
/** The SDK gathers events for 200 ms before it sends them (batch-api-2x.md §11.2). */
const sentAfterMilliseconds = 250;
const longestMilliseconds = 30 * 60_000;

export interface KeptEvents {
	/** Keeps an event until the SDK has had the time to send it. */
	keep(event: Kept): void;
	/** What the page before this one was left with; forgotten thereby. */
	takeAll(): Kept[];
}

/** Events that a click caused which led away before the SDK could send them: in this tab, for pages of this site. */
export function createKept(): KeptEvents {
	let own: Kept[] = [];
	let timer: number | undefined;
	const store = (events: Kept[]) => {
		own = events;
		guarded(() => sessionStorage.setItem(storageKey, JSON.stringify(own)));
	};
	return {
		keep(event) {
			store(own.concat(event));
			window.clearTimeout(timer);
			timer = window.setTimeout(() => store([]), sentAfterMilliseconds);
		},
		takeAll() {
			const stored = guarded(() => JSON.parse(String(sessionStorage.getItem(storageKey))) as Kept[] | null) || [];
			if (stored.length > 0) store([]);
			return stored.filter(({ at }) => Date.now() - at < longestMilliseconds);
		},
	};
}

import type { Envelope, SentEvent, SentPage, SentUser } from './envelope';
import { guarded, say } from './guard';
import { createPost, split } from './transport';

/** Events wait this long for others to share a request with. */
const calmMilliseconds = 1_000;
/** After a click the page may be left: long enough for the events of one click, no longer. */
const urgentMilliseconds = 50;
/** What waits, for consent, for a reader's name or for the network, is bounded: of more, the newest. */
const mostWaiting = 100;
/** A request that does not get through is sent again after 1, 2, 4, 8 and 16 seconds, and when the network is back. */
const mostTries = 6;

export interface OutboxSettings {
	readonly endpoint: string;
	readonly maximumEvents: number;
	readonly maximumBytes: number;
	/** Whether events of readers without a name stay in the page. */
	readonly knownOnly: boolean;
	isAllowed(): boolean;
}

/** An event and whose and where it was. */
export interface Waiting {
	readonly event: Omit<SentEvent, 'ago' | 'page' | 'user'>;
	/** Milliseconds since 1970, by the reader's clock. */
	readonly at: number;
	readonly page: SentPage;
	readonly user: SentUser;
}

export interface Outbox {
	add(waiting: Waiting, urgent: boolean): void;
	flush(): void;
	/** Forgets what waits: the reader said no. */
	clear(): void;
}

interface Entry extends Waiting {
	tries: number;
}

/** Gathers events and sends several in one request; what waits goes when the page is hidden or left. */
export function createOutbox(settings: OutboxSettings): Outbox {
	const { endpoint, maximumEvents, maximumBytes, knownOnly } = settings;
	const post = createPost(endpoint);
	let waiting: Entry[] = [];
	let timer: number | undefined;
	let due = Infinity;

	function flush(isLeaving: boolean): void {
		window.clearTimeout(timer);
		due = Infinity;
		if (!settings.isAllowed()) return;
		const entries = waiting.filter(({ user }) => !knownOnly || user.id !== undefined);
		waiting = waiting.filter((entry) => !entries.includes(entry));
		say('still no name', waiting.length);
		if (entries.length === 0) return;
		split(entries, bodyOf, maximumEvents, maximumBytes).forEach(([body, own]) => {
			post(body, own.some(({ tries }) => tries > 0), isLeaving, () => takeBack(own));
		});
	}

	function takeBack(entries: readonly Entry[]): void {
		const again = entries.filter((entry) => settings.isAllowed() && ++entry.tries < mostTries);
		say('not sent', entries.length, 'again', again.length);
		waiting = again.concat(waiting);
		bound();
		if (again.length > 0) schedule(calmMilliseconds * 2 ** ((again[0] as Entry).tries - 1));
	}

	function bound(): void {
		while (waiting.length > mostWaiting) say('left out', waiting.shift());
	}

	function schedule(milliseconds: number): void {
		const wanted = Date.now() + milliseconds;
		if (wanted >= due) return;
		due = wanted;
		window.clearTimeout(timer);
		timer = window.setTimeout(send, milliseconds);
	}

	const send = () => void guarded(() => flush(false));
	const leave = () => void guarded(() => flush(true));
	// At the window: an element of the page may hide what the document has under the name.
	window.addEventListener('visibilitychange', leave);
	window.addEventListener('pagehide', leave);
	window.addEventListener('online', send);

	return {
		add(given, urgent) {
			waiting.push({ ...given, tries: 0 });
			bound();
			schedule(urgent ? urgentMilliseconds : calmMilliseconds);
		},
		flush: send,
		clear() {
			waiting = [];
		},
	};
}

/** The request says page and reader of its first event, and an event what differs from that. JSON leaves out `undefined`. */
function bodyOf(entries: readonly Waiting[], isBare: boolean): string {
	const now = Date.now();
	const { page, user } = entries[0] as Waiting;
	return JSON.stringify({
		v: 1,
		page,
		user,
		events: entries.map(({ event, at, ...own }) => ({
			ago: Math.max(0, now - at),
			...event,
			...(isBare && { data: {}, leftOut: Object.keys(event.data) }),
			page: own.page.url === page.url && own.page.type === page.type ? undefined : own.page,
			user: own.user === user ? undefined : own.user,
		})),
	} satisfies Envelope);
}

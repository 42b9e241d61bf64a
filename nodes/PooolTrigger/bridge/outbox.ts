import type { Envelope, SentEvent, SentPage, SentUser } from './envelope';
import { guarded, say } from './guard';
import { createTransport, split } from './transport';

/** Events wait this long for others to share a request with. */
const calmMilliseconds = 1_000;
/** After a click the page may be left: long enough for the events of one click, no longer. */
const urgentMilliseconds = 50;
/** What waits, for consent, for a reader's name or for the network, is bounded: of more, the newest. */
const mostWaiting = 100;
const mostCharacters = 256_000;
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
	readonly characters: number;
	readonly urgent: boolean;
	tries: number;
}

/** Gathers events and sends several in one request; what waits goes when the page is hidden or left. */
export function createOutbox(settings: OutboxSettings): Outbox {
	const { endpoint, maximumEvents, maximumBytes, knownOnly } = settings;
	const transport = createTransport(endpoint);
	let waiting: Entry[] = [];
	let timer: number | undefined;
	let due = Infinity;

	function flush(isLeaving: boolean): void {
		window.clearTimeout(timer);
		due = Infinity;
		if (!settings.isAllowed()) return;
		const entries = waiting.filter(({ user }) => !knownOnly || user.id !== undefined);
		waiting = waiting.filter((entry) => entries.indexOf(entry) < 0);
		if (entries.length === 0) return;
		const now = Date.now();
		const events = entries.map(({ event, at }) => Object.assign({ ago: Math.max(0, now - at) }, event));
		const entryOf = (event: SentEvent) => entries.filter((entry) => entry.event.id === event.id)[0] as Entry;
		const parcels = split(events, (part) => envelopeOf(part, part.map(entryOf)), maximumEvents, maximumBytes);
		parcels.forEach((parcel) => {
			const own = parcel.events.map(entryOf);
			const when = isLeaving ? 'isLeaving' : own.some(({ urgent }) => urgent) ? 'mayLeave' : 'calm';
			transport.post(parcel.body, when, () => takeBack(own));
		});
	}

	function takeBack(entries: Entry[]): void {
		const again = entries.filter((entry) => ++entry.tries < mostTries);
		say(`the request did not get through; ${again.length} of ${entries.length} events are sent again`);
		waiting = again.concat(waiting);
		bound();
		if (again.length > 0) schedule(calmMilliseconds * Math.pow(2, (again[0]?.tries ?? 1) - 1));
	}

	function bound(): void {
		const sum = () => waiting.reduce((characters, entry) => characters + entry.characters, 0);
		while (waiting.length > mostWaiting || (waiting.length > 1 && sum() > mostCharacters)) {
			say('too much waits: left out', waiting.shift()?.event);
		}
	}

	function schedule(milliseconds: number): void {
		const wanted = Date.now() + milliseconds;
		if (wanted >= due) return;
		due = wanted;
		window.clearTimeout(timer);
		timer = window.setTimeout(() => guarded(() => flush(false)), milliseconds);
	}

	const leave = () => void guarded(() => flush(true));
	// At the window: an element of the page may hide what the document has under the name.
	window.addEventListener('visibilitychange', leave);
	window.addEventListener('pagehide', () => {
		leave();
		transport.rescue();
	});
	window.addEventListener('online', () => void guarded(() => flush(false)));

	return {
		add(given, urgent) {
			waiting.push(Object.assign({ characters: JSON.stringify(given.event).length, urgent, tries: 0 }, given));
			bound();
			schedule(urgent ? urgentMilliseconds : calmMilliseconds);
		},
		flush: () => void guarded(() => flush(false)),
		clear() {
			waiting = [];
		},
	};
}

/** The request says page and reader of its first event, and an event what differs from that. */
function envelopeOf(events: readonly SentEvent[], entries: readonly Waiting[]): Envelope {
	const { page, user } = entries[0] as Waiting;
	return {
		v: 1,
		page,
		user,
		// JSON leaves out what is undefined.
		events: events.map((event, index) => {
			const own = entries[index] as Waiting;
			const isHere = own.page.url === page.url && own.page.type === page.type;
			return Object.assign({}, event, {
				page: isHere ? undefined : own.page,
				user: own.user === user ? undefined : own.user,
			});
		}),
	};
}

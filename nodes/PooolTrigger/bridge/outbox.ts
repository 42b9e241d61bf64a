import type { Envelope, SentEvent, SentPage, SentUser } from './envelope';
import { guarded } from './guard';
import { post, split } from './transport';

/** Events wait this long for others to share a request with. */
const calmMilliseconds = 1_000;
/** After a click the page may be left: long enough for the events of one click, no longer. */
const urgentMilliseconds = 50;
/** Before consent nothing leaves, and what waits for it is bounded. */
const mostWaiting = 100;

export interface OutboxSettings {
	readonly endpoint: string;
	readonly maximumEvents: number;
	readonly maximumBytes: number;
	isAllowed(): boolean;
	page(): SentPage;
	readonly user: SentUser;
}

export interface Outbox {
	add(event: Omit<SentEvent, 'ago'>, urgent: boolean): void;
	flush(): void;
	/** Forgets what waits: the reader said no. */
	clear(): void;
}

/** Gathers events and sends several in one request; what waits goes when the page is hidden or left. */
export function createOutbox(settings: OutboxSettings): Outbox {
	let waiting: Array<{ event: Omit<SentEvent, 'ago'>; since: number }> = [];
	let timer: number | undefined;
	let due = Infinity;

	const flush = () => {
		window.clearTimeout(timer);
		due = Infinity;
		if (waiting.length === 0 || !settings.isAllowed()) return;
		const now = Date.now();
		const events = waiting.map(({ event, since }) => Object.assign({ ago: Math.max(0, now - since) }, event));
		waiting = [];
		const envelope: Envelope = { v: 1, page: settings.page(), user: settings.user, events };
		split(envelope, settings.maximumEvents, settings.maximumBytes).forEach((body) => post(settings.endpoint, body));
	};
	const flushGuarded = () => void guarded(flush);

	document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flushGuarded());
	window.addEventListener('pagehide', flushGuarded);

	return {
		add(event, urgent) {
			if (waiting.length >= mostWaiting) return;
			const now = Date.now();
			waiting.push({ event, since: now });
			const wanted = now + (urgent ? urgentMilliseconds : calmMilliseconds);
			if (wanted >= due) return;
			due = wanted;
			window.clearTimeout(timer);
			timer = window.setTimeout(flushGuarded, wanted - now);
		},
		flush: flushGuarded,
		clear() {
			waiting = [];
		},
	};
}

import type { Envelope, SentEvent } from './envelope';
import { guarded } from './guard';

/** Browsers let 64 KiB of beacons be under way at once; a request of more than this would be refused. */
const beaconBytes = 60_000;

/**
 * Posts a text, so that no pre-flight is asked, in a way that outlives the page. Nobody waits for the
 * answer: the page may be gone before it comes.
 */
export function post(url: string, body: string): void {
	const isBeacon = guarded(() => Boolean(navigator.sendBeacon) && navigator.sendBeacon(url, body));
	if (isBeacon) return;
	guarded(() => {
		window.fetch(url, { method: 'POST', body, mode: 'no-cors', keepalive: true }).then(undefined, () => undefined);
	});
}

/** Bodies of at most so many events and bytes each. An event that is too large alone goes without its data. */
export function split(envelope: Envelope, maximumEvents: number, maximumBytes: number): string[] {
	const bound = Math.min(maximumBytes, beaconBytes);
	const { events } = envelope;
	const text = events.length <= maximumEvents ? JSON.stringify(envelope) : '';
	if (text !== '' && bytesOf(text) <= bound) return [text];
	if (events.length > 1) {
		const half = Math.ceil(events.length / 2);
		const part = (some: SentEvent[]) =>
			split(Object.assign({}, envelope, { events: some }), maximumEvents, maximumBytes);
		return part(events.slice(0, half)).concat(part(events.slice(half)));
	}
	const bare = events.map((event) => Object.assign({}, event, { data: {}, leftOut: Object.keys(event.data) }));
	return [JSON.stringify(Object.assign({}, envelope, { events: bare }))];
}

function bytesOf(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
	}
	return bytes;
}

import type { Envelope, SentEvent } from './envelope';
import { guarded } from './guard';

/** Browsers let 64 KiB outlive the page, beacons and `keepalive` together. */
const outlivingBytes = 60_000;

export interface Transport {
	/**
	 * Posts a body. `mayLeave`: the page may be left before it is through. `isLeaving`: the page goes now, and nobody learns
	 * whether it got through. Otherwise `failed` is called when it did not.
	 */
	post(body: string, when: 'calm' | 'mayLeave' | 'isLeaving', failed: () => void): void;
	/** Posts once more what is under way in a way that ends with the page. */
	rescue(): void;
}

/**
 * Posts texts, so that no pre-flight is asked. `fetch` goes before `sendBeacon`: lists of ad blockers stop every beacon to
 * another site, silently, and some browsers say that they sent what they did not. A beacon is for browsers whose `fetch`
 * ends with the page.
 */
export function createTransport(endpoint: string): Transport {
	let outliving = 0;
	const ending = new Set<string>();
	const canOutlive = () => 'keepalive' in Request.prototype;

	function post(body: string, keepalive: boolean, failed: () => void): void {
		const bytes = bytesOf(body);
		const isKept = keepalive && canOutlive() && outliving + bytes <= outlivingBytes;
		if (isKept) outliving += bytes;
		else ending.add(body);
		const over = () => {
			if (isKept) outliving -= bytes;
			ending.delete(body);
		};
		window.fetch(endpoint, { method: 'POST', body, mode: 'no-cors', keepalive: isKept }).then(over, () => {
			over();
			guarded(failed);
		});
	}

	const beacon = (body: string) => guarded(() => navigator.sendBeacon(endpoint, body)) === true;
	const leave = (body: string, failed: () => void) => {
		if (canOutlive() || !beacon(body)) post(body, true, failed);
	};

	return {
		post(body, when, failed) {
			guarded(() => {
				if (typeof window.fetch !== 'function') beacon(body);
				else if (when === 'isLeaving') leave(body, failed);
				else post(body, when === 'mayLeave', failed);
			});
		},
		rescue() {
			// n8n knows an event that comes twice by its id.
			Array.from(ending).forEach((body) => guarded(() => leave(body, () => undefined)));
		},
	};
}

/** One request's worth of events. */
export interface Parcel {
	readonly body: string;
	readonly events: readonly SentEvent[];
}

/** Parcels of at most so many events and bytes each. An event that is too large alone goes without its data. */
export function split(
	events: readonly SentEvent[],
	envelopeOf: (part: readonly SentEvent[]) => Envelope,
	maximumEvents: number,
	maximumBytes: number,
): Parcel[] {
	const body = events.length <= maximumEvents ? JSON.stringify(envelopeOf(events)) : '';
	if (body !== '' && bytesOf(body) <= Math.min(maximumBytes, outlivingBytes)) return [{ body, events }];
	if (events.length > 1) {
		const half = Math.ceil(events.length / 2);
		const part = (some: readonly SentEvent[]) => split(some, envelopeOf, maximumEvents, maximumBytes);
		return part(events.slice(0, half)).concat(part(events.slice(half)));
	}
	const bare = events.map((event) => Object.assign({}, event, { data: {}, leftOut: Object.keys(event.data) }));
	return [{ body: JSON.stringify(envelopeOf(bare)), events }];
}

function bytesOf(text: string): number {
	let bytes = text.length;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
	}
	return bytes;
}

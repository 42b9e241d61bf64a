import type { LoggedRequest, Retention } from './state.ts';

/** Appends, and forgets the oldest entries. Up to a tenth more is kept, so that trimming is rare. */
export function appendBounded<Item>(list: Item[], item: Item, limit: number): void {
	list.push(item);
	if (list.length > limit * 1.1) list.splice(0, list.length - limit);
}

/** Drops the oldest entries of a map (in insertion order) beyond the limit. */
export function trimMap(map: Map<string, unknown>, limit: number): void {
	for (const key of map.keys()) {
		if (map.size <= limit) return;
		map.delete(key);
	}
}

/** The request log: bodies and answers stay with the newest requests only. */
export class RequestLog {
	readonly #retention: Retention;
	#withBody: LoggedRequest[] = [];
	#bytes = 0;
	#nextId = 1;

	constructor(retention: Retention) {
		this.#retention = retention;
	}

	append(list: LoggedRequest[], entry: Omit<LoggedRequest, 'id'>): LoggedRequest {
		const logged = { id: this.#nextId++, ...entry };
		appendBounded(list, logged, this.#retention.requests);
		this.#withBody.push(logged);
		this.#bytes += logged.bodySize;
		// The newest body always stays, however large: it is the one somebody looks for.
		while (
			this.#withBody.length > 1 &&
			(this.#withBody.length > this.#retention.bodies || this.#bytes > this.#retention.bodyBytes)
		) {
			this.#forgetOldestBody();
		}
		return logged;
	}

	reset(): void {
		this.#withBody = [];
		this.#bytes = 0;
	}

	#forgetOldestBody(): void {
		const oldest = this.#withBody.shift();
		if (oldest === undefined) return;
		this.#bytes -= oldest.bodySize;
		delete oldest.body;
		delete oldest.answer;
		oldest.bodyForgotten = true;
	}
}

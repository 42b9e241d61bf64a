import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../isRecord';
import { Bounded } from '../../bounded';
import { platformNames } from '../family';
import { readBoolean } from '../values/readValue';
import { unsafePath, type BatchClient, type BatchRequest, type CallResult } from './client';
import type { Connection } from './connection';
import type { Download, OpenDownload } from './download';
import type { Environment } from './pace';
import { CallFailed, type CallFailure } from './failure';

/** What earlier tries of the same run did for one item, by the order of its calls. */
export interface CallMemory {
	/** What came of the item's next call that must not run twice, when an earlier try made it. */
	next(): CallResult | undefined;
	keep(result: CallResult): void;
	/** Whether `next` has a result to give; of the calls after it, the one so many later. */
	has(later: number): boolean;
}

export interface ApiOptions {
	readonly client: BatchClient;
	readonly connection: Connection;
	readonly environment: Environment;
	/** Opens what is too large to hold, such as the file of an export. */
	readonly download: OpenDownload;
	/** Fires when the execution is cancelled. */
	readonly signal?: AbortSignal;
	/** Takes the calls that would change something, in place of Batch: nothing is sent. */
	readonly preview?: (request: BatchRequest) => CallResult;
}

/** Rows of a list, and where it goes on. */
export interface Page {
	readonly rows: readonly IDataObject[];
	readonly next: string | number | undefined;
}

/** How long `until` asks, and how often. */
export interface Waiting {
	readonly everySeconds: number;
	/** Seconds. */
	readonly atMost: number;
}

/** A page of a list holds so many rows at most, in both families (batch-api-2x.md §2.4, batch-api-1x.md §10.6). */
const rowsPerPage = 100;

/** Characters of a cursor: each is remembered, and part of an address. */
const longestCursor = 8 * 1024;

/** Pages without a row in a row: a list that goes on like that does not end. */
const mostEmptyPages = 10;

/** More rows than anybody's account holds: a list that goes on for longer does not end. */
const rowsAtMost = 1_000_000;

/**
 * Batch as operations see it. Calls are paced, retried where that is safe, and end when the execution is
 * cancelled. Once a key or a route has turned out not to work, it is not tried again in the same run.
 */
export class Api {
	private constructor(
		private readonly options: ApiOptions,
		/** What stopped the calls of a platform, or of the project. */
		private readonly stops: Map<string, CallFailure>,
		private readonly memory?: CallMemory,
	) {}

	static of(options: ApiOptions): Api {
		return new Api(options, new Map());
	}

	/** The same, for one item whose earlier tries are remembered. */
	remembering(memory: CallMemory): Api {
		return new Api(this.options, this.stops, memory);
	}

	get connection(): Connection {
		return this.options.connection;
	}

	/** Whether calls that would change something are only shown. */
	get isPreview(): boolean {
		return this.options.preview !== undefined;
	}

	/**
	 * Whether an earlier try made the item's next call that must not run twice, or the one so many later: what is
	 * checked before such a call was checked then.
	 */
	remembers(later = 0): boolean {
		return this.memory?.has(later) ?? false;
	}

	/** Makes a call. Never throws for what Batch or the network does. */
	async call(request: BatchRequest): Promise<CallResult> {
		if (this.options.preview !== undefined && request.route.method !== 'GET') {
			const unsafe = unsafePath(request);
			return unsafe === undefined ? this.options.preview(request) : { ok: false, failure: unsafe };
		}
		const earlier = request.repeatable ? undefined : this.memory?.next();
		if (earlier !== undefined) return earlier;
		const result = await this.callNow(request);
		if (!request.repeatable) this.memory?.keep(result);
		return result;
	}

	/**
	 * Makes a call.
	 * @returns Batch's answer: an object or a list, a text where it was no JSON
	 * @throws CallFailed
	 */
	async send(request: BatchRequest): Promise<unknown> {
		const result = await this.call(request);
		if (!result.ok) throw new CallFailed(result.failure);
		return result.body;
	}

	/**
	 * The rows of a list, page after page, as long as somebody takes them.
	 *
	 * The project family pages by a cursor (`next_from`), the app family by an offset, where a page that is not
	 * full is the last.
	 * @param key the list's name in the answer; the app family may answer with the bare list
	 * @throws CallFailed; also when a list does not end, or says that it goes on and not where
	 */
	async *pages(request: Omit<BatchRequest, 'repeatable'>, key: string): AsyncGenerator<IDataObject> {
		const bounded = new Bounded(`The list "${request.route.path}"`, { entries: rowsAtMost });
		const asked = new Set<string>();
		let emptyPages = 0;
		let from: string | number | undefined = request.query?.from as string | undefined;
		for (;;) {
			const { rows, next } = await this.page(request, key, from);
			for (const row of rows) {
				bounded.count();
				yield row;
			}
			if (next === undefined) return;
			emptyPages = rows.length === 0 ? emptyPages + 1 : 0;
			const token = String(next);
			if (token === '' || token.length > longestCursor || asked.has(token) || emptyPages > mostEmptyPages) throw new CallFailed(endless(request));
			asked.add(token);
			from = next;
		}
	}

	/**
	 * One page of a list.
	 * @param from where it begins: what the page before gave as `next`
	 * @returns `next` is missing on the last page, and empty where the list says that it goes on and not where
	 * @throws CallFailed
	 */
	async page(request: Omit<BatchRequest, 'repeatable'>, key: string, from?: string | number): Promise<Page> {
		const query: IDataObject = { limit: rowsPerPage, ...request.query, ...(from !== undefined && { from }) };
		const body = await this.send({ ...request, query, repeatable: true });
		const rows = rowsOf(body, key);
		if (rows === undefined) throw new CallFailed(noList(request, key));
		const next = request.route.family === 'project' ? cursorOf(body) : offsetAfter(rows.length, query.limit, query.from as string | number | undefined);
		return { rows, next };
	}

	/**
	 * Asks again and again until the answer says what is waited for.
	 * @returns the last answer, whether it was what was waited for, and the seconds since the first
	 * @throws CallFailed
	 */
	async until(
		request: Omit<BatchRequest, 'repeatable'>,
		isDone: (body: unknown) => boolean,
		{ everySeconds, atMost }: Waiting,
	): Promise<{ readonly isDone: boolean; readonly body: unknown; readonly waited: number }> {
		const { environment, signal } = this.options;
		const end = environment.elapsed() + atMost * 1_000;
		let firstAt: number | undefined;
		for (;;) {
			const body = await this.send({ ...request, repeatable: true });
			const now = environment.elapsed();
			firstAt ??= now;
			const waited = (now - firstAt) / 1_000;
			if (isDone(body)) return { isDone: true, body, waited };
			const left = end - now;
			if (left <= 0) return { isDone: false, body, waited };
			await environment.sleep(Math.min(Math.max(everySeconds, 1) * 1_000, left), signal);
		}
	}

	/**
	 * The time that several waits have together, from now on.
	 * @returns what gives the next of them what is left of it
	 */
	sharing(waiting: Waiting): () => Waiting {
		const { environment } = this.options;
		const end = environment.elapsed() + waiting.atMost * 1_000;
		return () => ({ ...waiting, atMost: Math.max(0, (end - environment.elapsed()) / 1_000) });
	}

	/** Milliseconds until the rates of a route let the next call go; 0 when it may go at once. */
	dueIn(route: BatchRequest['route']): number {
		return this.options.client.dueIn({ route });
	}

	/** Waits; ends at once when the execution is cancelled. */
	async pause(milliseconds: number): Promise<void> {
		await this.options.environment.sleep(milliseconds, this.options.signal);
	}

	/**
	 * Opens a file of Batch's. One redirect is followed, without the keys: exports lie elsewhere.
	 * @throws CallFailed
	 */
	async download(request: Omit<BatchRequest, 'repeatable'>): Promise<Download> {
		return await this.options.download({ ...request, repeatable: true }, this.options.signal);
	}

	/**
	 * Opens a file at a link that an answer of Batch's holds, without the keys.
	 * @throws CallFailed
	 */
	async downloadLink(link: string): Promise<Download> {
		return await this.options.download({ link }, this.options.signal);
	}

	private async callNow(request: BatchRequest): Promise<CallResult> {
		const place = request.platform ?? 'project';
		const stoppedBy = this.stops.get(place);
		if (stoppedBy !== undefined) return { ok: false, failure: notTried(stoppedBy) };
		const result = await this.options.client.send(request);
		if (!result.ok && result.failure.concernsEveryCall && !this.stops.has(place)) this.stops.set(place, result.failure);
		return result;
	}
}

/** The failure of a call that was not made because an earlier one had failed. */
export function notTried(failure: CallFailure): CallFailure {
	return {
		...failure,
		message: `Not sent, because an earlier call ended with: ${failure.origin ?? failure.message}`,
		mayHaveArrived: false,
		origin: failure.origin ?? failure.message,
	};
}

function rowsOf(body: unknown, key: string): IDataObject[] | undefined {
	const rows = Array.isArray(body) ? body : isRecord(body) ? body[key] : undefined;
	return Array.isArray(rows) ? rows.map((row) => (isRecord(row) ? (row as IDataObject) : { value: row as IDataObject[string] })) : undefined;
}

/** @returns the cursor of the next page; the empty text when there is one and nobody says where */
function cursorOf(body: unknown): string | undefined {
	if (!isRecord(body) || !saysMore(body.has_more)) return undefined;
	const { next_from: next } = body;
	return typeof next === 'string' || typeof next === 'number' ? String(next) : '';
}

/** A list that seemed to end where it goes on would lose its rows without a word. */
function saysMore(hasMore: unknown): boolean {
	const reading = readBoolean(hasMore);
	return reading.ok ? reading.value === true : hasMore !== undefined;
}

function offsetAfter(rows: number, limit: unknown, from: string | number | undefined): number | undefined {
	return rows < Number(limit) ? undefined : Number(from ?? 0) + rows;
}

function noList({ route, platform }: Pick<BatchRequest, 'route' | 'platform'>, key: string): CallFailure {
	return {
		message: `The answer holds no list "${key}"`,
		advice: `Batch gave something else than its documentation says of ${route.path}${platform ? ` (${platformNames[platform]})` : ''}. Check the API Address in the Batch credential.`,
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'unavailable',
	};
}

function endless({ route }: Pick<BatchRequest, 'route'>): CallFailure {
	return {
		message: `The list "${route.path}" says that it goes on, but not where`,
		advice: 'Set a limit, or run it again later.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'unavailable',
	};
}

import { sleep } from 'n8n-workflow';

/** What may be too much of an input. */
export type Bound = 'entries' | 'depth' | 'bytes' | 'milliseconds';

/** The most an input may have; what is left out is not bounded. */
export type Bounds = Readonly<Partial<Record<Bound, number>>>;

/** Time, which a test can move. */
export interface Pacing {
	now(): number;
	/** Gives the event loop back. */
	pause(): Promise<void>;
}

/** Milliseconds of work after which the event loop gets its turn: one process of n8n serves everybody. */
export const workAtOnce = 40;

const realPacing: Pacing = { now: () => performance.now(), pause: async () => await sleep(0) };

/** An input went over a bound. The text names the input, never what stands in it. */
export class TooMuch extends Error {
	override readonly name = 'TooMuch';

	/**
	 * @param subject how to call the input, at the beginning of a sentence
	 */
	constructor(
		subject: string,
		readonly bound: Bound,
		readonly most: number,
	) {
		super(`${subject} ${sayings[bound](most)}`);
	}
}

/**
 * Keeps count of what one input of a stranger costs, and throws `TooMuch` as soon as it is over a bound: the caller counts
 * before it keeps anything. One of these stands for one input, however many loops and pages read it.
 */
export class Bounded {
	private entries = 0;

	private depth = 0;

	private bytes = 0;

	private readonly startedAt: number;

	private pausedAt: number;

	/**
	 * @param subject how to call the input, at the beginning of a sentence, e.g. "The listing of the SFTP server x"
	 */
	constructor(
		private readonly subject: string,
		private readonly bounds: Bounds,
		private readonly pacing: Pacing = realPacing,
	) {
		this.startedAt = pacing.now();
		this.pausedAt = this.startedAt;
	}

	/** Counts entries: rows, files, elements, items. */
	count(entries = 1): void {
		this.entries += entries;
		this.check('entries', this.entries);
	}

	/** Counts bytes that came in. */
	take(bytes: number): void {
		this.bytes += bytes;
		this.check('bytes', this.bytes);
	}

	/** Goes one level down: into a folder, an element, a list. */
	enter(): void {
		this.depth++;
		this.check('depth', this.depth);
	}

	/** Comes up again. */
	leave(): void {
		this.depth--;
	}

	/** What comes from one level down. */
	async *inside<Entry>(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
		this.enter();
		try {
			yield* entries;
		} finally {
			this.leave();
		}
	}

	/** Whether work has gone on for so long that `breathe` would pause; tells without a promise. */
	get isDue(): boolean {
		return this.pacing.now() - this.pausedAt >= workAtOnce;
	}

	/** Gives the event loop back when its turn has come, and checks the time. To be called often: it costs little in between. */
	async breathe(): Promise<void> {
		if (!this.isDue) return;
		this.check('milliseconds', this.pacing.now() - this.startedAt);
		await this.pacing.pause();
		this.pausedAt = this.pacing.now();
	}

	/** A stream whose bytes are counted, and whose reader shares the event loop with everybody else. */
	async *stream(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of source) {
			this.take(chunk.byteLength);
			yield chunk;
			await this.breathe();
		}
	}

	/** Goes through a list that is there already, with pauses. */
	async *each<Entry>(list: Iterable<Entry>): AsyncGenerator<Entry> {
		for (const entry of list) {
			this.count();
			yield entry;
			await this.breathe();
		}
	}

	private check(bound: Bound, value: number): void {
		const most = this.bounds[bound];
		if (most !== undefined && value > most) throw new TooMuch(this.subject, bound, most);
	}
}

/** `Intl` alone takes some 10 MB of memory: it is asked when there is something to say, and not when this is loaded. */
const inWords = (number: number): string => number.toLocaleString('en-US');

const sayings: Readonly<Record<Bound, (most: number) => string>> = {
	entries: (most) => `has more than ${inWords(most)} entries, which is the most that is read`,
	depth: (most) => `is nested more than ${inWords(most)} levels deep, which is the most that is read`,
	bytes: (most) => `is larger than ${sizeOf(most)}, which is the most that is read`,
	milliseconds: (most) => `takes longer than ${inWords(most / 1000)} s, which is the most it may take`,
};

function sizeOf(bytes: number): string {
	const megabyte = 1024 * 1024;
	if (bytes >= megabyte) return `${inWords(bytes / megabyte)} MB`;
	return bytes >= 1024 ? `${inWords(bytes / 1024)} KB` : `${inWords(bytes)} bytes`;
}

/**
 * Parses JSON of a stranger's. What it is made of is counted first, with pauses: 8 million brackets in one another keep the
 * parser busy for 7 seconds. Parts are objects, lists, and what commas divide.
 * @throws TooMuch for what is deeper, or of more parts, than allowed; SyntaxError for what is no JSON
 */
export async function parseBounded(text: string, bounded: Bounded): Promise<unknown> {
	if (/^\s*[[{]/.test(text)) await countParts(text, bounded);
	return JSON.parse(text) as unknown;
}

async function countParts(text: string, bounded: Bounded): Promise<void> {
	let isText = false;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit === quote) isText = !isText;
		else if (isText) at += unit === backslash ? 1 : 0;
		else if (unit === comma) bounded.count();
		else if (unit === openList || unit === openObject) {
			bounded.count();
			bounded.enter();
		} else if (unit === closeList || unit === closeObject) bounded.leave();
		if (at % pieceLength === 0) await bounded.breathe();
	}
}

/** Characters between two looks at the clock. */
const pieceLength = 65_536;

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = Buffer.from('"\\,[]{}');

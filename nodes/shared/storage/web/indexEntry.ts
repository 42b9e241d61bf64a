/** An entry of a directory index. */
export interface IndexEntry {
	/** As the server gives it: whether it is a name at all is not looked at. */
	readonly name: string;
	readonly isFolder: boolean;
	readonly size: number | undefined;
	/** Epoch milliseconds, whole seconds. */
	readonly modifiedAt: number | undefined;
	/** Whether size and time are as exact as they can be. */
	readonly isExact: boolean;
	/** Whether the link to it has a query or a fragment, without which it may be something else. */
	readonly hasQuery?: boolean;
}

/** What a server shows in place of an index. The text goes on from "what it shows is". */
export class NoIndex extends Error {
	override readonly name = 'NoIndex';
}

/** Epoch milliseconds, whole seconds; undefined for what is no date. */
export function readTime(value: unknown): number | undefined {
	const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(time) ? undefined : Math.floor(time / 1000) * 1000;
}

/** Whole bytes; undefined for anything else. */
export function readSize(value: unknown): number | undefined {
	const size = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

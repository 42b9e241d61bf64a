import type { OpenFile, Storage, StoredFile } from '../../../../nodes/shared/storage/storage.ts';

/** How much of a file a server shows: in its listing, and when it is asked for one file. */
export interface View {
	readonly name: string;
	list(file: StoredFile): StoredFile;
	stat(file: StoredFile): StoredFile;
}

const minute = 60_000;
const rounded = (time: number | undefined): number | undefined => time && Math.floor(time / minute) * minute;
const asIs = (file: StoredFile): StoredFile => file;

export const views: readonly View[] = [
	{ name: 'exact times', list: asIs, stat: asIs },
	{ name: 'an index to the minute', list: (file) => ({ ...file, size: undefined, modifiedAt: rounded(file.modifiedAt), isApproximate: true }), stat: asIs },
	{ name: 'an index without times or sizes', list: ({ path }) => ({ path, size: undefined, modifiedAt: undefined, isApproximate: true }), stat: asIs },
	{
		name: 'an index without times, and nothing but the content to tell by',
		list: ({ path }) => ({ path, size: undefined, modifiedAt: undefined, isApproximate: true }),
		stat: ({ path, size, version }) => ({ path, size, modifiedAt: undefined, version }),
	},
	{
		name: 'sizes and nothing else',
		list: ({ path, size }) => ({ path, size, modifiedAt: undefined }),
		stat: ({ path, size }) => ({ path, size, modifiedAt: undefined }),
	},
];

interface Kept {
	readonly content: string;
	readonly modifiedAt: number;
	readonly serial: number;
}

/** A server whose files change whenever it is asked for something, and which says what was deleted or moved. */
export class Shelf implements Storage {
	readonly files = new Map<string, Kept>();
	/** What is done to the files before the request after so many more. */
	readonly plans: Array<{ after: number; act: () => void }> = [];
	/** What was in the files that were deleted or moved. */
	readonly taken: string[] = [];
	private serial = 0;

	constructor(private readonly view: View) {}

	put(path: string, content: string, modifiedAt: number): void {
		this.files.set(path, { content, modifiedAt: Math.floor(modifiedAt / 1000) * 1000, serial: ++this.serial });
	}

	async *list(): AsyncGenerator<StoredFile> {
		this.goOn();
		for (const path of [...this.files.keys()]) yield this.view.list(this.shown(path)!);
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		this.goOn();
		const file = this.shown(path);
		return file && this.view.stat(file);
	}

	async open({ path }: Pick<StoredFile, 'path'>, offset = 0): Promise<OpenFile> {
		this.goOn();
		const bytes = Buffer.from(this.files.get(path)?.content ?? '').subarray(offset);
		const stream = (async function* () {
			yield await Promise.resolve(bytes);
		})();
		return { stream, size: bytes.length + offset, isSeekable: true, close: async () => undefined };
	}

	// What is asked just before is as close as a server without conditions lets anybody come: nothing happens in between.
	async delete(path: string): Promise<void> {
		this.take(path);
	}

	async move(from: string): Promise<void> {
		this.take(from);
	}

	async locate(path: string): Promise<string> {
		return `/${path}`;
	}

	async close(): Promise<void> {}

	private take(path: string): void {
		this.taken.push(this.files.get(path)?.content ?? '');
		this.files.delete(path);
	}

	private shown(path: string): StoredFile | undefined {
		const kept = this.files.get(path);
		if (kept === undefined) return undefined;
		return { path, size: kept.content.length, modifiedAt: kept.modifiedAt, version: `content ${kept.serial}` };
	}

	private goOn(): void {
		for (const plan of this.plans) plan.after--;
		const due = this.plans.filter(({ after }) => after < 0);
		for (const plan of due) {
			this.plans.splice(this.plans.indexOf(plan), 1);
			plan.act();
		}
	}
}

import type { Failure } from '../../../../nodes/shared/rowFile/reading.ts';
import { problemEntry } from '../../../../nodes/shared/storage/entryProblem.ts';
import { StorageError } from '../../../../nodes/shared/storage/storageError.ts';
import type { StoredFile } from '../../../../nodes/shared/storage/storage.ts';

export interface SimulatedFile {
	rows: string[];
	/** Milliseconds, as the server shows it. */
	modifiedAt: number;
	/** Reading comes no further than this row. */
	brokenFrom?: number;
	/** Neither deleted nor moved. */
	isPinned?: boolean;
	/** The server does not let anybody look at it. */
	isForbidden?: boolean;
	/** What reading it fails with, besides the reason. */
	failure?: Partial<Failure>;
}

/** A folder on a server, and what a listing of it shows. Rows have names of their own, so that each can be followed. */
export class SimulatedFolder {
	readonly files = new Map<string, SimulatedFile>();
	isReachable = true;
	private rowsMade = 0;

	constructor(readonly showsTimes = true) {}

	rows(count: number): string[] {
		return Array.from({ length: count }, () => `row-${++this.rowsMade}`);
	}

	put(path: string, modifiedAt: number, count: number): void {
		const { isPinned } = this.files.get(path) ?? {};
		// Servers show whole seconds.
		this.files.set(path, { rows: this.rows(count), modifiedAt: Math.floor(modifiedAt / 1000) * 1000, isPinned });
	}

	list(): StoredFile[] {
		return [...this.files].map(([path, file]) => this.shown(path, file));
	}

	shown(path: string, { rows, modifiedAt, isForbidden }: SimulatedFile): StoredFile {
		if (isForbidden) return problemEntry(path, new StorageError('permissionDenied', 'Nobody may look at it'), false);
		// Every version has its own size, as if each row were of another length: what a listing cannot show is not tested here. The rows of a
		// version follow one another, so that no two of as many rows come to the same.
		const size = rows.reduce((sum, row) => sum + Number(row.slice(4)) * 1_000 + 1, 0);
		return { path, size, modifiedAt: this.showsTimes ? modifiedAt : undefined };
	}
}

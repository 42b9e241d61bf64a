import type { StorageFailure } from './storageError';

/** Why an entry of a folder is known by its name only. */
export interface EntryProblem {
	readonly kind: StorageFailure;
	/** In words for the user. */
	readonly reason: string;
	/** Whether it is a folder: what lies in it is not listed then. */
	readonly isFolder: boolean;
}

/** A file as the listing of a storage shows it. */
export interface StoredFile {
	/** Where the file is, seen from the folder the login leads to (or from the bucket). It opens the file. */
	readonly path: string;
	/** In bytes. Undefined where the storage does not tell, or only rounded ("1.2K"). */
	readonly size: number | undefined;
	/** Epoch milliseconds, whole seconds. Undefined where the storage does not tell. */
	readonly modifiedAt: number | undefined;
	/** What changes with the content: an ETag (S3, web) or a generation (GCS). */
	readonly version?: string;
	/**
	 * True where the listing rounds (an HTML index, FTP servers without MLSD): its size and time may change
	 * their form while the file stays the same, so compare what `stat` gives instead.
	 */
	readonly isApproximate?: boolean;
	/**
	 * True where `modifiedAt` is the beginning of the day and the day is all that is told: some FTP servers write the time of a
	 * file that is younger than half a year, and later its year in that place.
	 */
	readonly isDayOnly?: boolean;
	/**
	 * Says that this is no file that can be read, but an entry that could not be looked at: a folder that may not be
	 * entered, a name that would lead elsewhere. The listing is complete but for what lies behind it.
	 */
	readonly problem?: EntryProblem;
}

/** A file that is being read. */
export interface OpenFile {
	/** The bytes from the offset on. Ends early only by throwing. */
	readonly stream: AsyncIterable<Uint8Array>;
	/** Bytes of the whole file at the moment it was opened, where the storage tells. */
	readonly size: number | undefined;
	/** Whether opening it at an offset spares reading what lies before; not where a server may know no ranges. */
	readonly isSeekable?: boolean;
	/** Lets go of the connection. Harmless after the end, and when called twice. */
	close(): Promise<void>;
}

export interface ListOptions {
	/** Whether to go down into the folders inside the folder, too. Default false. */
	readonly recursive?: boolean;
}

/**
 * A place where files lie. Six transports behave the same behind it; every failure is a StorageError.
 * It connects when it is first used, and again by itself when the connection was lost in between.
 */
export interface Storage {
	/**
	 * The files in a folder ('' is where the login leads to); folders themselves are left out. What stands in the way of one
	 * entry comes out as its `problem`, and the others go on; what stands in the way of all is thrown.
	 */
	list(folder: string, options?: ListOptions): AsyncIterable<StoredFile>;

	/** The file at a path, or undefined when there is none. */
	stat(path: string): Promise<StoredFile | undefined>;

	/**
	 * Opens a file at a byte offset; from the end of the file on, the stream is empty.
	 * A file with a `version` that was replaced since fails with the kind `changed`.
	 */
	open(file: Pick<StoredFile, 'path' | 'version'>, offset?: number): Promise<OpenFile>;

	/**
	 * Deletes a file. One that is gone already is no failure.
	 * @param version where it is given, and the storage can tell: another one stays, and it fails with the kind `changed`
	 */
	delete(path: string, version?: string): Promise<void>;

	/**
	 * Moves a file, over one that is there, into folders that are made if need be.
	 * @param version as of `delete`; where moving is a copy, a file that is put there meanwhile stays
	 */
	move(from: string, to: string, version?: string): Promise<void>;

	/**
	 * Where a path leads, spelled in one way: two paths that mean the same place give the same text.
	 * Asks the server only where the answer depends on the login.
	 */
	locate(path: string): Promise<string>;

	/** Closes every connection. */
	close(): Promise<void>;
}

/** What every transport takes besides its own settings. */
export interface Circumstances {
	/** Milliseconds to wait for a connection, and for the next sign of life once it stands. */
	readonly timeout: number;
	/** Ends everything under way with the kind `cancelled`. */
	readonly signal?: AbortSignal;
}

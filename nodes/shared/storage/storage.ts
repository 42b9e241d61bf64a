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
	/** The files in a folder ('' is where the login leads to); folders themselves are left out. */
	list(folder: string, options?: ListOptions): AsyncIterable<StoredFile>;

	/** The file at a path, or undefined when there is none. */
	stat(path: string): Promise<StoredFile | undefined>;

	/**
	 * Opens a file at a byte offset; from the end of the file on, the stream is empty.
	 * A file with a `version` that was replaced since fails with the kind `changed`.
	 */
	open(file: Pick<StoredFile, 'path' | 'version'>, offset?: number): Promise<OpenFile>;

	/** Deletes a file. One that is gone already is no failure. */
	delete(path: string): Promise<void>;

	/** Moves a file, over one that is there, into folders that are made if need be. */
	move(from: string, to: string): Promise<void>;

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

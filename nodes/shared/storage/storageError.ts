/** What went wrong, for whoever decides what to do next. */
export type StorageFailure =
	| 'notFound'
	| 'permissionDenied'
	| 'authentication'
	/** The SSH server is not the one that was pinned, or none was. */
	| 'hostKey'
	| 'certificate'
	/** No connection came about. */
	| 'unreachable'
	| 'timeout'
	/** The connection broke while something was under way. */
	| 'lost'
	/** The storage asks to come back later. */
	| 'unavailable'
	/** A web address that leads into a private network. */
	| 'refusedAddress'
	/** The file is no longer the one that was listed. */
	| 'changed'
	/** A setting that cannot work. */
	| 'configuration'
	/** The server cannot do this, or answers what no such server should. */
	| 'protocol'
	| 'cancelled';

const temporary: ReadonlySet<StorageFailure> = new Set(['unreachable', 'timeout', 'lost', 'unavailable']);

/** The one error that a storage throws. Its texts are for the user and hold no secret. */
export class StorageError extends Error {
	override readonly name = 'StorageError';

	/**
	 * @param advice what the user can do about it
	 */
	constructor(
		readonly kind: StorageFailure,
		message: string,
		readonly advice = '',
	) {
		super(message);
	}

	/** Whether trying again later may help without anybody changing anything. */
	get isTemporary(): boolean {
		return temporary.has(this.kind);
	}
}

/** The execution that the work was for is over. */
export function cancelled(): StorageError {
	return new StorageError('cancelled', 'The execution was cancelled');
}

export function isStorageError(error: unknown, kind?: StorageFailure): error is StorageError {
	return error instanceof StorageError && (kind === undefined || error.kind === kind);
}

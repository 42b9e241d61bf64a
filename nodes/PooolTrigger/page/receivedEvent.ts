import type { IDataObject } from 'n8n-workflow';

/** Who a page says the reader is. */
export interface PageUser {
	/** The site's own id; with verification, only one the site's server signed. */
	readonly id?: string;
	/** An id the site's server did not sign. */
	readonly unverifiedId?: string;
	readonly pooolId?: string;
	readonly batchInstallationId?: string;
}

/** One event as a page sent it, its form checked, its truth not. */
export interface ReceivedEvent {
	/** `access.subscribeClick`. */
	readonly key: string;
	readonly source: string;
	readonly name: string;
	readonly id: string;
	/** Milliseconds since 1970, by the clock of n8n. */
	readonly time: number;
	readonly data: IDataObject;
	readonly leftOut: readonly string[];
	readonly page: IDataObject;
	readonly user: PageUser;
}

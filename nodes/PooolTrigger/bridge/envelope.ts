/** One event on its way from the page to n8n. */
export interface SentEvent {
	/** Tells this event from every other one. */
	readonly id: string;
	readonly source: string;
	readonly name: string;
	/** Milliseconds between the event and the sending: the reader's clock may be wrong, its pace is not. */
	ago: number;
	data: Record<string, unknown>;
	/** Fields that are not in `data` because they are no JSON, too long or not allowed. */
	leftOut?: string[];
	/** Where and whose it was, if not as the request says: the page may have changed while the event waited. */
	page?: SentPage;
	user?: SentUser;
}

/** Who the reader is, as far as the page knows. */
export interface SentUser {
	id?: string;
	/** HMAC-SHA256 of the id, made by the site's server. */
	signature?: string;
	poool?: string;
	installation?: string;
}

export interface SentPage {
	url?: string;
	type?: string;
}

/** The body of one request: version 1. */
export interface Envelope {
	readonly v: 1;
	readonly page: SentPage;
	readonly user: SentUser;
	readonly events: SentEvent[];
}

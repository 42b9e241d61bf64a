import type { SparseField, SparseMapping } from '../mapping/mapping';

/** How the bridge comes to know that it may send. */
export type ConsentRule =
	/** Poool's own `cookies_enabled`, as the page configures it, or the reader's click in Poool's cookie wall. */
	| 'poool'
	/** The page says so: `data-consent` on the tag, or the command `consent`. */
	| 'explicit'
	/** The page loads the bridge only where it may send. */
	| 'assumed';

/** What the trigger writes into the script it serves. Everything in here is public. */
export interface BridgeConfig {
	/** Where the events go, unless the script's own address says it more reliably. */
	readonly endpoint: string;
	readonly to: 'n8n' | 'batch' | 'both';
	readonly consent: ConsentRule;
	/** Whether Poool's `custom_reader_id` is the user id where the page gives none. */
	readonly readerIdIsUser: boolean;
	/** Whether the page's address keeps its query string. */
	readonly pageQuery: boolean;
	/** Whether events of readers whose custom ID is not known stay in the page. */
	readonly knownOnly: boolean;
	/** Keys of the wanted events (`access.subscribeClick`), where `mappings` does not name them already. */
	readonly events: readonly string[];
	/** Keys of form fields that may leave the page. */
	readonly formFields: readonly string[];
	/** What the events become in Batch, for the page's own Batch SDK. */
	readonly mappings: Readonly<Record<string, SparseMapping>>;
	/** The fields that `taken` of the mappings counts from 0. */
	readonly fields: readonly SparseField[];
	/** Of the names of events in Batch. */
	readonly prefix: string;
	readonly maximumEvents: number;
	readonly maximumBytes: number;
}

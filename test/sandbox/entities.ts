import type { Platform } from './keys.ts';
import type { Attributes } from './state.ts';

/** An audience of either family: 2.x (batch-api-2x.md §4), or one app's (batch-api-1x.md §6). */
export interface Audience {
	name: string;
	/** 2.x only. */
	display_name?: string;
	/** 1.x only. */
	description?: string;
	type: string;
	/** Member id → its attributes (1.1: attributes and tags), as far as changes were carried out. */
	members: Map<string, Attributes>;
	created: string;
	updated: string;
	/** Of the latest change; empty before the first. */
	latestToken: string;
}

/** The versions of the app API that know audiences: 1.0 for custom and advertising ids, 1.1 for installations. */
export type AudienceVersion = '1.0' | '1.1';

/** batch-api-2x.md §7.2 */
export interface Catalog {
	name: string;
	fields: Array<{ name: string; type: string }>;
	/** Item id → its attributes. */
	items: Map<string, Attributes>;
	created: string;
	updated: string;
}

/** A table of app data (batch-api-1x.md §9.2). */
export interface AppTable {
	name: string;
	description: string;
	values: Map<string, string>;
	created: string;
	updated: string;
}

/** batch-api-1x.md §8 */
export interface PrivacyRequest {
	id: string;
	platform: Platform;
	type: 'review' | 'remove';
	subject: { type: string; value: string };
	callbackUrl?: string;
	/** Epoch milliseconds. */
	requestedAt: number;
	finishedAt?: number;
	error?: string;
	views: number;
}

export interface ExportPart {
	id: string;
	part: number;
	/** Bytes. */
	size: number;
	/** Made while it is read, so that a file may be larger than memory. */
	read: () => Iterable<string>;
}

/** An export of either family. */
export interface ExportRequest {
	id: string;
	/** 1.0 only: whose app, and the path of the request. */
	platform?: Platform;
	uri?: string;
	request: Attributes;
	/** Epoch milliseconds. */
	requestedAt: number;
	views: number;
	startedAt?: number;
	completedAt?: number;
	failed?: boolean;
	parts: ExportPart[];
}

/** How exports go on; a test may set all of it. */
export interface Exporting {
	/** An export goes one step each so many milliseconds… */
	stepMilliseconds: number;
	/** …or a step a view, whichever comes first; false: by time only. */
	stepByView: boolean;
	/** The next so many exports end as ERROR. */
	failures: number;
	/** Batch cuts at 100 MB; the sandbox much earlier, so that exports of several parts are common. */
	linesPerPart: number;
	/** So many made-up profiles come after the real ones in exports of attributes: for files of any size. */
	sampleLines: number;
	/** Lines of JSON, or one array of them a file: a client may meet both (batch-api-2x.md §3.4). */
	format: 'lines' | 'array';
}

/** How privacy requests go on; a test may set both. */
export interface PrivacyHandling {
	afterViews: number;
	afterMilliseconds: number;
}

/** A change of a campaign, an audience, a catalog…, for people to look at. */
export interface Activity {
	/** Epoch milliseconds. */
	at: number;
	area: 'campaign' | 'audience' | 'data';
	platform?: Platform;
	title: string;
	detail: string;
}

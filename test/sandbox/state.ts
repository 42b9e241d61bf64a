import type {
	Activity,
	AppTable,
	Audience,
	AudienceVersion,
	Catalog,
	ExportRequest,
	Exporting,
	PrivacyHandling,
	PrivacyRequest,
} from './entities.ts';
import type { FaultKind } from './faults.ts';
import type { Indexing } from './indexing.ts';
import { createIndexing } from './indexing.ts';
import type { Platform } from './keys.ts';
import { platforms } from './keys.ts';
import type { AppCampaign, InAppCampaign, Orchestration, Segment } from './seeds.ts';
import {
	seedAppCampaigns,
	seedCustomAudiences,
	seedInAppCampaigns,
	seedOrchestrations,
	seedSegments,
} from './seeds.ts';

/**
 * `app-file` is the address of an export's file in 1.0, `file` the signed address that downloads redirect
 * to; `unknown` is no route of Batch.
 */
export type Family = '2.x' | '1.x' | 'partner' | 'app-file' | 'file' | 'unknown';

export type Attributes = Record<string, unknown>;

export interface LoggedRequest {
	id: number;
	/** Epoch milliseconds. */
	at: number;
	method: string;
	/** Without the query; an app key is replaced by its platform (or by `unknown-key`). */
	path: string;
	query: Record<string, string>;
	family: Family;
	platform?: Platform;
	/** HTTP status; 0 when the connection was destroyed without an answer. */
	status: number;
	/** Whether the call reached its route's handler and was not refused. */
	processed: boolean;
	/** Edits, users, events, recipients or identifiers in the body, in the unit of the route. */
	updates: number;
	/** Bytes of the body as it arrived (before gunzip). */
	bodySize: number;
	/** Bodies and answers of old requests are forgotten, see `Retention`. */
	body?: unknown;
	answer?: unknown;
	bodyForgotten?: boolean;
	/** Never a value that could be a secret. */
	headers: {
		hadAuthorization: boolean;
		hadProject: boolean;
		hadAppAuthorization: boolean;
		contentType?: string;
		contentEncoding?: string;
		userAgent?: string;
	};
	fault?: FaultKind;
	/** Documented error name of a refused call. */
	refusal?: string;
	/** Elements of the body of which something was dropped, although the answer is 202. */
	partialErrors: number;
}

export interface ReceivedEvent {
	family: '2.x' | '1.x';
	platform?: Platform;
	customId: string;
	name: string;
	/** As sent, or the time of arrival. */
	time: string;
	/** Without `$label` and `$tags`. */
	attributes: Attributes;
	label?: string;
	tags?: string[];
	/** Epoch milliseconds. */
	receivedAt: number;
}

export interface Profile {
	/** Keys as sent, with their `date()` or `url()` wrapper. */
	attributes: Attributes;
	events: ReceivedEvent[];
	/** Epoch milliseconds. */
	updatedAt: number;
}

/** One accepted edit of a profile (2.x) or of a user's custom data (1.x), for people to look at. */
export interface ProfileChange {
	at: number;
	customId: string;
	platform?: Platform;
	/** As sent, refused ones included. */
	attributes: Attributes;
}

export interface Push {
	family: '1.x' | 'partner';
	/** For the partner endpoint: the platform of the campaign that `template_id` names. */
	platform?: Platform;
	groupId?: string;
	templateId?: string;
	recipients: Record<string, string[]>;
	recipientCount: number;
	/** What a user would read: the call's message, over the template's. */
	message: Attributes;
	/** Every other field of the call, as sent. */
	fields: Attributes;
	/** The token answered. */
	token: string;
	/** Epoch milliseconds. */
	receivedAt: number;
}

/** Something that a correct client never does, or that the reference leaves open. */
export interface Note {
	at: number;
	path: string;
	message: string;
}

export interface SandboxState {
	requests: LoggedRequest[];
	/** custom_id → profile (`installation:` + JSON for an edit addressed to an installation). */
	profiles: Map<string, Profile>;
	events: ReceivedEvent[];
	/** The newest only. */
	profileChanges: ProfileChange[];
	/** 1.x custom data: per platform, custom user ID → values. */
	userData: Record<Platform, Map<string, Attributes>>;
	pushes: Push[];
	audiences: Map<string, Audience>;
	indexing: Indexing;
	/** Of both families. */
	exports: Map<string, ExportRequest>;
	exporting: Exporting;
	/** Behind signed links: files that belong to no part of an export, by id. */
	files: Map<string, Buffer>;
	catalogs: Map<string, Catalog>;
	/** Per platform, by name. */
	appData: Record<Platform, Map<string, AppTable>>;
	/** By request id. */
	privacyRequests: Map<string, PrivacyRequest>;
	privacyHandling: PrivacyHandling;
	/** Campaigns, audiences, catalogs… that were changed; the newest only. */
	activity: Activity[];
	/** Milliseconds that every call of Batch's takes, on top of what a fault adds. */
	latency: number;
	campaigns: Record<Platform, AppCampaign[]>;
	inAppCampaigns: Record<Platform, InAppCampaign[]>;
	/** By name; whether 1.0 and 1.1 see each other's audiences is unknown: here they do not. */
	customAudiences: Record<Platform, Record<AudienceVersion, Map<string, Audience>>>;
	segments: Segment[];
	orchestrations: Orchestration[];
	/** Behaviour that the reference leaves open; tests assert that a client causes none. */
	warnings: Note[];
	/** Mistakes that are always wrong, such as credentials forwarded to a signed link. */
	violations: Note[];
	/** Calls answered 429 by a rate limit (not by a fault). */
	rateLimitHits: number;
	/** Running totals; they keep counting when the lists above forget their oldest entries. */
	totals: {
		calls: number;
		refused: number;
		partialErrors: number;
		profileUpdates: number;
		events: number;
		pushes: number;
	};
}

/** How much is kept, so that a demo can run for days. */
export interface Retention {
	requests: number;
	/** Bodies kept with the newest requests: at most so many… */
	bodies: number;
	/** …and at most so many bytes together. */
	bodyBytes: number;
	events: number;
	eventsPerProfile: number;
	pushes: number;
	profiles: number;
	profileChanges: number;
	exports: number;
	privacyRequests: number;
	activity: number;
	notes: number;
}

export const defaultRetention: Retention = {
	requests: 5_000,
	bodies: 300,
	bodyBytes: 64 * 1024 * 1024,
	events: 100_000,
	eventsPerProfile: 1_000,
	pushes: 20_000,
	profiles: 250_000,
	profileChanges: 100,
	exports: 50,
	privacyRequests: 1_000,
	activity: 200,
	notes: 1_000,
};

/** A fresh state: nothing arrived, samples of what a Batch account would already hold. */
export function createState(): SandboxState {
	return {
		requests: [],
		profiles: new Map(),
		events: [],
		profileChanges: [],
		userData: { ios: new Map(), android: new Map(), web: new Map() },
		pushes: [],
		audiences: new Map(),
		indexing: createIndexing(),
		exports: new Map(),
		exporting: { stepMilliseconds: 1_000, stepByView: true, failures: 0, linesPerPart: 1_000, sampleLines: 0, format: 'lines' },
		files: new Map(),
		catalogs: new Map(),
		appData: forEachPlatform(() => new Map()),
		privacyRequests: new Map(),
		privacyHandling: { afterViews: 1, afterMilliseconds: 1_500 },
		activity: [],
		latency: 0,
		campaigns: forEachPlatform(seedAppCampaigns),
		inAppCampaigns: forEachPlatform(seedInAppCampaigns),
		customAudiences: forEachPlatform(seedCustomAudiences),
		segments: seedSegments(),
		orchestrations: seedOrchestrations(),
		warnings: [],
		violations: [],
		rateLimitHits: 0,
		totals: { calls: 0, refused: 0, partialErrors: 0, profileUpdates: 0, events: 0, pushes: 0 },
	};
}

function forEachPlatform<Value>(make: (platform: Platform) => Value): Record<Platform, Value> {
	return Object.fromEntries(platforms.map((platform) => [platform, make(platform)])) as Record<
		Platform,
		Value
	>;
}

/**
 * Attributes that hostile names such as `__proto__` cannot harm. (`__proto__` obeys Batch's naming
 * rule, so it does arrive here.)
 */
export function createAttributes(): Attributes {
	return Object.create(null) as Attributes;
}

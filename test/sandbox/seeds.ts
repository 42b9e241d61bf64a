import type { Audience, AudienceVersion } from './entities.ts';
import type { Platform } from './keys.ts';
import type { Attributes } from './state.ts';

/** A push campaign of the app API (batch-api-1x.md §3.1, §3.5). */
export interface AppCampaign {
	campaign_token: string;
	from_api: boolean;
	dev_only: boolean;
	created_date: string;
	name: string;
	live: boolean;
	push_time?: string;
	local_push_time?: string;
	/** Codes of labels; part of `get` only. */
	labels?: string[];
	messages: Array<{ language: string; title?: string; body: string }>;
	/** Present on trigger automations only. */
	trigger?: object;
	/** Everything else that `create` and `update` take, as it came. */
	[field: string]: unknown;
}

/** An in-app campaign of the app API (batch-api-1x.md §4). */
export interface InAppCampaign {
	campaign_token: string;
	name: string;
	live: boolean;
	/** Absent in samples, which were made in the dashboard. */
	from_api?: boolean;
	created_date?: string;
	trigger: Attributes;
	/** Everything else that `create` and `update` take, as it came. */
	[field: string]: unknown;
}

/** batch-api-2x.md §5. */
export interface Segment {
	code: string;
	display_name: string;
	created_at: string;
	updated_at: string;
}

/** batch-api-2x.md §6.4. */
export interface Orchestration {
	id: string;
	type: 'campaign' | 'recurring' | 'trigger';
	channels: string[];
	platforms: string[];
	source: 'dashboard' | 'api';
	created_date: string;
	name: string;
	labels: string[];
	status: 'draft' | 'running' | 'completed' | 'stopped';
	start_time: string;
	/** Absent in samples: their creation date. */
	updated_date?: string;
	/** Not part of the answer: statistics come with A/B versions. */
	tested: boolean;
	/** Not part of the answer: what `campaigns/create` or `update` got, for tests to look at. */
	campaign?: Attributes;
}

/** How long a one-shot campaign is under way here, before it is completed. */
const sendingMilliseconds = 60_000;
/** Local times are reached by the last time zone so much later than in UTC. */
const lastZoneMilliseconds = 12 * 60 * 60 * 1000;

/** The status at a time: a one-shot campaign made here is completed a while after its start. */
export function statusAt(orchestration: Orchestration, now: number): Orchestration['status'] {
	const { campaign, status, start_time } = orchestration;
	if (campaign === undefined || status !== 'running') return status;
	const local = (campaign.when as Attributes).local_time === true;
	const end = Date.parse(start_time) + sendingMilliseconds + (local ? lastZoneMilliseconds : 0);
	return now >= end ? 'completed' : 'running';
}

const campaignNames = [
	'Breaking news',
	'Morning briefing',
	'Weekend reads',
	'Trial ends tomorrow',
	'Welcome back',
	'Your cart is waiting',
	'Subscription renewed',
	'Payment failed',
	'New season',
	'Editor’s choice',
	'Match of the day',
	'Local weather alert',
];

const campaignCount = 36;
const inAppCampaignCount = 6;
const segmentCount = 25;
const orchestrationCount = 30;

/**
 * 36 push campaigns of one app, newest first: every second has labels, every third is a draft
 * (`live: false`), every fourth was made through the API, the last one is a trigger automation. Tokens
 * are the same on every start.
 */
export function seedAppCampaigns(platform: Platform): AppCampaign[] {
	return Array.from({ length: campaignCount }, (_, index) => {
		const number = campaignCount - index;
		const name = campaignNames[number % campaignNames.length];
		const draft = number % 3 === 0;
		return {
			campaign_token: `sandbox-${platform}-${String(number).padStart(3, '0')}`,
			from_api: number % 4 === 0,
			dev_only: false,
			created_date: `${dayNumber(number)}T10:00:00`,
			name: draft ? `${name} (draft ${number})` : `${name} ${number}`,
			live: !draft,
			push_time: `${dayNumber(number + 1)}T08:00:00`,
			...(number % 2 === 0 ? { labels: ['NEWS', 'DAILY'] } : {}),
			messages: [{ language: 'en', title: name, body: `${name}: open the app to read more.` }],
			...(number === 1 ? { trigger: {} } : {}),
		};
	});
}

/** 6 in-app campaigns of one app, newest first; every second has a label. */
export function seedInAppCampaigns(platform: Platform): InAppCampaign[] {
	return Array.from({ length: inAppCampaignCount }, (_, index) => {
		const number = inAppCampaignCount - index;
		const name = campaignNames[number];
		return {
			campaign_token: `sandbox-${platform}-in-app-${number}`,
			name: `${name} (in-app ${number})`,
			live: true,
			...(number % 2 === 0 ? { labels: ['ONBOARDING'] } : {}),
			start_date: `${dayNumber(number)}T08:00:00`,
			trigger: { when: 'next_session' },
			landing: {
				theme: 'sandbox_theme',
				contents: [{ language: 'en', title: name, body: `${name}: tap to read more.` }],
			},
		};
	});
}

/** 12 audiences of custom ids (1.0) and 3 of installations (1.1), newest first. */
export function seedCustomAudiences(
	platform: Platform,
): Record<AudienceVersion, Map<string, Audience>> {
	return {
		'1.0': seedAudiences(12, `${platform}_audience`, 'custom_ids'),
		'1.1': seedAudiences(3, `${platform}_installations`, 'install_ids'),
	};
}

function seedAudiences(count: number, name: string, type: string): Map<string, Audience> {
	const audiences = Array.from({ length: count }, (_, index): [string, Audience] => {
		const number = count - index;
		const members = Array.from({ length: 10 * number }, (__, member): [string, Attributes] => [
			`sample-${member + 1}`,
			{},
		]);
		return [
			`${name}_${number}`,
			{
				name: `${name}_${number}`,
				type,
				description: `Sample audience ${number}`,
				members: new Map(members),
				created: `${dayNumber(number)}T00:00:00`,
				updated: `${dayNumber(number + 1)}T00:00:00`,
				latestToken: '',
			},
		];
	});
	return new Map(audiences);
}

export function seedSegments(): Segment[] {
	return Array.from({ length: segmentCount }, (_, index) => ({
		code: `sandbox_segment_${index + 1}`,
		display_name: `Sample segment ${index + 1}`,
		created_at: `${dayNumber(index + 1)}T08:00:00Z`,
		updated_at: `${dayNumber(index + 2)}T08:00:00Z`,
	}));
}

/** 30 orchestrations: campaigns, recurring campaigns and trigger automations on several channels. */
export function seedOrchestrations(): Orchestration[] {
	const types = ['campaign', 'recurring', 'trigger'] as const;
	const channels = [['push'], ['email'], ['sms'], ['push', 'email']];
	const statuses = ['running', 'completed', 'draft', 'stopped'] as const;
	return Array.from({ length: orchestrationCount }, (_, index) => {
		const number = orchestrationCount - index;
		const channelsOfThis = channels[number % channels.length];
		return {
			id: `orchestration_sandbox${String(number).padStart(3, '0')}`,
			type: types[number % types.length],
			channels: channelsOfThis,
			platforms: channelsOfThis.includes('push') ? ['ios', 'android'] : [],
			source: number % 5 === 0 ? 'api' : 'dashboard',
			created_date: `${dayNumber(number)}T09:00:00Z`,
			name: `${campaignNames[number % campaignNames.length]} ${number}`,
			labels: number % 2 === 0 ? ['news'] : [],
			status: statuses[number % statuses.length],
			start_time: `${dayNumber(number + 1)}T08:00:00Z`,
			tested: number % 6 === 0,
		};
	});
}

/** `yyyy-MM-dd`, so many days into 2026: fixed, so that two starts of the sandbox look the same. */
function dayNumber(number: number): string {
	return new Date(Date.UTC(2026, 0, number)).toISOString().slice(0, 10);
}

import type { Limit, NameRule } from './limit';

/** Numbers of the app family (1.x). No rate is documented for it: only that 429 means waiting at least 5 s. */
export const appLimits = {
	recipientsPerSend: { value: 10_000, unit: 'recipients', source: 'batch-api-1x.md §1.1' },
	timeToLiveSeconds: { value: 2_419_200, unit: 'seconds', source: 'batch-api-1x.md §1.1' },
	labelsPerSend: { value: 3, unit: 'labels', source: 'batch-api-1x.md §1.1' },
	labelsPerCampaign: { value: 3, unit: 'labels', source: 'batch-api-1x.md §3.1' },
	inAppDeeplinkCharacters: { value: 255, unit: 'characters', source: 'batch-api-1x.md §4' },
	statisticsMonths: { value: 6, unit: 'months', source: 'batch-api-1x.md §1.2' },
	usersPerDataCall: { value: 10_000, unit: 'users', source: 'batch-api-1x.md §5' },
	eventsPerCall: { value: 1_000, unit: 'events', source: 'batch-api-1x.md §7' },
	nameCharacters: { value: 30, unit: 'characters', source: 'batch-api-1x.md §5' },
	textCharacters: { value: 64, unit: 'characters', source: 'batch-api-1x.md §5' },
	urlCharacters: { value: 2048, unit: 'characters', source: 'batch-api-1x.md §5' },
	eventAttributes: { value: 15, unit: 'attributes', source: 'batch-api-1x.md §7' },
	eventAgeHours: { value: 24, unit: 'hours', source: 'batch-api-1x.md §7' },
	labelCharacters: { value: 200, unit: 'characters', source: 'batch-api-1x.md §7' },
	tags: { value: 10, unit: 'tags', source: 'batch-api-1x.md §7' },
	tagCharacters: { value: 64, unit: 'characters', source: 'batch-api-1x.md §7' },
	exportLookBackDays: { value: 90, unit: 'days', source: 'batch-api-1x.md §9.1' },
	listPage: { value: 100, unit: 'rows', source: 'batch-api-1x.md §10.6' },
} as const satisfies Record<string, Limit>;

/** Names of campaigns have so many characters at least (batch-api-1x.md §3.1, §4). */
export const shortestCampaignName = 3;

export const appNameRule: NameRule = {
	pattern: /^[a-z0-9_]{1,30}$/,
	words: 'must be 1 to 30 lowercase letters, digits or underscores',
	source: 'batch-api-1x.md §5, §7',
};

/** `group_id` groups a transactional send in the statistics. Its length is unknown, so it is not checked. */
export const groupIdRule: NameRule = {
	pattern: /^[A-Za-z0-9_-]+$/,
	words: 'may hold letters, digits, underscores and hyphens only',
	source: 'batch-api-1x.md §1.1',
};

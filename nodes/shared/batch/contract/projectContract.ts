import type { Limit, NameRule } from './limit';

const profilePage = 'batch-api-2x.md §3';
const eventPage = 'batch-api-2x.md §11';

/**
 * Numbers of the project family (2.x). Where the server's own figure is unknown the Web SDK's is used as
 * a safe bound: Batch drops what exceeds its limit one value at a time, and a refusal here is louder.
 */
export const projectLimits = {
	editsPerUpdate: { value: 200, unit: 'updates', source: `${profilePage}.1` },
	editsPerMassUpdate: { value: 10_000, unit: 'updates', source: `${profilePage}.2` },
	customIdCharacters: { value: 512, unit: 'characters', source: `${profilePage}.1` },
	attributesPerEdit: { value: 50, unit: 'attributes', source: `${profilePage}.3 (SDK)` },
	listsPerEdit: { value: 15, unit: 'lists', source: `${profilePage}.3 (SDK)` },
	eventsPerEdit: { value: 15, unit: 'events', source: `${profilePage}.1` },
	nameCharacters: { value: 30, unit: 'characters', source: `${profilePage}.3` },
	textCharacters: { value: 300, unit: 'characters', source: `${profilePage}.3` },
	urlCharacters: { value: 2048, unit: 'characters', source: `${profilePage}.3` },
	listItems: { value: 25, unit: 'items', source: `${profilePage}.3` },
	topics: { value: 25, unit: 'topics', source: `${profilePage}.3 (SDK)` },
	topicCharacters: { value: 300, unit: 'characters', source: `${profilePage}.3 (SDK)` },
	audienceMemberAttributes: { value: 15, unit: 'attributes', source: 'batch-api-2x.md §4' },
	emailCharacters: { value: 128, unit: 'characters', source: `${profilePage}.3 (SDK)` },
	eventAttributes: { value: 20, unit: 'attributes', source: `${eventPage}.1 (SDK)` },
	eventNesting: { value: 3, unit: 'levels', source: `${eventPage}.1 (SDK)` },
	eventAgeHours: { value: 24, unit: 'hours', source: `${eventPage}.1` },
	labelCharacters: { value: 200, unit: 'characters', source: `${eventPage}.1 (SDK)` },
	tags: { value: 10, unit: 'tags', source: `${eventPage}.1 (SDK)` },
	campaignLabels: { value: 5, unit: 'labels', source: 'batch-api-2x.md §6.1' },
	campaignSendRate: { value: 1_000_000, unit: 'messages a minute', source: 'batch-api-2x.md §6.1' },
	statisticsMonths: { value: 6, unit: 'months', source: 'batch-api-2x.md §6.5' },
	tagCharacters: { value: 64, unit: 'characters', source: `${eventPage}.1 (SDK)` },
	exportLookBackDays: { value: 90, unit: 'days', source: `${profilePage}.4` },
} as const satisfies Record<string, Limit>;

/** The lowest send rate of a campaign, in messages a minute (batch-api-2x.md §6.1). */
export const lowestSendRate = 1_000;

/** Attribute and event names: docs say lowercase; the SDK lowercases what it gets, the server is not known to. */
export const projectNameRule: NameRule = {
	pattern: /^[a-z0-9_]{1,30}$/,
	words: 'must be 1 to 30 lowercase letters, digits or underscores',
	source: `${profilePage}.3`,
};

/** Words the Web SDK refuses as a custom id, in any case: they are what a broken mapping produces. */
export const refusedCustomIds: ReadonlySet<string> = new Set([
	'undefined',
	'null',
	'nil',
	'(null)',
	'[object object]',
	'true',
	'false',
	'nan',
	'infinity',
	'-infinity',
]);

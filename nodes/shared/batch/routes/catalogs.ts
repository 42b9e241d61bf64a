import type { Limit, NameRule, RateLimit } from '../contract/limit';
import type { Route } from './route';

const page = 'batch-api-2x.md §7.2';

/** What Batch takes of catalogs. */
export const catalogLimits = {
	catalogFields: { value: 25, unit: 'fields', source: page },
	itemsPerCatalogCall: { value: 200, unit: 'items', source: page },
	itemTextCharacters: { value: 10_000, unit: 'characters', source: page },
	itemListTexts: { value: 15, unit: 'texts', source: page },
	itemListTextCharacters: { value: 64, unit: 'characters', source: page },
	itemUrlCharacters: { value: 2_048, unit: 'characters', source: 'batch-api-2x.md §3.3' },
} as const satisfies Record<string, Limit>;

export const catalogFieldNameRule: NameRule = {
	pattern: /^[a-z0-9_]{1,250}$/,
	words: 'must be 1 to 250 lowercase letters, digits or underscores',
	source: page,
};

/** The types of a catalog's fields, as Batch spells them. */
export const catalogFieldTypes = ['array', 'bool', 'date', 'float', 'integer', 'string', 'url'] as const;

/** Every call of catalogs counts as a request; edits of items count a second time, by their items. */
export const catalogRates = {
	catalogCalls: { perSecond: 5, burst: 5, unit: 'request', source: 'batch-api-2x.md §2.3' },
	catalogItems: { perSecond: 1_000, burst: 1_000, unit: 'item', source: 'batch-api-2x.md §2.3' },
} as const satisfies Record<string, RateLimit>;

const calls = { name: 'catalogs', limit: catalogRates.catalogCalls };
const items = { name: 'catalogs/items/edit', limit: catalogRates.catalogItems };

/** Catalogs of the project family. */
export const catalogs = {
	create: { family: 'project', method: 'POST', path: 'catalogs/create', rates: [calls], source: page },
	update: { family: 'project', method: 'POST', path: 'catalogs/update', rates: [calls], missing: 'object', source: page },
	remove: { family: 'project', method: 'POST', path: 'catalogs/remove', rates: [calls], missing: 'object', source: page },
	list: { family: 'project', method: 'GET', path: 'catalogs/list', rates: [calls], source: page },
	view: { family: 'project', method: 'GET', path: 'catalogs/view', rates: [calls], missing: 'object', source: page },
	editItems: { family: 'project', method: 'POST', path: 'catalogs/items/edit', rates: [calls, items], missing: 'object', source: page },
} as const satisfies Record<string, Route>;

import type { Limit, NameRule } from './limit';

const page = 'batch-api-2x.md §11.2';

/** Numbers of Batch's Web SDK v4 for one event. What breaks them, the SDK drops in the page, with a line in its console. */
export const webSdkLimits = {
	/** Counts `$label` and `$tags` too. */
	attributes: { value: 20, unit: 'attributes', source: page },
	/** The SDK counts UTF-16 units. */
	textCharacters: { value: 300, unit: 'characters', source: page },
	urlCharacters: { value: 2048, unit: 'characters', source: page },
	listItems: { value: 25, unit: 'items', source: page },
	labelCharacters: { value: 200, unit: 'characters', source: page },
	tags: { value: 10, unit: 'tags', source: page },
	tagCharacters: { value: 64, unit: 'characters', source: page },
} as const satisfies Record<string, Limit>;

/**
 * Names of events and attributes. The SDK sends events in upper case and attributes in lower case whatever
 * it is given, so that `Poool_click_log` here and `poool_click_log` on the server are one event.
 */
export const webSdkNameRule: NameRule = {
	pattern: /^[a-zA-Z0-9_]{1,30}$/,
	words: 'must be 1 to 30 letters, digits or underscores',
	source: page,
};

/** The events of the push export; `push_open` is how a request of the export API spells `push_opened` (batch-api-2x.md §9.2). */
export const pushEvents: ReadonlySet<string> = new Set([
	'push_optin',
	'push_optout',
	'push_sent',
	'push_opened',
	'push_open',
	'push_error',
	'token_deleted',
]);

/** The events that tell of a device, not of a message: they carry no token. */
export const deviceEvents: ReadonlySet<string> = new Set(['push_optin', 'push_optout', 'token_deleted']);

export const inAppEvents: ReadonlySet<string> = new Set([
	'inapp_supplied',
	'inapp_shown',
	'inapp_clicked',
	'inapp_closed',
]);

const otherSpellings: Readonly<Record<string, string>> = { push_open: 'push_opened' };

/** One text for each name, whatever text of the file it is found by: there are millions of rows, and a dozen names. */
const names: ReadonlyMap<string, string> = new Map(
	[...pushEvents, ...inAppEvents].map((name) => [name, otherSpellings[name] ?? name]),
);

/** The name that rows and summaries use for an event, however the file spells it; unknown names stay as they stand. */
export function eventName(value: string): string {
	return names.get(value) ?? names.get(value.trim().toLowerCase().replace(/[\s-]+/g, '_')) ?? value;
}

export function isKnownEvent(value: string): boolean {
	return names.has(eventName(value));
}

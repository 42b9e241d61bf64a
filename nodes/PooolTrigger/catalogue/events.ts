import { accessEvents } from './accessEvents';
import { eventKey, type EventDefinition, type EventSource, type PageEvent } from './pageEvent';

/**
 * Audit.js: its callbacks, and the two events it sends to Poool (poool-purchasely.md §1.3). The guide's
 * `page-view` is one of the latter.
 */
const auditEvents: Readonly<Record<string, EventDefinition>> = {
	identityAvailable: {
		title: 'Identity Available',
		when: 'Poool knows the reader and the context',
		fields: {
			userId: 'text',
			contextName: 'text',
			contextType: 'text',
			contextValue: 'text',
			groupSlug: 'text',
			journeyName: 'text',
		},
		shortName: 'audit_identity_available',
	},
	identityUnknown: { title: 'Identity Unknown', when: 'Poool may not know the reader, e.g. without cookies', fields: {} },
	trackError: { title: 'Track Error', when: 'Audit could not send an event', fields: { message: 'text' } },
	'page-view': { title: 'Page View', when: 'The page reports a view to Audit', fields: { type: 'text' } },
	conversion: { title: 'Conversion', when: 'The page reports a conversion to Audit', fields: {} },
};

/** Engage.js. Nothing is known of the payloads of `destroy` and `error`. */
const engageEvents: Readonly<Record<string, EventDefinition>> = {
	ready: engage('Ready', 'An element is loaded', {}, 'ready'),
	seen: engage('Seen', 'An element entered the visible part of the page', {}, 'seen'),
	click: engage('Click', 'A reader clicked in an element', { id: 'text', type: 'text', name: 'text', url: 'url' }, 'click'),
	formSubmit: engage('Form Submit', 'A reader submitted a form in an element', {}, 'form_submit'),
	destroy: { title: 'Destroy', when: 'An element is removed', fields: {}, shortName: 'engage_destroy' },
	error: { title: 'Error', when: 'An element failed', fields: { message: 'text' }, shortName: 'engage_error' },
};

function engage(
	title: string,
	when: string,
	own: EventDefinition['fields'],
	shortName: string,
): EventDefinition {
	const element = { 'element.slug': 'text', 'element.name': 'text' } as const;
	return { title, when, fields: { ...own, ...element }, shortName: `engage_${shortName}` };
}

/** Every event the bridge knows by name. */
export const pageEvents: readonly PageEvent[] = [
	...listed('access', accessEvents),
	...listed('audit', auditEvents),
	...listed('engage', engageEvents),
];

const eventsByKey = new Map(pageEvents.map((event) => [eventKey(event), event]));

/** A known event, or the bare bones of one that the site names itself. */
export function pageEventOf(key: string): PageEvent {
	const known = eventsByKey.get(key);
	if (known !== undefined) return known;
	const name = key.replace(/^site\./, '');
	return { source: 'site', name, title: name, when: 'Named by the site', fields: {} };
}

/** What tells marketers something and does not happen on every page. */
export const defaultEvents: readonly string[] = [
	'access.alternativeClick',
	'access.answer',
	'access.customButtonClick',
	'access.discoveryLinkClick',
	'access.formSubmit',
	'access.loginClick',
	'access.paywallSeen',
	'access.register',
	'access.release',
	'access.subscribeClick',
	'audit.conversion',
	'audit.page-view',
	'engage.click',
	'engage.formSubmit',
];

function listed(source: EventSource, definitions: Readonly<Record<string, EventDefinition>>): PageEvent[] {
	return Object.entries(definitions).map(([name, definition]) => ({ source, name, ...definition }));
}

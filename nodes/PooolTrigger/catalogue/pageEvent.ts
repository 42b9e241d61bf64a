/** Which of Poool's libraries an event comes from; `site` stands for events the site names itself. */
export type EventSource = 'access' | 'audit' | 'engage' | 'site';

/** What a field becomes in Batch. Poool documents texts only; some of them are addresses. */
export type FieldKind = 'text' | 'url';

/** One event of a page, as Poool documents it. */
export interface EventDefinition {
	/** In the editor's words. */
	readonly title: string;
	/** When it happens, as it reads under the title. */
	readonly when: string;
	/** Documented fields that an attribute can hold, by name. */
	readonly fields: Readonly<Record<string, FieldKind>>;
	/** Name in Batch without the prefix, where the event's own in snake case would not do. */
	readonly shortName?: string;
}

export interface PageEvent extends EventDefinition {
	readonly source: EventSource;
	readonly name: string;
}

/** How an event is called in the node's parameters and in the bridge: `access.subscribeClick`. */
export function eventKey({ source, name }: Pick<PageEvent, 'source' | 'name'>): string {
	return `${source}.${name}`;
}

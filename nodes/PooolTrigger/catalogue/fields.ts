import { pageEvents } from './events';
import type { FieldKind } from './pageEvent';

/** Fields every event can take from the page around it. */
export const commonFields: Readonly<Record<string, { readonly title: string; readonly kind: FieldKind }>> = {
	'page.url': { title: 'Page URL', kind: 'url' },
	'page.type': { title: 'Page Type', kind: 'text' },
};

/** Every documented field of any event, once, in alphabetical order. */
export const documentedFields: readonly string[] = [
	...new Set(pageEvents.flatMap(({ fields }) => Object.keys(fields))),
].sort();

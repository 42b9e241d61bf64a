import type { SentPage } from './envelope';

/** When and where something happened in the page. */
export interface Moment {
	/** Milliseconds since 1970, by the reader's clock. */
	readonly at: number;
	readonly url: string;
}

export const thisMoment = (): Moment => ({ at: Date.now(), url: location.href });

export interface Pages {
	/** The page of an event; its type only if it was said of this very page. */
	at(moment: Moment): SentPage;
	setType(type: unknown, moment: Moment): void;
}

/** In a single-page app the address changes under the running script, and with it ends what was said of the page. */
export function createPages(keepQuery: boolean): Pages {
	let typed: { readonly path: string; readonly type: string } | undefined;
	const pathOf = ({ url }: Moment) => withoutQuery(url);
	return {
		at: (moment) => ({
			url: keepQuery ? moment.url.split('#')[0] : pathOf(moment),
			type: typed?.path === pathOf(moment) ? typed.type : undefined,
		}),
		setType(type, moment) {
			if (typeof type === 'string') typed = { path: pathOf(moment), type };
		},
	};
}

/** An address without its query and fragment. */
export function withoutQuery(address: string): string {
	return address.split(/[?#]/)[0] ?? '';
}

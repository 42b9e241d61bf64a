import { guarded, say } from './guard';

export type LibraryName = 'access' | 'audit' | 'engage';

/** What the bridge uses of Poool's libraries and of what their `init` gives (`@types/poool-access`). */
interface Instance {
	on?(event: string, callback: (...values: unknown[]) => unknown): unknown;
	config?(...values: unknown[]): unknown;
	createPaywall?(options?: { pageType?: unknown }): unknown;
	sendEvent?(name: string, data?: unknown, options?: unknown): unknown;
}

interface Library extends Instance {
	readonly isPoool?: boolean;
	init?(...values: unknown[]): unknown;
	noConflict?(): unknown;
}

/** What the bridge wants to know of the libraries. */
export interface LibraryListener {
	/** Names to listen to. */
	eventsOf(library: LibraryName): readonly string[];
	onEvent(library: LibraryName, name: string, payload: unknown): void;
	onConfig(name: string, value: unknown): void;
	onPageType(type: unknown): void;
}

const globals: Array<[library: LibraryName, global: string]> = [
	['access', 'Access'],
	['access', 'PooolAccess'],
	['audit', 'Audit'],
	['audit', 'PooolAudit'],
	['engage', 'Engage'],
	['engage', 'PooolEngage'],
];

export interface Libraries {
	/** Looks for libraries that are new on the page. */
	scan(): void;
	/** Listens to what the page got from `init` before the bridge was there. */
	listen(instance: unknown): void;
	/** Listens to the paywalls the page keeps in global variables (`var access = Access.init(…)`). */
	adoptGlobals(): void;
}

/**
 * Finds Poool's libraries and listens to everything their `init` gives. `init` makes a new instance each
 * time, so it is `init` that is watched; the instance passes through unchanged.
 */
export function watchLibraries(listener: LibraryListener): Libraries {
	const known: unknown[] = [];
	const isNew = (value: unknown): value is object => {
		if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
		if (known.indexOf(value) >= 0) return false;
		known.push(value);
		return true;
	};

	/** Calls `after` with what a method gives and was given; the page sees neither the call nor its failure. */
	function watch<Target extends object>(
		target: Target,
		method: keyof Target,
		after: (result: unknown, given: unknown[]) => void,
	): void {
		const original: unknown = target[method];
		if (typeof original !== 'function') return;
		const watched = function (this: unknown, ...given: unknown[]): unknown {
			const result: unknown = original.apply(this, given);
			guarded(() => after(result, given));
			return result;
		};
		target[method] = watched as Target[keyof Target];
	}

	let last: { isLibrary: boolean; event: string; payload: unknown; at: number } | undefined;
	/** A library and its instance may share their callbacks: the same event then comes from both. */
	function isEcho(isLibrary: boolean, event: string, payload: unknown): boolean {
		const at = Date.now();
		const isSecond =
			last !== undefined &&
			last.isLibrary !== isLibrary &&
			last.event === event &&
			last.payload === payload &&
			at - last.at < 50;
		last = isSecond ? undefined : { isLibrary, event, payload, at };
		return isSecond;
	}

	function attach(library: LibraryName, value: unknown): void {
		if (isNew(value)) listenTo(library, value as Instance, false);
	}

	function listenTo(library: LibraryName, instance: Instance, isLibrary: boolean): void {
		say('listening to', library);
		listener.eventsOf(library).forEach((name) =>
			guarded(() =>
				instance.on?.(name, (payload) => {
					guarded(() => {
						if (!isEcho(isLibrary, `${library}.${name}`, payload)) listener.onEvent(library, name, payload);
					});
				}),
			),
		);
		guarded(() => watch(instance, 'config', (result, given) => {
			readConfig(given);
			if (result !== instance) attach(library, result);
		}));
		guarded(() => watch(instance, 'createPaywall', (_, [options]) => {
			listener.onPageType((options as { pageType?: unknown } | undefined)?.pageType);
		}));
		guarded(() => watch(instance, 'sendEvent', (_, [name, data]) => {
			if (typeof name !== 'string') return;
			if (name === 'page-view') listener.onPageType((data as { type?: unknown } | undefined)?.type);
			listener.onEvent(library, name, data);
		}));
	}

	function readConfig([options, value]: unknown[]): void {
		if (typeof options === 'string') listener.onConfig(options, value);
		else if (typeof options === 'object' && options !== null) {
			const entries = options as Record<string, unknown>;
			Object.keys(entries).forEach((name) => listener.onConfig(name, entries[name]));
		}
	}

	function adopt(name: LibraryName, library: Library): void {
		if (!isNew(library)) return;
		say('found', name);
		watch(library, 'init', (instance) => attach(name, instance));
		watch(library, 'noConflict', (same) => {
			if ((same as Library | undefined)?.isPoool) adopt(name, same as Library);
			scan();
		});
		// Audit and Engage call back on the library itself, so it does not matter whether `init` is over.
		if (typeof library.on === 'function') listenTo(name, library, true);
	}

	function scan(): void {
		globals.forEach(([name, global]) =>
			guarded(() => {
				const library = (window as unknown as Record<string, Library | undefined>)[global];
				if (library?.isPoool === true) adopt(name, library);
			}),
		);
	}

	function listen(instance: unknown): void {
		const { createPaywall, sendEvent } = instance as Instance;
		attach(createPaywall ? 'access' : sendEvent ? 'audit' : 'engage', instance);
	}

	return {
		scan,
		listen,
		adoptGlobals() {
			Object.keys(window).forEach((name) =>
				guarded(() => {
					// Not through a getter, which might do something.
					const value: unknown = Object.getOwnPropertyDescriptor(window, name)?.value;
					const { on, createPaywall } = (value ?? {}) as Instance;
					if (typeof on === 'function' && typeof createPaywall === 'function') listen(value);
				}),
			);
		},
	};
}

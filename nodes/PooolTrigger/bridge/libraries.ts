import { has } from '../mapping/valueAt';
import { guarded, say } from './guard';
import { thisMoment, type Moment } from './pageOfEvent';

export type LibraryName = 'access' | 'audit' | 'engage';

/** What the bridge uses of Poool's libraries and of what their `init` gives (`@types/poool-access`). */
interface Instance {
	on?(event: string, callback: (...values: unknown[]) => unknown): unknown;
	config?(...values: unknown[]): unknown;
	createPaywall?(options?: { pageType?: unknown }): unknown;
	sendEvent?(name: string, data?: unknown, options?: unknown): unknown;
	/** Left by the stub on what it watches: the library's name, and those of the events it listens to. */
	readonly _pb?: string;
	readonly isPoool?: boolean;
}

interface Library extends Instance {
	init?(...values: unknown[]): unknown;
	noConflict?(): unknown;
}

/** What the bridge wants to know of the libraries. */
export interface LibraryListener {
	/** Names to listen to. */
	eventsOf(library: LibraryName): readonly string[];
	onEvent(library: LibraryName, name: string, payload: unknown, moment: Moment): void;
	onConfig(name: string, value: unknown): void;
	onPageType(type: unknown, moment: Moment): void;
}

const globals = ['Access', 'PooolAccess', 'Audit', 'PooolAudit', 'Engage', 'PooolEngage'];
const libraryAt = (global: string) => global.replace('Poool', '').toLowerCase() as LibraryName;

export interface Libraries {
	/** Looks for libraries that are new on the page. */
	scan(): void;
	/** Listens to what the page got from `init` before the bridge was there. */
	listen(instance: unknown): void;
	/** Listens to the paywalls the page keeps in global variables (`var access = Access.init(…)`). */
	adoptGlobals(): void;
	/** Takes what the stub saw: what was called, or called back, on which object, with what, when and where. */
	saw(target: object, ...seen: unknown[]): void;
}

/**
 * Finds Poool's libraries and listens to everything their `init` gives. `init` makes a new instance each
 * time, so it is `init` that is watched; the instance passes through unchanged.
 */
export function watchLibraries(listener: LibraryListener): Libraries {
	// Weakly: what the page has done with must not be kept by us.
	const known = new WeakSet<object>();
	const isNew = (value: unknown): value is object => {
		// What is no object becomes another thing thereby.
		if (Object(value) !== value || known.has(value as object)) return false;
		known.add(value as object);
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
		target[method] = function (this: unknown, ...given: unknown[]): unknown {
			const result: unknown = original.apply(this, given);
			guarded(() => after(result, given));
			return result;
		} as Target[keyof Target];
	}

	let isFirstLook = true;
	let isAnyLost = false;
	let last: { isLibrary: boolean; event: string; payload: unknown; at: number } | undefined;
	/** A library and its instance may share their callbacks: the same event then comes from both. */
	function isEcho(isLibrary: boolean, event: string, payload: unknown, at: number): boolean {
		const isSecond =
			last !== undefined &&
			last.isLibrary !== isLibrary &&
			last.event === event &&
			last.payload === payload &&
			at - last.at < 50;
		last = isSecond ? undefined : { isLibrary, event, payload, at };
		return isSecond;
	}

	/** What happened on an object of the library's, by the name of the method called or of the event called back. */
	function tell(library: LibraryName, target: Instance, name: string, given: ArrayLike<unknown>, moment: Moment): void {
		switch (name) {
			case 'init':
				return;
			case 'config':
				return readConfig(given[0], given[1]);
			case 'createPaywall':
				return listener.onPageType((given[0] as { pageType?: unknown } | undefined)?.pageType, moment);
			case 'sendEvent': {
				const [sent, data] = [given[0], given[1]];
				if (typeof sent !== 'string') return;
				if (sent === 'page-view') listener.onPageType((data as { type?: unknown } | undefined)?.type, moment);
				return listener.onEvent(library, sent, data, moment);
			}
			default:
				if (!isEcho(target.isPoool === true, `${library}.${name}`, given[0], moment.at)) {
					listener.onEvent(library, name, given[0], moment);
				}
		}
	}

	function attach(library: LibraryName, value: unknown): void {
		if (isNew(value)) listenTo(library, value as Instance);
	}

	function listenTo(library: LibraryName, instance: Instance): void {
		const stubbed = stubOf(instance);
		listener.eventsOf(library).forEach((name) => {
			if (stubbed.includes(name)) return;
			guarded(() =>
				instance.on?.(name, (...given) => {
					guarded(() => tell(library, instance, name, given, thisMoment()));
				}),
			);
		});
		if (stubbed.length > 0) return;
		(['config', 'createPaywall', 'sendEvent'] as const).forEach((method) =>
			guarded(() =>
				watch(instance, method, (result, given) => {
					tell(library, instance, method, given, thisMoment());
					if (method === 'config' && result !== instance) attach(library, result);
				}),
			),
		);
	}

	function readConfig(options: unknown, value: unknown): void {
		if (typeof options === 'string') listener.onConfig(options, value);
		else {
			const entries = Object(options) as Record<string, unknown>;
			Object.keys(entries).forEach((name) => listener.onConfig(name, entries[name]));
		}
	}

	function adopt(name: LibraryName, library: Library): void {
		if (!isNew(library)) return;
		const isLost = isFirstLook && stubOf(library).length === 0;
		isAnyLost = isAnyLost || isLost;
		say('found', name, isLost ? 'came late: use the stub' : '');
		watch(library, 'init', (instance) => attach(name, instance));
		watch(library, 'noConflict', (same) => {
			if ((same as Library | undefined)?.isPoool) adopt(name, same as Library);
			scan();
		});
		// Audit and Engage call back on the library itself, so it does not matter whether `init` is over.
		if (typeof library.on === 'function') listenTo(name, library);
	}

	function scan(): void {
		globals.forEach((global) =>
			guarded(() => {
				const library = (window as unknown as Record<string, Library | undefined>)[global];
				if (library?.isPoool === true) adopt(libraryAt(global), library);
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
			isFirstLook = false;
			// A window has hundreds of names: they are looked at only where a library was there first, and no stub.
			if (!isAnyLost) return;
			Object.keys(window).forEach((name) =>
				guarded(() => {
					// Not through a getter, which might do something.
					const value: unknown = Object.getOwnPropertyDescriptor(window, name)?.value;
					const { on, createPaywall } = (value ?? {}) as Instance;
					if (typeof on === 'function' && typeof createPaywall === 'function') listen(value);
				}),
			);
		},
		saw(target, ...[name, given, at, url]) {
			const instance = target as Library;
			const [global = ''] = stubOf(instance);
			if (!globals.includes(global) || typeof name !== 'string') return;
			const library = libraryAt(global);
			if (instance.isPoool === true) adopt(library, instance);
			else attach(library, instance);
			tell(library, instance, name, given as ArrayLike<unknown>, { at: Number(at), url: String(url) });
		},
	};
}

/** The library's name and the events for which the stub watches the object: itself, not one it inherits from. */
function stubOf(value: object): string[] {
	return has(value, '_pb') ? String((value as Instance)._pb).split(' ') : [];
}

/** Where what happens is kept, until the bridge takes its place. The build declares it above this script. */
declare const pooolBatch: { push(entry: unknown[]): unknown; [place: number]: unknown };

/** Marked with the library's name and the names of the events it is heard for. */
type Watched = { _pb?: string; isPoool?: boolean } & Record<string, (...values: unknown[]) => unknown>;

/*
 * Stands inline in the page, above Poool's scripts: catches the libraries as they are assigned, before anybody calls
 * `init`, and puts what happens on the list of commands, which the bridge takes over whenever it comes. Every byte is
 * pasted into pages: what is heard before the bridge is there are events that readers cause and those that tell consent.
 */
{
	const names: Record<string, string> = {
		Access:
			' identityAvailable paywallSeen register subscribeClick loginClick alternativeClick formSubmit consent',
		Audit: '',
		Engage: ' click formSubmit',
	};
	const watch = (watched: Watched, library: string): Watched => {
		try {
			if (!watched._pb) {
				watched._pb = library + names[library];
				('init config createPaywall sendEvent' + names[library]).split(' ').map((name, index) => {
					const original = watched[name];
					const tell = (...given: unknown[]) => {
						// Bounded, should the bridge never come.
						if (!pooolBatch[99]) pooolBatch.push([watched, name, given, new Date(), location + '']);
					};
					if (index > 3) watched.on!(name, tell);
					else if (original)
						watched[name] = function (this: unknown, ...given: unknown[]) {
							tell(...given);
							return watch(original.apply(this, given) as Watched, library);
						};
				});
			}
		} catch {
			// The page is not ours to break.
		}
		return watched;
	};
	for (const library in names) {
		let value = (self as unknown as Record<string, Watched | undefined>)[library];
		const set = (given: Watched | undefined) => {
			if ((value = given) && value.isPoool) watch(value, library);
		};
		set(value);
		Object.defineProperty(self, library, { configurable: 1 as never, get: () => value, set });
	}
}

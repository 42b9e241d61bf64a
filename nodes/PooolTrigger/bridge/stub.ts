type Watched = Record<string, ((...values: unknown[]) => unknown) | undefined> & { _pb?: string; isPoool?: boolean };

/**
 * Stands inline in the page, above Poool's scripts: catches the libraries as they are assigned, before anybody calls
 * `init`, and puts what happens on the list of commands, which the bridge takes over whenever it comes. As `var`
 * declares a variable of the page's own, no element named pooolBatch takes its place. Every byte is pasted into pages:
 * what is heard before the bridge is there are the events that readers cause and those that tell consent.
 */
var pooolBatch: unknown[][] = pooolBatch! || [];
{
	const names: Record<string, string> = {
		Access:
			' identityAvailable paywallSeen release register subscribeClick loginClick alternativeClick formSubmit consent customButtonClick',
		Audit: '',
		Engage: ' click formSubmit',
	};
	const watch = <Target>(target: Target, library: string): Target => {
		try {
			const watched = target as Watched;
			if (!watched._pb) {
				watched._pb = library as never;
				('init config createPaywall sendEvent' + names[library]).split(' ').map((name, index) => {
					const original = watched[name];
					const tell = (...given: unknown[]) => {
						pooolBatch.push([target, name, given, Date.now(), location + '']);
					};
					if (index > 3) watched.on!(name, tell);
					else if (original)
						watched[name] = function (this: unknown, ...given) {
							tell(...given);
							return watch(original.apply(this, given), library);
						};
				});
			}
		} catch (error) {}
		return target;
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

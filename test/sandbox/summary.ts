import type { Faults } from './faults.ts';
import { without } from './rules/values.ts';
import type { SandboxState } from './state.ts';

/**
 * What `GET /_sandbox/received` answers: all counters, and the newest entries of every list, newest
 * first.
 *
 * @param limit entries of each list
 */
export function summarise(state: SandboxState, faults: Faults, limit: number): object {
	const newest = <Item>(list: readonly Item[]) => list.slice(-limit).reverse();
	return {
		totals: state.totals,
		rateLimitHits: state.rateLimitHits,
		counts: {
			profiles: state.profiles.size,
			audiences: state.audiences.size,
			exports: state.exports.size,
			catalogs: state.catalogs.size,
			privacyRequests: state.privacyRequests.size,
			userData: {
				ios: state.userData.ios.size,
				android: state.userData.android.size,
				web: state.userData.web.size,
			},
		},
		requests: newest(state.requests).map((request) => without(request, 'body', 'answer')),
		events: newest(state.events),
		pushes: newest(state.pushes),
		profiles: newestOfMap(state.profiles, limit).map(([customId, { attributes, updatedAt }]) => ({
			customId,
			attributes,
			updatedAt,
		})),
		audiences: newestOfMap(state.audiences, limit).map(([name, audience]) => ({
			name,
			type: audience.type,
			members: audience.members.size,
		})),
		activity: newest(state.activity),
		warnings: newest(state.warnings),
		violations: newest(state.violations),
		faults: faults.list(),
	};
}

/** The last entries of a map in insertion order, newest first. */
export function newestOfMap<Value>(
	map: ReadonlyMap<string, Value>,
	limit: number,
): Array<[string, Value]> {
	// Not [...map].slice(): it may hold hundreds of thousands of profiles.
	const newest: Array<[string, Value]> = [];
	let skipped = map.size - limit;
	for (const entry of map) {
		if (skipped-- <= 0) newest.push(entry);
	}
	return newest.reverse();
}

import { platformNames, type Platform } from '../../shared/batch/family';
import type { Lane } from '../../shared/batch/bulk/sendAll';
import type { LaneEntry } from '../operation';

/** The same entry on the lane of every platform: the app family is called once for each. */
export function platformEntries<Payload>(
	platforms: readonly Platform[],
	lane: (platform: Platform) => Lane<Payload>,
	entry: Omit<LaneEntry<Payload>, 'lane' | 'laneName'>,
): Array<LaneEntry<Payload>> {
	return platforms.map((platform) => ({ ...entry, lane: lane(platform), laneName: platformNames[platform] }));
}

import type { Connection } from '../client/connection';
import { platformNames, type Platform } from '../family';
import { violation, type Violation } from '../violation';

/** At least one platform, and an app key in the credential for each (batch-api-1x.md §10.3). */
export function checkPlatforms(platforms: readonly Platform[], { appKeys }: Connection): Violation[] {
	if (platforms.length === 0) return [violation('Platforms', '', 'must name at least one of iOS, Android, Web')];
	return platforms
		.filter((platform) => appKeys[platform] === '')
		.map((platform) =>
			({
				...violation('Platforms', platformNames[platform], `needs the ${platformNames[platform]} App Key, which the Batch credential does not hold`),
				advice: `Add the ${platformNames[platform]} App Key to the Batch credential, or choose other platforms.`,
			}),
		);
}

/** Calls of the project family need the project key (batch-api-2x.md §2.1). */
export function checkProject({ projectKey }: Connection): Violation[] {
	if (projectKey !== '') return [];
	return [
		{
			...violation('Project Key', '', 'is missing in the Batch credential; the project API needs it'),
			advice: 'Add the Project Key to the Batch credential.',
		},
	];
}

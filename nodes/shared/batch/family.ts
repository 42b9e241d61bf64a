/**
 * Batch has two API families: *project* (2.x, one call for all platforms) and *app* (1.x, the app key in
 * the path, one call a platform). batch-api-2x.md §1, batch-api-1x.md §10.
 */
export type Family = 'project' | 'app';

export type Platform = 'ios' | 'android' | 'web';

export const platformNames: Readonly<Record<Platform, string>> = {
	ios: 'iOS',
	android: 'Android',
	web: 'Web',
};

export const platforms = Object.keys(platformNames) as readonly Platform[];

export function isPlatform(value: unknown): value is Platform {
	return typeof value === 'string' && value in platformNames;
}

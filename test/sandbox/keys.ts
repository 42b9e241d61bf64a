/** The platforms of the app API (1.x): one app key, and one call, for each of them. */
export type Platform = 'ios' | 'android' | 'web';

export const platforms: readonly Platform[] = ['ios', 'android', 'web'];

export type AppKeys = Record<Platform, string>;

export interface SandboxKeys {
	/** Company-wide key: `Authorization: Bearer` in 2.x, `X-Authorization` in 1.x. */
	restApiKey: string;
	/** `X-Batch-Project` in 2.x. */
	projectKey: string;
	/** Live keys, in the path of 1.x routes. */
	appKeys: AppKeys;
	/** Dev keys: refused by the routes that need a Live key (batch-api-1x.md §10.3). */
	devAppKeys: AppKeys;
	/** The third kind, which websites have (batch-api-1x.md §10.3): refused by the same routes. */
	sdkAppKeys: Partial<AppKeys>;
}

export type KeyKind = 'live' | 'dev' | 'sdk';

/** Sample values, no secrets: whoever sees one of them knows that it only opens the sandbox. */
export const sandboxKeys: SandboxKeys = {
	restApiKey: 'sandbox-rest-api-key',
	projectKey: 'project_sandbox',
	appKeys: {
		ios: 'SANDBOX-IOS',
		android: 'SANDBOX-ANDROID',
		web: 'SANDBOX-WEB',
	},
	devAppKeys: {
		ios: 'DEV-SANDBOX-IOS',
		android: 'DEV-SANDBOX-ANDROID',
		web: 'DEV-SANDBOX-WEB',
	},
	sdkAppKeys: { web: 'SDK-SANDBOX-WEB' },
};

/**
 * Says which app and which kind of key a path segment is.
 *
 * @returns `undefined` for a key the sandbox does not know.
 */
export function recogniseAppKey(
	key: string,
	keys: SandboxKeys,
): { platform: Platform; kind: KeyKind } | undefined {
	for (const platform of platforms) {
		if (keys.appKeys[platform] === key) return { platform, kind: 'live' };
		if (keys.devAppKeys[platform] === key) return { platform, kind: 'dev' };
		if (keys.sdkAppKeys[platform] === key) return { platform, kind: 'sdk' };
	}
	return undefined;
}

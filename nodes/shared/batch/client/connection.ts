import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { platformNames, platforms, type Platform } from '../family';
import type { Route } from '../routes/route';
import { violation, type Violation } from '../violation';

export const defaultApiAddress = 'https://api.batch.com';
export const defaultProjectVersion = '2.11';

/** Where and as whom to call, read from the credential `batchApi`. */
export interface Connection {
	/** Without a slash at the end. */
	readonly apiAddress: string;
	readonly projectVersion: string;
	readonly restApiKey: string;
	readonly projectKey: string;
	readonly appKeys: Readonly<Record<Platform, string>>;
	readonly partnerAddress: string;
	/** Set where there is no credential and calls are only shown: nothing can be read from Batch. */
	readonly isStandIn?: boolean;
}

export function readConnection(credential: ICredentialDataDecryptedObject): Connection {
	const text = (name: string, fallback = ''): string => {
		const value = credential[name];
		return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
	};
	return {
		apiAddress: text('apiAddress', defaultApiAddress).replace(/\/+$/, ''),
		projectVersion: text('projectVersion', defaultProjectVersion),
		restApiKey: text('restApiKey'),
		projectKey: text('projectKey'),
		appKeys: { ios: text('iosApiKey'), android: text('androidApiKey'), web: text('webApiKey') },
		partnerAddress: text('partnerAddress'),
	};
}

/** At least one platform, and an app key in the credential for each (batch-api-1x.md §10.3). */
export function checkPlatforms(chosen: readonly Platform[], { appKeys }: Connection): Violation[] {
	if (chosen.length === 0) return [violation('Platforms', '', 'must name at least one of iOS, Android, Web')];
	return chosen
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

/** Values for the `{…}` of a route's path. */
export type PathParameters = Readonly<Record<string, string>>;

/** What keeps a value from being a part of a path: an address that is put together would lose it, or take it for another folder. */
function problemOfPart(value: string): string | undefined {
	if (value === '') return 'must not be empty';
	if (value === '.' || value === '..') return 'must not be "." or "..", which name a folder';
	return /\p{Cs}/u.test(value) ? 'holds half of a character' : undefined;
}

/**
 * What is wrong with the parameters of a path, or nothing. `..` in place of a token would lead to another route,
 * and be carried out there.
 */
export function problemOfPath({ path }: Pick<Route, 'path'>, parameters: PathParameters = {}): string | undefined {
	for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
		const problem = problemOfPart(parameters[name] ?? '');
		if (problem !== undefined) return `The ${wordsOf(name)} in the address (${parameters[name] || 'empty'}) ${problem}`;
	}
	return undefined;
}

/**
 * The path of a route with its parameters, each encoded, so that none breaks out of its place.
 * @throws Error for what `problemOfPath` finds
 */
export function pathOf(route: Pick<Route, 'path'>, parameters: PathParameters = {}): string {
	const problem = problemOfPath(route, parameters);
	if (problem !== undefined) throw new Error(problem);
	return route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name]));
}

/** `groupId` → `group id` */
function wordsOf(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/**
 * The full address of a route.
 * @param platform required by routes of the app family, whose path holds the app key
 * @throws Error for what `problemOfPath` finds
 */
export function addressOf(
	connection: Connection,
	route: Route,
	{ platform, parameters }: { platform?: Platform; parameters?: PathParameters },
): string {
	const scope =
		route.family === 'project'
			? connection.projectVersion
			: `${route.version ?? '1.0'}/${encodeURIComponent(platform ? connection.appKeys[platform] : '')}`;
	return `${connection.apiAddress}/${scope}/${pathOf(route, parameters)}`;
}

/** The partner endpoint for one platform, or undefined when the credential holds none. */
export function partnerAddressOf({ partnerAddress, appKeys }: Connection, platform: Platform): string | undefined {
	return partnerAddress === '' ? undefined : partnerAddress.replace('{app_key}', encodeURIComponent(appKeys[platform]));
}

/** Takes every key of the credential out of a text that a person or a log will see. */
export function redact(connection: Connection, text: string): string {
	const secrets = [connection.restApiKey, connection.projectKey, ...platforms.map((name) => connection.appKeys[name])]
		.filter((secret) => secret.length > 3)
		// Keys stand in addresses, too.
		.flatMap((secret) => [secret, encodeURIComponent(secret)])
		// The longest first: a key may be part of another.
		.sort((first, second) => second.length - first.length)
		.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	return secrets.length === 0 ? text : text.replace(new RegExp(secrets.join('|'), 'g'), '[hidden]');
}

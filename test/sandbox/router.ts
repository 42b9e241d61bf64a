import type { KeyKind, Platform, SandboxKeys } from './keys.ts';
import { recogniseAppKey } from './keys.ts';
import { malformed, notFound } from './refusal.ts';
import type { Route } from './route.ts';
import { attempt } from './rules/values.ts';
import type { Family } from './state.ts';

const versionPattern = /^2\.(?:\d|1[0-3])$/;

/** What a path says before any route is looked for. */
export interface Target {
	family: Family;
	/** The path with the app key replaced: safe to log and to show. */
	path: string;
	platform?: Platform;
	keyKind?: KeyKind;
}

/** Tells the API family, and hides the app key: whatever stands in its place may be a real one. */
export function describeTarget(path: string, keys: SandboxKeys): Target {
	const parts = path.split('/');
	if (/^2\.\d+$/.test(parts[1])) return { family: '2.x', path };
	if (parts[1] === 'partner') return { family: 'partner', path };
	if (parts[1] === 'export-files') return { family: 'app-file', path };
	if (parts[1] === 'signed-files') return { family: 'file', path };
	if (!/^1\.\d+$/.test(parts[1])) return { family: 'unknown', path };
	const key = recogniseAppKey(parts[2] ?? '', keys);
	if (parts.length > 2) parts[2] = key?.platform ?? 'unknown-key';
	return { family: '1.x', path: parts.join('/'), platform: key?.platform, keyKind: key?.kind };
}

export interface Match {
	route: Route;
	parameters: Record<string, string>;
}

/** Finds a route by method and path; fixed parts win over named ones. */
export class Router {
	readonly #routes: Array<{ route: Route; parts: string[] }>;

	constructor(routes: readonly Route[]) {
		this.#routes = routes
			.map((route) => ({ route, parts: route.path.split('/') }))
			.sort((one, other) => countNamed(one.parts) - countNamed(other.parts));
	}

	/** @throws Refusal ROUTE_NOT_FOUND; MALFORMED_PARAMETER for a part that cannot be decoded */
	find(method: string, path: string): Match {
		const actual = path.split('/');
		for (const { route, parts } of this.#routes) {
			if (route.method === method && fits(parts, actual)) {
				return { route, parameters: readParameters(parts, actual) };
			}
		}
		throw notFound(`there is no route ${method} to this path`);
	}
}

function countNamed(parts: string[]): number {
	return parts.filter((part) => part.startsWith(':')).length;
}

function fits(parts: string[], actual: string[]): boolean {
	return (
		parts.length === actual.length &&
		parts.every((part, index) => {
			if (part === '2.x') return versionPattern.test(actual[index]);
			return part.startsWith(':') ? actual[index] !== '' : part === actual[index];
		})
	);
}

function readParameters(parts: string[], actual: string[]): Record<string, string> {
	const parameters: Record<string, string> = {};
	parts.forEach((part, index) => {
		if (!part.startsWith(':')) return;
		const decoded = attempt(() => decodeURIComponent(actual[index]));
		if (decoded === undefined) throw malformed('the path is not properly encoded');
		parameters[part.slice(1)] = decoded;
	});
	return parameters;
}

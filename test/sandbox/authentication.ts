import type { IncomingHttpHeaders } from 'node:http';
import type { SandboxKeys } from './keys.ts';
import { Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import type { Target } from './router.ts';

/**
 * Each family's own way (batch-api-2x.md §2.1, batch-api-1x.md §10.1, §10.3): Bearer token and
 * project key in 2.x; bare key in `X-Authorization` and app key in the path in 1.x.
 *
 * @throws Refusal AUTHENTICATION_INVALID; API_MISUSE for a Dev or SDK key where a Live one is needed
 */
export function authenticate(
	route: Route,
	target: Target,
	headers: IncomingHttpHeaders,
	keys: SandboxKeys,
): void {
	switch (route.family) {
		case '2.x':
			requireEqual(
				headers.authorization,
				`Bearer ${keys.restApiKey}`,
				'the REST API key is not valid',
			);
			requireEqual(headers['x-batch-project'], keys.projectKey, 'the project key is not valid');
			return;
		case '1.x':
			requireEqual(headers['x-authorization'], keys.restApiKey, 'the REST API key is not valid');
			if (target.platform === undefined) throw invalid('the app key in the path is not valid');
			if (route.liveKeyOnly && target.keyKind !== 'live') {
				throw new Refusal('API_MISUSE', 'this route needs a Live API key');
			}
			return;
		case 'partner':
		case 'app-file':
			requireEqual(headers['x-authorization'], keys.restApiKey, 'the REST API key is not valid');
			return;
		case 'file':
			// The signature in the link is the credential; the route checks it.
			return;
	}
}

function requireEqual(actual: unknown, expected: string, message: string): void {
	if (actual !== expected) throw invalid(message);
}

function invalid(message: string): Refusal {
	return new Refusal('AUTHENTICATION_INVALID', message);
}

import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { platformNames, platforms, type Platform } from '../family';
import { authenticate } from './authenticate';
import { addressOf, readConnection, redact, type Connection } from './connection';
import type { Exchange } from './exchange';
import { isRecord } from '../../isRecord';
import { readErrorOfBatch } from './readAnswer';
import { isOfSomebodyElse } from './pace';
import { audiences, customAudiences } from '../routes/audiences';

/** Reads one address with the headers of the credential. */
export type Probe = (request: Pick<IHttpRequestOptions, 'url' | 'headers'>) => Promise<Exchange>;

export interface KeyCheck {
	readonly isValid: boolean;
	readonly message: string;
}

/**
 * Tries every key that is filled in with a call that only reads: `audiences/list` for the project,
 * `custom-audience` for each app, since that one works with Live, Dev and SDK keys (batch-api-2x.md §2.1,
 * batch-api-1x.md §13).
 */
export async function checkKeys(credential: ICredentialDataDecryptedObject, probe: Probe): Promise<KeyCheck> {
	const connection = readConnection(credential);
	const wrongSetting = checkSettings(connection);
	if (wrongSetting !== undefined) return { isValid: false, message: wrongSetting };

	const checks: Array<{ key: string; url: string }> = [];
	const limited = (url: string): string => `${url}?limit=1`;
	if (connection.projectKey !== '') {
		checks.push({ key: 'Project Key', url: limited(addressOf(connection, audiences.list, {})) });
	}
	for (const platform of platformsOf(connection)) {
		checks.push({
			key: `${platformNames[platform]} App Key`,
			url: limited(addressOf(connection, customAudiences['1.0'].list, { platform })),
		});
	}
	const results = await Promise.all(
		checks.map(async ({ key, url }) => ({ key, exchange: await probe(authenticate(credential, { url })) })),
	);
	return judge(connection, results);
}

function platformsOf({ appKeys }: Connection): Platform[] {
	return platforms.filter((platform) => appKeys[platform] !== '');
}

/** What can be seen without a call. */
function checkSettings(connection: Connection): string | undefined {
	if (connection.restApiKey === '') return 'Fill in the REST API Key.';
	if (connection.projectKey === '' && platformsOf(connection).length === 0) {
		return 'Fill in the Project Key or at least one App Key: the REST API Key alone opens nothing.';
	}
	for (const [field, address] of [
		['API Address', connection.apiAddress],
		['Partner Transactional URL', connection.partnerAddress],
	]) {
		if (address !== '' && !(/^https?:\/\//i.test(address) && URL.canParse(address))) return `The ${field} must start with https://.`;
	}
	if (!/^2\.\d+$/.test(connection.projectVersion)) return 'The Project API Version must look like 2.11.';
	return undefined;
}

function judge(connection: Connection, results: ReadonlyArray<{ key: string; exchange: Exchange }>): KeyCheck {
	const wrong = results.filter(({ exchange }) => !isGood(exchange));
	const good = results.filter(({ exchange }) => isGood(exchange)).map(({ key }) => key);
	if (wrong.length === 0) return { isValid: true, message: `Works: ${good.join(', ')}` };
	const refusedByAll = wrong.length === results.length && wrong.every(({ exchange }) => isUnauthorised(exchange));
	const words = [...keysByCause(connection, wrong)].map(([cause, keys]) => `${keys.join(', ')}: ${cause}`);
	if (refusedByAll && results.length > 1) words.unshift('None of the keys is accepted, so the REST API Key is probably wrong');
	else if (refusedByAll) words.unshift(`The REST API Key or the ${wrong[0].key} is wrong`);
	if (good.length > 0) words.push(`Works: ${good.join(', ')}`);
	return { isValid: false, message: words.join('. ') };
}

/** One cause is said once, whatever it concerns. */
function keysByCause(connection: Connection, wrong: ReadonlyArray<{ key: string; exchange: Exchange }>): Map<string, string[]> {
	const keysOf = new Map<string, string[]>();
	for (const { key, exchange } of wrong) {
		const cause = redact(connection, describe(exchange));
		keysOf.set(cause, [...(keysOf.get(cause) ?? []), key]);
	}
	return keysOf;
}

function isGood(exchange: Exchange): boolean {
	if (exchange.kind === 'noAnswer' || isOfSomebodyElse(exchange)) return false;
	if (exchange.statusCode < 200 || exchange.statusCode > 299) return false;
	// Both routes answer with a list, under a name of its own.
	const { body } = exchange;
	return Array.isArray(body) || (isRecord(body) && Object.values(body).some(Array.isArray));
}

function isUnauthorised(exchange: Exchange): boolean {
	return exchange.kind === 'answer' && exchange.statusCode === 401;
}

function describe(exchange: Exchange): string {
	if (exchange.kind === 'noAnswer') return `Batch could not be reached (${exchange.message || exchange.code})`;
	if (isOfSomebodyElse(exchange)) return 'something else answered in place of Batch; check the API Address';
	const { statusCode, body } = exchange;
	if (statusCode >= 300 && statusCode < 400) return 'the address redirects elsewhere, which is not followed with the keys';
	if (statusCode === 407) return 'the proxy between this n8n and Batch wants a log-in';
	if (statusCode < 300) return 'what answered is not Batch; check the API Address';
	return readErrorOfBatch(body)?.message ?? `HTTP ${statusCode}`;
}

import type { IDataObject } from 'n8n-workflow';

import { versionOf, type Audience, type MemberIdType } from '../../../shared/batch/audiences/audience';
import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { checkAudienceName } from '../../../shared/batch/contract/audienceContract';
import { platformNames, type Family, type Platform } from '../../../shared/batch/family';
import type { AudienceVersion } from '../../../shared/batch/routes/audiences';
import type { Item } from '../../run/item';

const idTypes: readonly MemberIdType[] = ['advertising_ids', 'custom_ids', 'install_ids'];

/** The fields by which it is known which audience is meant. */
export const audienceParameters = ['api', 'idType', 'platform', 'platforms', 'audience'] as const;

export function readFamily(item: Item): Family {
	return item.choice<Family>('api');
}

/** The kind of id, which the app family goes by; the project's audiences know what they hold. */
export function readIdType(item: Item): MemberIdType {
	return item.choice('idType', idTypes);
}

/** The app, of an operation that calls one. Refuses what the credential has no key for. */
export function readPlatform(item: Item): Platform {
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	return platform;
}

/** The apps: of custom ids several, since one means the same person in each; of others the one they belong to. */
export function readPlatforms(item: Item, idType: MemberIdType): Platform[] {
	if (idType !== 'custom_ids') return [readPlatform(item)];
	const platforms = item.platforms();
	item.check(checkPlatforms(platforms, item.connection));
	return platforms;
}

/** The audience an item means, in one app where it is the app family. */
export function readAudience(item: Item): Audience {
	const name = readName(item);
	if (readFamily(item) === 'project') return ofProject(item, name);
	const idType = readIdType(item);
	return { family: 'app', name, platform: readPlatform(item), version: versionOf(idType), idType };
}

/** The audiences of one name an item means: of several apps where custom ids name the members. */
export function readAudiences(item: Item): Audience[] {
	return readAudiencesNamed(item, readName(item));
}

/**
 * The same, where the name may come from elsewhere.
 * @param version where the operation knows one alone; without it the kind of id decides
 */
export function readAudiencesNamed(item: Item, name: string, version?: AudienceVersion): Audience[] {
	if (readFamily(item) === 'project') return [ofProject(item, name)];
	const idType = readIdType(item);
	return readPlatforms(item, idType).map((platform) => ({ family: 'app', name, platform, version: version ?? versionOf(idType), idType }));
}

/** The name that is chosen. */
export function readName(item: Item): string {
	const name = item.locator('audience');
	item.show({ audience: name });
	item.check(checkAudienceName(item.label('audience'), name));
	return name;
}

function ofProject(item: Item, name: string): Audience {
	item.check(checkProject(item.connection));
	return { family: 'project', name };
}

/** What the output says of which audience it was. */
export function shownOf(audience: Audience): IDataObject {
	return { audience: audience.name, ...(audience.family === 'app' && { platform: platformNames[audience.platform] }) };
}

import type { IDataObject } from 'n8n-workflow';

import type { BatchRequest } from '../client/client';
import { platformNames, type Platform } from '../family';
import { audiences, customAudiences, type AudienceVersion } from '../routes/audiences';

/** What the members of an audience are named by, in Batch's words. */
export type MemberIdType = 'custom_ids' | 'advertising_ids' | 'install_ids';

export interface AudienceOfProject {
	readonly family: 'project';
	readonly name: string;
}

export interface AudienceOfApp {
	readonly family: 'app';
	readonly name: string;
	readonly platform: Platform;
	readonly version: AudienceVersion;
	readonly idType: MemberIdType;
}

/** One audience: of a project, or of one app. The families’ audiences never meet (batch-api-2x.md §15). */
export type Audience = AudienceOfProject | AudienceOfApp;

/** 1.0 takes custom and advertising ids, 1.1 installation ids (batch-api-1x.md §6). */
export function versionOf(idType: MemberIdType): AudienceVersion {
	return idType === 'install_ids' ? '1.1' : '1.0';
}

/** How a message speaks of it. */
export function titleOf(audience: Audience): string {
	return audience.family === 'project' ? `"${audience.name}"` : `"${audience.name}" (${platformNames[audience.platform]})`;
}

/** Tells an audience from all others. */
export function keyOf(audience: Audience): string {
	return audience.family === 'project' ? `project ${audience.name}` : `${audience.platform} ${audience.version} ${audience.idType} ${audience.name}`;
}

type Request = Omit<BatchRequest, 'repeatable'>;

/** @param indexingToken of the change whose state is asked for; without it, that of the latest */
export function viewRequest(audience: Audience, indexingToken?: string): Request {
	const token: IDataObject = indexingToken === undefined ? {} : { indexing_token: indexingToken };
	if (audience.family === 'project') return { route: audiences.view, query: { name: audience.name, ...token } };
	return { ...ofApp(audience), route: customAudiences[audience.version].view, ...(indexingToken !== undefined && { query: token }) };
}

/** What is not documented is left to Batch: the body of 1.1, and other types than custom ids in a project. */
export function createRequest(audience: Audience): Request {
	if (audience.family === 'project') return { route: audiences.create, body: { name: audience.name, type: 'custom_ids' } };
	const { version, idType } = audience;
	return { ...ofApp(audience), route: customAudiences[version].create, body: version === '1.0' ? { type: idType } : {} };
}

export function deleteRequest(audience: Audience): Request {
	if (audience.family === 'project') return { route: audiences.remove, body: { name: audience.name } };
	return { ...ofApp(audience), route: customAudiences[audience.version].delete };
}

export function updateRequest(audience: Audience, ids: IDataObject[]): Request {
	const elements = ids.length;
	if (audience.family === 'project') return { route: audiences.update, body: { name: audience.name, ids }, elements };
	return { ...ofApp(audience), route: customAudiences[audience.version].update, body: { ...typeOf(audience), ids }, elements };
}

/** Takes the place of all members. In the app family 1.1 alone knows it. */
export function replaceRequest(audience: Audience, ids: IDataObject[]): Request {
	const elements = ids.length;
	if (audience.family === 'project') return { route: audiences.replace, body: { name: audience.name, ids }, elements };
	return { ...ofApp(audience), route: customAudiences['1.1'].replace, body: { ...typeOf(audience), ids }, elements };
}

/**
 * 1.0 wants the type in each call; 1.1 knows installations alone (batch-api-1x.md §6), and a vendor names the type there
 * where it is not installations (§14).
 */
function typeOf({ version, idType }: AudienceOfApp): IDataObject {
	return version === '1.0' || idType !== 'install_ids' ? { type: idType } : {};
}

function ofApp({ platform, name }: AudienceOfApp): Pick<BatchRequest, 'platform' | 'parameters'> {
	return { platform, parameters: { name } };
}

import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { appCampaigns, inAppCampaigns, orchestrations } from '../../shared/batch/routes/campaigns';
import { chosenPlatform, searchRows } from './searchRows';

/** Lists the push campaigns of an app, drafts included (batch-api-1x.md §3.4). */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchApp(this, { route: appCampaigns.list, key: 'campaigns' }, filter, paginationToken);
}

/** Lists the in-app campaigns of an app (batch-api-1x.md §4). */
export async function searchInAppCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchApp(this, { route: inAppCampaigns.list, key: 'campaigns' }, filter, paginationToken);
}

/** Lists campaigns and automations of the project (batch-api-2x.md §6.4). */
export async function searchOrchestrations(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const searched = { request: { route: orchestrations.list }, key: 'orchestrations', show: showOrchestration };
	return await searchRows(this, filter, searched, paginationToken);
}

interface AppList {
	readonly route: typeof appCampaigns.list | typeof inAppCampaigns.list;
	/** Where the list stands, should it come inside an object. */
	readonly key: string;
}

async function searchApp(
	context: ILoadOptionsFunctions,
	{ route, key }: AppList,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const platform = await chosenPlatform(context);
	const searched = { request: { route, platform, query: { from: 0 } }, key, show: showCampaign };
	return await searchRows(context, filter, searched, paginationToken);
}

function showCampaign({ campaign_token: token, name, live }: IDataObject): INodeListSearchItems | undefined {
	if (typeof token !== 'string' || token === '') return undefined;
	return { name: `${nameOr(name, token)}${live === false ? ' (draft)' : ''}`, value: token };
}

/** Status and day stand beside the name: many campaigns are called the same. */
function showOrchestration({ id, name, status, start_time: start }: IDataObject): INodeListSearchItems | undefined {
	if (typeof id !== 'string' || id === '') return undefined;
	const told = [status, typeof start === 'string' ? start.slice(0, 10) : undefined].filter((part) => typeof part === 'string');
	return { name: `${nameOr(name, id)}${told.length > 0 ? ` (${told.join(', ')})` : ''}`, value: id };
}

function nameOr(name: unknown, otherwise: string): string {
	return typeof name === 'string' && name !== '' ? name : otherwise;
}

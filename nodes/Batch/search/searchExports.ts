import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { listExports } from '../../shared/batch/exports/listExports';
import { segments } from '../../shared/batch/routes/segments';
import { chosenPlatform, offerRows, searchRows } from './searchRows';

/** The exports of the family that is chosen, with what they hold, their status and their date. */
export async function searchExports(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const platform = this.getCurrentNodeParameter('api') === 'app' ? await chosenPlatform(this) : undefined;
	return await offerRows(this, filter, (api) => listExports(api, platform), showExport);
}

/** The segments of the project. */
export async function searchSegments(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchRows(this, filter, { request: { route: segments.list }, key: 'segments', show: showSegment });
}

function showExport({ id, scope, uri, status, request_date: date }: IDataObject): INodeListSearchItems | undefined {
	if (typeof id !== 'string') return undefined;
	const told = [scope ?? uri, status, date].filter((part) => typeof part === 'string' && part !== '');
	return { name: told.length === 0 ? id : told.join(' · '), value: id };
}

function showSegment({ code, display_name: name }: IDataObject): INodeListSearchItems | undefined {
	if (typeof code !== 'string' && typeof code !== 'number') return undefined;
	return { name: typeof name === 'string' && name !== '' ? `${name} (${code})` : String(code), value: String(code) };
}

import {
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { Api } from '../../shared/batch/client/api';
import { BatchClient, type BatchRequest } from '../../shared/batch/client/client';
import { readConnection } from '../../shared/batch/client/connection';
import { downloads } from '../../shared/batch/client/download';
import { realEnvironment } from '../../shared/batch/client/pace';
import { settleCalls } from '../../shared/batch/client/failure';
import { failureToError } from '../../shared/batch/client/failureToError';
import { n8nTransport } from '../../shared/batch/client/exchange';
import { isPlatform, platformNames, platforms, type Platform } from '../../shared/batch/family';

/** A list of Batch's that a resource locator searches. */
export interface Searched {
	readonly request: Omit<BatchRequest, 'repeatable'>;
	/** The list's name in the answer. */
	readonly key: string;
	/** What the list shows of a row, or nothing when it is not to be offered. */
	show(row: IDataObject): INodeListSearchItems | undefined;
}

/** So many pages, of a hundred rows each, are looked through for what was typed: somebody looks at the list while it opens. */
const pagesAtOnce = 5;

/** Of a list that is read as a whole: so many rows are offered, and looked through for what was typed. */
const offeredAtMost = 100;
const lookedThrough = 1_000;

/**
 * The rows of a list whose name or value holds what was typed: those of the first page that has any.
 * @param paginationToken where the list goes on, as an earlier answer gave it
 */
export async function searchRows(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	{ request, key, show }: Searched,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const matches = matching(filter);
	const search = async (): Promise<INodeListSearchResult> => {
		const api = await apiOf(context);
		let from: string | number | undefined = paginationToken;
		for (let count = 0; count < pagesAtOnce; count++) {
			const { rows, next } = await api.page(request, key, from);
			const results = rows.flatMap((row) => show(row) ?? []).filter(matches);
			const isLast = next === undefined || next === '';
			if (results.length > 0 || isLast) return { results, ...(!isLast && { paginationToken: String(next) }) };
			from = next;
		}
		return { results: [], paginationToken: String(from) };
	};
	return await orError(context, search());
}

/** The same for a list that is read in a way of its own, from its beginning. */
export async function offerRows(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	rowsOf: (api: Api) => AsyncIterable<IDataObject>,
	show: Searched['show'],
): Promise<INodeListSearchResult> {
	const matches = matching(filter);
	const search = async (): Promise<INodeListSearchResult> => {
		const results: INodeListSearchItems[] = [];
		let count = 0;
		for await (const row of rowsOf(await apiOf(context))) {
			results.push(...[show(row) ?? []].flat().filter(matches));
			if (results.length >= offeredAtMost || ++count >= lookedThrough) break;
		}
		return { results };
	};
	return await orError(context, search());
}

function matching(filter = ''): (shown: INodeListSearchItems) => boolean {
	const wanted = filter.toLowerCase();
	return ({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted);
}

async function orError(context: ILoadOptionsFunctions, search: Promise<INodeListSearchResult>): Promise<INodeListSearchResult> {
	const settled = await settleCalls(search);
	if (settled.failed !== undefined) throw failureToError(context.getNode(), settled.failed.failure);
	return settled.value;
}

/**
 * The app whose list is searched: the one that is chosen, or the first whose key the credential holds.
 * @throws NodeOperationError when the credential holds no key for it
 */
export async function chosenPlatform(context: ILoadOptionsFunctions): Promise<Platform> {
	const { appKeys } = readConnection(await context.getCredentials('batchApi'));
	const chosen = [context.getCurrentNodeParameter('platform'), context.getCurrentNodeParameter('platforms')].flat();
	const platform = chosen.find(isPlatform) ?? platforms.find((name) => appKeys[name] !== '');
	if (platform !== undefined && appKeys[platform] !== '') return platform;
	throw new NodeOperationError(context.getNode(), `The Batch credential holds no ${platform ? `${platformNames[platform]} ` : ''}App Key`, {
		description: 'Add the Live key of the app to the credential, or choose another platform.',
	});
}

async function apiOf(context: ILoadOptionsFunctions): Promise<Api> {
	const connection = readConnection(await context.getCredentials('batchApi'));
	const client = new BatchClient({ connection, transport: n8nTransport(context), environment: realEnvironment });
	return Api.of({ client, connection, environment: realEnvironment, download: downloads(client, connection, context.helpers) });
}

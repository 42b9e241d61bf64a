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
import { realEnvironment } from '../../shared/batch/client/environment';
import { settleCalls } from '../../shared/batch/client/failure';
import { failureToError } from '../../shared/batch/client/failureToError';
import { n8nTransport } from '../../shared/batch/client/n8nTransport';
import { isPlatform, platformNames, platforms, type Platform } from '../../shared/batch/family';

/** A list of Batch's that a resource locator searches. */
export interface Searched {
	readonly request: Omit<BatchRequest, 'repeatable'>;
	/** The list's name in the answer. */
	readonly key: string;
	/** What the list shows of a row, or nothing when it is not to be offered. */
	show(row: IDataObject): INodeListSearchItems | undefined;
}

/** So many rows are offered at once; the rest is found by typing. */
const offeredAtMost = 100;

/** So many rows are looked through for what was typed: the list must open while somebody looks at it. */
const lookedThrough = 1_000;

/** The rows of a list whose name or value holds what was typed. */
export async function searchRows(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	{ request, key, show }: Searched,
): Promise<INodeListSearchResult> {
	const wanted = filter?.toLowerCase() ?? '';
	const results: INodeListSearchItems[] = [];
	const search = async () => {
		let count = 0;
		for await (const row of (await apiOf(context)).pages(request, key)) {
			const shown = show(row);
			if (shown !== undefined && `${shown.name} ${shown.value}`.toLowerCase().includes(wanted)) results.push(shown);
			if (results.length >= offeredAtMost || ++count >= lookedThrough) return;
		}
	};
	const { failed } = await settleCalls(search());
	if (failed !== undefined) throw failureToError(context.getNode(), failed.failure);
	return { results };
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
	return Api.of({ client, connection, environment: realEnvironment, download: downloads(client, context.helpers) });
}

import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../isRecord';
import type { Api } from '../client/api';
import { CallFailed } from '../client/failure';
import type { Platform } from '../family';
import { appExports, projectExports } from '../routes/exports';

/**
 * The exports of the project, or of an app where one is named.
 * @throws CallFailed
 */
export function listExports(api: Api, platform: Platform | undefined): AsyncIterable<IDataObject> {
	return platform === undefined ? api.pages({ route: projectExports.list }, 'exports') : listOfApp(api, platform);
}

/** About a thousand at once, without pages. What the list is called in the answer is unknown (batch-api-1x.md §9.1). */
async function* listOfApp(api: Api, platform: Platform): AsyncGenerator<IDataObject> {
	const body = await api.send({ route: appExports.list, platform, repeatable: true });
	const list: unknown = Array.isArray(body) ? body : isRecord(body) ? Object.values(body).find(Array.isArray) : undefined;
	if (!Array.isArray(list)) {
		throw new CallFailed({
			message: 'The answer holds no list of exports',
			advice: 'Batch gave something else than its documentation says. Check the API Address in the Batch credential.',
			mayHaveArrived: false,
			concernsEveryCall: false,
			cause: 'unavailable',
		});
	}
	for (const row of list as unknown[]) yield isRecord(row) ? (row as IDataObject) : { value: row as IDataObject[string] };
}

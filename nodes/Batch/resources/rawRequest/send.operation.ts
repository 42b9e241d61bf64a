import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import type { BatchRequest } from '../../../shared/batch/client/client';
import { checkPlatforms, checkProject, redact } from '../../../shared/batch/client/connection';
import { CallFailed } from '../../../shared/batch/client/failure';
import { Previewed, previewOf } from '../../../shared/batch/client/preview';
import { readRawPath } from '../../../shared/batch/client/rawPath';
import { readPartialErrors, type PartialError } from '../../../shared/batch/client/readAnswer';
import { platformNames, type Platform } from '../../../shared/batch/family';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { limited } from '../../fields/list';
import { item, type Out } from '../../operation';
import type { Item } from '../../run/item';
import { PartlyDone } from '../../run/platforms';
import { problemOfPartialErrors } from '../../run/problem';
import { elementsOf, rawRoute } from './rawRoute';
import { methods, rawRequestFields } from './send.fields';

/** Raw Request → Send: any route of either family, with the keys, the pace and the errors of all others. */
export const sendRawRequest = item({
	text: {
		name: 'Send',
		value: 'send',
		action: 'Send raw request',
		description: 'Make any call of the Batch API, for what the other resources do not have',
	},
	fields: rawRequestFields,
	async *run(item, api) {
		const request = readRequest(item);
		// Here even what only reads is what somebody wants to look at first.
		if (api.isPreview) throw new Previewed(previewOf(request));
		if (request.route.method === 'GET' && item.flag('followPages')) {
			yield* limited(item, api.pages(request, item.text('listName')));
			return;
		}
		yield* await answerOf(request, api);
	},
});

function readRequest(item: Item): BatchRequest {
	const platform = item.choice('api') === 'app' ? item.platform() : undefined;
	const method = item.choice('method', methods);
	const path = item.text('path');
	// Whoever pastes an address pastes its key, too.
	const shown = redact(item.connection, path);
	item.show({ method, path: shown, ...(platform && { platform: platformNames[platform] }) });
	const query = readQuery(item);
	const body = method === 'GET' ? undefined : item.json('body');
	const raw = readRawPath(path, platform === undefined ? 'project' : 'app', item.connection);
	if ('rule' in raw) item.refuse(violation(item.label('path'), shown, raw.rule));
	item.check(scopeOf(item, platform));
	const elements = elementsOf(body);
	return {
		route: rawRoute({ family: platform === undefined ? 'project' : 'app', method, ...raw }, body),
		...(platform && { platform }),
		...(Object.keys(query).length > 0 && { query }),
		...(body !== undefined && { body }),
		...(elements !== undefined && { elements }),
		repeatable: method === 'GET' || item.flag('mayBeRepeated'),
	};
}

function scopeOf({ connection }: Item, platform: Platform | undefined) {
	return platform === undefined ? checkProject(connection) : checkPlatforms([platform], connection);
}

/** How Batch takes lists and objects in a query is unknown, so none is written in a way of our own. */
function readQuery(item: Item): IDataObject {
	const query = item.jsonObject('query') ?? {};
	for (const [name, value] of Object.entries(query)) {
		if (!['string', 'number', 'boolean'].includes(typeof value)) {
			item.refuse(violation(`${item.label('query')} ${name}`, value, 'must be a text, a number or a boolean'));
		}
	}
	return query;
}

async function answerOf(request: BatchRequest, api: Api): Promise<Out[]> {
	const body = await api.send(request);
	const isRead = request.route.method === 'GET';
	if (Array.isArray(body) && isRead && body.length > 0) return body.map((row: unknown) => (isRecord(row) ? (row as IDataObject) : { value: row as string }));
	const shown = isRecord(body) ? (body as IDataObject) : body === undefined || body === '' ? {} : { answer: body as IDataObject };
	if (isRead) return [shown];
	// What became of the row is another thing than what Batch calls a status.
	const { status: batchStatus, ...others } = shown;
	const told = { ...others, ...(batchStatus !== undefined && { batchStatus }) };
	const partial = readPartialErrors(body);
	if (partial.length > 0) throw new PartlyDone(told, takenInPart(partial));
	return [{ status: 'accepted', ...told }];
}

function takenInPart(errors: readonly PartialError[]): CallFailed {
	const { message, advice } = problemOfPartialErrors(errors);
	return new CallFailed({ message, advice, mayHaveArrived: false, concernsEveryCall: false, cause: 'refused' });
}

import type { IDataObject } from 'n8n-workflow';

import type { Api, Waiting } from '../../../shared/batch/client/api';
import { settleCalls } from '../../../shared/batch/client/failure';
import { platformNames, type Platform } from '../../../shared/batch/family';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { isRecord } from '../../../shared/isRecord';
import { readWaiting, waitFields } from '../../fields/wait';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { fileRequest, newRequestFields, readNewRequest } from './privacyRequest.fields';

/** Privacy Request → Create and Wait (batch-api-1x.md §8). */
export const createPrivacyRequestAndWait = item({
	text: {
		name: 'Create and Wait',
		value: 'createAndWait',
		action: 'Create privacy request and wait for it',
		description: 'Ask Batch to show or to remove what it holds of a person, and wait until it has',
	},
	fields: newRequestFields(
		waitFields({
			until: 'Finished',
			isOn: true,
			description: 'Whether to ask Batch until each request is done',
			atMost: 3_600,
			every: 10,
		}),
	),
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const waiting = readWaiting(item);
	const { platforms, body } = readNewRequest(item);
	// All are filed before the first is waited for.
	const { platforms: filed } = await onPlatforms(platforms, async (platform) => await fileRequest(api, platform, body));
	const results = { ...(filed as IDataObject) };
	if (waiting === undefined) return { status: 'accepted', ...item.shown, platforms: results };
	const timeLeft = api.sharing(waiting);
	let isDone = true;
	for (const platform of platforms) {
		const name = platformNames[platform];
		const request = results[name] as IDataObject;
		const result = await waitFor(api, platform, request.requestId, timeLeft());
		results[name] = { ...request, ...result };
		isDone &&= result.status === 'done';
	}
	return { status: isDone ? 'accepted' : 'pending', ...item.shown, platforms: results };
}

/** The request was taken: whatever becomes of asking, its id must come out. */
async function waitFor(api: Api, platform: Platform, id: unknown, waiting: Waiting): Promise<IDataObject> {
	if (typeof id !== 'string') return { status: 'pending', reason: 'Batch gave no id to ask with. Get Many lists the requests.' };
	const asking = api.until({ route: privacyRequests.get, platform, parameters: { id } }, isFinished, waiting);
	const result = await settleCalls(asking);
	if (result.failed !== undefined) return { status: 'pending', reason: `Whether it is done could not be asked: ${result.failed.message}` };
	const { body } = result.value;
	if (!result.value.isDone) return { status: 'pending', reason: `Not done when the time was up. Get with the request ID tells when it is.` };
	const { error, ...told } = (isRecord(body) ? body : {}) as IDataObject;
	return { ...told, ...(error !== undefined && { batchError: error }), status: 'done' };
}

function isFinished(body: unknown): boolean {
	return isRecord(body) && body.status === 'done';
}

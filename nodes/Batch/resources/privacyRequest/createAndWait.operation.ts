import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { Api, Waiting } from '../../../shared/batch/client/api';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { platformNames, type Platform } from '../../../shared/batch/family';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { isRecord } from '../../../shared/isRecord';
import { readWaitingTimes, waitingFields } from '../../fields/wait';
import { item, Output, type Out } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms, PartlyDone } from '../../run/platforms';
import { fileRequest, newRequestFields, readNewRequest } from './privacyRequest.fields';
import { fetchReview, readReviewField, reviewFileOption } from './reviewFile';

/** Privacy Request → Create and Wait (batch-api-1x.md §8). */
export const createPrivacyRequestAndWait = item({
	text: {
		name: 'Create and Wait',
		value: 'createAndWait',
		action: 'Create privacy request and wait for it',
		description: 'Ask Batch to show or to remove what it holds of a person, and wait until it has',
	},
	fields: newRequestFields(waitingFields({ atMost: 3_600, every: 10 }), [
		reviewFileOption('; where several platforms are chosen, each has its own, such as data_ios'),
	]),
	run,
});

async function run(item: Item, api: Api): Promise<Out> {
	const waiting = readWaitingTimes(item);
	const binaryField = readReviewField(item);
	const { platforms, body } = readNewRequest(item);
	// All are filed before the first is waited for.
	const { platforms: filed } = await onPlatforms(platforms, async (platform) => await fileRequest(api, platform, body));
	const results = { ...(filed as IDataObject) };
	const timeLeft = api.sharing(waiting);
	let isDone = true;
	for (const platform of platforms) {
		const name = platformNames[platform];
		const request = results[name] as IDataObject;
		const result = await waitFor(api, platform, request.requestId, timeLeft());
		results[name] = { ...request, ...result };
		isDone &&= result.status === 'done';
	}
	const json = { status: isDone ? 'accepted' : 'pending', ...item.shown, platforms: results };
	return binaryField === undefined ? json : await withReviews(item, api, json, { platforms, results, binaryField });
}

interface Reviewed {
	readonly platforms: readonly Platform[];
	/** By name of the platform. */
	readonly results: IDataObject;
	readonly binaryField: string;
}

/** The requests are done, so their ids come out whatever becomes of the files. */
async function withReviews(item: Item, api: Api, json: IDataObject, { platforms, results, binaryField }: Reviewed): Promise<Output> {
	const binary: IBinaryKeyData = {};
	let failed: CallFailed | undefined;
	for (const platform of platforms) {
		const { requestId, data_url: address } = results[platformNames[platform]] as IDataObject;
		const review = await settleCalls(fetchReview(item, api, String(requestId), address));
		if (review.failed !== undefined) failed ??= review.failed;
		else if (review.value !== undefined) binary[platforms.length === 1 ? binaryField : `${binaryField}_${platform}`] = review.value;
	}
	const output = Object.keys(binary).length === 0 ? undefined : new Output(json, binary);
	if (failed === undefined) return output ?? new Output(json);
	const { message, advice } = failed.failure;
	const cause = new CallFailed({ ...failed.failure, message: `The file of a review could not be fetched: ${message}`, advice: `${advice} Get fetches it by the request ID.` });
	throw new PartlyDone({ platforms: results }, cause, output && [output]);
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

import type { IDataObject } from 'n8n-workflow';

import { settleCalls, type CallFailed } from '../../shared/batch/client/failure';
import { Previewed, type PreviewedCall } from '../../shared/batch/client/preview';
import { platformNames, type Platform } from '../../shared/batch/family';
import type { Output } from '../operation';

/** Some of what an item asked for was done, and the rest was not. */
export class PartlyDone extends Error {
	override readonly name = 'PartlyDone';

	/**
	 * @param done what the verdict shows of the part that was done
	 * @param cause why the rest was not
	 * @param outputs results that are there already: they come out before the verdict
	 */
	constructor(
		readonly done: IDataObject,
		override readonly cause: CallFailed,
		readonly outputs: readonly Output[] = [],
	) {
		super(cause.message);
	}
}

/**
 * Makes one call for each app. The app family knows no other way to reach several.
 * @returns the answers under `platforms`
 * @throws CallFailed when no app took it, PartlyDone when some did
 */
export async function onPlatforms(
	platforms: readonly Platform[],
	call: (platform: Platform) => Promise<IDataObject>,
): Promise<IDataObject> {
	const done: IDataObject = {};
	const previewed: PreviewedCall[] = [];
	let failed: CallFailed | undefined;
	let hasWorked = false;
	for (const platform of platforms) {
		const name = platformNames[platform];
		const result = await settleCalls(orPreview(call(platform)));
		if (result.failed === undefined) {
			if (result.value instanceof Previewed) {
				previewed.push(...[result.value.call].flat());
				continue;
			}
			done[name] = { status: 'accepted', ...result.value };
			hasWorked = true;
			continue;
		}
		failed ??= result.failed;
		const { mayHaveArrived, message } = result.failed.failure;
		// What may have been done is not to be lost either.
		hasWorked ||= mayHaveArrived && platforms.length > 1;
		done[name] = { status: mayHaveArrived ? 'unknown' : 'refused', reason: message };
	}
	if (previewed.length > 0 && failed === undefined) throw new Previewed(previewed.length === 1 ? previewed[0] : previewed);
	if (failed === undefined) return { status: 'accepted', platforms: done };
	throw hasWorked ? new PartlyDone({ platforms: done }, failed) : failed;
}

/** What would be sent to one app is put by until the others have said theirs. */
async function orPreview<Value>(call: Promise<Value>): Promise<Value | Previewed> {
	return await call.catch(async (error: unknown) => (error instanceof Previewed ? error : await Promise.reject(error)));
}

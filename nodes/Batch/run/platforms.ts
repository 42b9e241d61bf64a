import type { IDataObject } from 'n8n-workflow';

import { settleCalls, type CallFailed } from '../../shared/batch/client/failure';
import { platformNames, type Platform } from '../../shared/batch/family';

/** Some of what an item asked for was done, and the rest was not. */
export class PartlyDone extends Error {
	override readonly name = 'PartlyDone';

	/**
	 * @param done what the verdict shows of the part that was done
	 * @param cause why the rest was not
	 */
	constructor(
		readonly done: IDataObject,
		override readonly cause: CallFailed,
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
	let failed: CallFailed | undefined;
	let hasWorked = false;
	for (const platform of platforms) {
		const name = platformNames[platform];
		const result = await settleCalls(call(platform));
		if (result.failed === undefined) {
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
	if (failed === undefined) return { status: 'accepted', platforms: done };
	throw hasWorked ? new PartlyDone({ platforms: done }, failed) : failed;
}

import type { IDataObject } from 'n8n-workflow';

import { CallFailed } from '../../shared/batch/client/failure';
import { Previewed, type PreviewedCall } from '../../shared/batch/client/preview';
import { platformNames, type Platform } from '../../shared/batch/family';
import { describeViolations } from '../../shared/batch/violation';
import type { Output } from '../operation';
import { Refusal } from './item';

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
		override readonly cause: CallFailed | Refusal,
		readonly outputs: readonly Output[] = [],
	) {
		super(cause.message);
	}
}

/**
 * Makes one call for each app. The app family knows no other way to reach several.
 * @returns the answers under `platforms`
 * @param call may refuse, too: what another app took before is told all the same
 * @throws CallFailed or Refusal when no app took it, PartlyDone when some did
 */
export async function onPlatforms(
	platforms: readonly Platform[],
	call: (platform: Platform) => Promise<IDataObject>,
): Promise<IDataObject> {
	const done: IDataObject = {};
	const previewed: PreviewedCall[] = [];
	let failed: CallFailed | Refusal | undefined;
	let hasWorked = false;
	for (const platform of platforms) {
		const name = platformNames[platform];
		const result = await settled(call(platform));
		if (result instanceof Previewed) {
			previewed.push(...[result.call].flat());
			continue;
		}
		if (!(result instanceof Error)) {
			done[name] = { status: 'accepted', ...result };
			hasWorked = true;
			continue;
		}
		failed ??= result;
		const { mayHaveArrived, message } = result instanceof Refusal ? refusedBefore(result) : result.failure;
		// What may have been done is not to be lost either.
		hasWorked ||= mayHaveArrived && platforms.length > 1;
		done[name] = { status: mayHaveArrived ? 'unknown' : 'refused', reason: message };
	}
	if (previewed.length > 0 && failed === undefined) throw new Previewed(previewed.length === 1 ? previewed[0] : previewed);
	if (failed === undefined) return { status: 'accepted', platforms: done };
	throw hasWorked ? new PartlyDone({ platforms: done }, failed) : failed;
}

/** What would be sent to one app, and what it refuses, is put by until the others have said theirs. */
async function settled(call: Promise<IDataObject>): Promise<IDataObject | Previewed | CallFailed | Refusal> {
	return await call.catch(async (error: unknown) =>
		error instanceof Previewed || error instanceof CallFailed || error instanceof Refusal ? error : await Promise.reject(error),
	);
}

function refusedBefore({ violations }: Refusal) {
	return { mayHaveArrived: false, message: describeViolations(violations) };
}

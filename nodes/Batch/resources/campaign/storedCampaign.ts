import type { Api } from '../../../shared/batch/client/api';
import type { BatchRequest } from '../../../shared/batch/client/client';
import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { readSchedule } from '../../../shared/batch/campaigns/write/schedule';
import { isStated } from '../../../shared/batch/campaigns/write/targeting';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';
import { refuseEverybody, refuseUnconfirmed, refuseUntold, showCampaign } from './readProjectCampaign';
import { refusePast } from './readSchedule';

interface Stored {
	/** Reads the campaign. */
	readonly request: Omit<BatchRequest, 'repeatable'>;
	readonly needsTime: boolean;
	readonly needsTargeting: boolean;
}

/**
 * Reads a campaign of the app family before it goes live, and refuses it when its time is Now, has passed or is not
 * told, or when it does not say whom it reaches: each would send to people without anybody having said so.
 */
export async function checkStored(item: Item, api: Api, { request, needsTime, needsTargeting }: Stored): Promise<void> {
	// Only shown, and nowhere to read it from.
	if (api.connection.isStandIn || api.remembers()) return;
	const settled = await settleCalls(api.send({ ...request, repeatable: true }));
	if (settled.failed !== undefined) throw notRead(settled.failed);
	const campaign = isRecord(settled.value) ? settled.value : {};
	if (needsTime && !isRecord(campaign.trigger)) checkTime(item, campaign);
	if (needsTargeting && !isStated(campaign.targeting)) refuseEverybody(item);
}

function checkTime(item: Item, campaign: Record<string, unknown>): void {
	const isLocal = campaign.push_time === undefined;
	const value = isLocal ? campaign.local_push_time : campaign.push_time;
	const schedule = readSchedule(value, isLocal);
	if (schedule === undefined) refuseUntold(item, item.label('schedule'), value);
	showCampaign(item, typeof campaign.name === 'string' ? campaign.name : '', 'ready', schedule);
	if (schedule.kind === 'now') refuseUnconfirmed(item);
	refusePast(item, schedule, 'The time of the campaign');
}

/** Reading needs a Live key, starting does not (batch-api-1x.md §3). */
function notRead({ failure }: CallFailed): CallFailed {
	if (failure.statusCode === 404) return new CallFailed(failure);
	const advice = `${failure.advice} Without reading it, it can be started with a Schedule of your own and Everybody under Targeting.`;
	return new CallFailed({ ...failure, message: `Not started, because the campaign could not be read: ${failure.message}`, advice, mayHaveArrived: false });
}

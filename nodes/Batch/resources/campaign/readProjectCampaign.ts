import type { IDataObject } from 'n8n-workflow';

import { readSchedule as readStored, shownTime, whenOf, type Schedule } from '../../../shared/batch/campaigns/write/schedule';
import { checkProjectCampaign, projectStates, type CampaignState } from '../../../shared/batch/campaigns/write/projectCampaign';
import { isStated } from '../../../shared/batch/campaigns/write/targeting';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { readProjectMessage } from './readMessages';
import { readSchedule, refusePast } from './readSchedule';
import { checkTargeting, readTargeting } from './readTargeting';

/** Reads the form of a campaign of the project family into the body Batch takes (batch-api-2x.md §6.1). */
export function readProjectCampaign(item: Item, state: CampaignState): IDataObject {
	const schedule = readSchedule(item);
	showCampaign(item, item.text('name'), state, schedule);
	// What is stopped is not sent, whenever it was to start.
	if (state !== 'stopped') refusePast(item, schedule);
	const labels = item.list('options.labels');
	// One that was added and comes out empty would let everything go at once: what it must be is said below.
	const sendRate = item.has('options.sendRate') ? (item.number('options.sendRate') ?? '') : undefined;
	const campaign = withAdditional(item, {
		name: item.text('name'),
		state: projectStates[state],
		...(schedule !== undefined && { when: whenOf(schedule) }),
		...readTargeting(item),
		messages: [readProjectMessage(item)],
		...(sendRate !== undefined && { send_rate: sendRate }),
		...(labels.length > 0 && { labels }),
	});
	item.check(checkProjectCampaign(campaign, labelsOf(item)));
	checkTargeting(item, campaign.targeting, state === 'ready');
	return campaign;
}

/**
 * Reads a campaign that came as JSON, as Create put it out, and gives it another state. Nothing is sent that does
 * not say whom it reaches.
 */
export function readCampaignJson(item: Item, state: CampaignState): IDataObject {
	const json = item.jsonObject('campaignJson') ?? {};
	// The whole item that Create put out holds the campaign beside its status.
	const given = isRecord(json.campaign) ? (json.campaign as IDataObject) : json;
	const stored = isRecord(given.when) ? readStored(given.when.start_time, given.when.local_time === true) : undefined;
	// What is stopped keeps its time.
	const own = state === 'ready' ? readSchedule(item) : undefined;
	const schedule = own ?? stored;
	showCampaign(item, typeof given.name === 'string' ? given.name : '', state, schedule);
	const campaign: IDataObject = {
		...given,
		state: projectStates[state],
		...(own !== undefined && { when: whenOf(own) }),
	};
	const labelOf = (field: string) => `${item.label('campaignJson')}: ${keysOfJson[field] ?? field}`;
	item.check(checkProjectCampaign(campaign, labelOf));
	if (state !== 'ready') return campaign;
	if (schedule === undefined) refuseUntold(item, labelOf('schedule'), (given.when as IDataObject).start_time);
	if (own === undefined && stored?.kind === 'now') refuseUnconfirmed(item);
	refusePast(item, schedule, own !== undefined ? item.label('startsAt') : labelOf('schedule'));
	if (item.choice('targeting') !== 'everybody' && !isStated(campaign.targeting)) refuseEverybody(item);
	return campaign;
}

/** What Batch calls the fields of the form. */
const keysOfJson: Readonly<Record<string, string>> = { schedule: 'when', sendRate: 'send_rate' };

/** Of a time that cannot be read nobody knows whether it lies ahead. */
export function refuseUntold(item: Item, field: string, time: unknown): never {
	return item.refuse({
		...violation(field, time ?? '', 'is not told by the campaign in a form that can be read'),
		advice: 'Say under Schedule when it is to start.',
	});
}

/** A campaign whose time is Now goes out the moment it is started: that is to be said here. */
export function refuseUnconfirmed(item: Item): never {
	return item.refuse({
		...violation(item.label('schedule'), 'now', 'is what the campaign says, so it would be sent at once'),
		advice: 'Choose Now under Schedule if that is what you want.',
	});
}

export function refuseEverybody(item: Item): never {
	return item.refuse({
		...violation(item.label('targeting'), '', 'is not said by the campaign, so everybody would get it'),
		advice: 'Choose Everybody under Targeting if that is what you want.',
	});
}

/** What the row shows of the campaign, whatever becomes of it. */
export function showCampaign(item: Item, name: string, state: CampaignState | undefined, schedule: Schedule | undefined): void {
	item.show({
		...(name !== '' && { name }),
		...(state !== undefined && { state }),
		...(schedule !== undefined && shownTime(schedule, item.timezone, 'starts')),
	});
}

function labelsOf(item: Item): (field: string) => string {
	return (field) => (field === 'labels' || field === 'sendRate' ? item.label(`options.${field}`) : item.label(field));
}

import type { IDataObject } from 'n8n-workflow';

import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { readDeeplink } from './readDeeplink';

export interface MessageOfItem {
	/** The call's body without its recipients. */
	readonly message: IDataObject;
	readonly violations: readonly Violation[];
}

const mediaOptions = { mediaIcon: 'icon', mediaPicture: 'picture', mediaAudio: 'audio', mediaVideo: 'video' } as const;

/**
 * Reads everything a push carries but its recipients (batch-api-1x.md §1.1). Empty fields are left out of
 * the call: on a template they would override what the template says.
 */
export function readMessage(item: Item): MessageOfItem {
	const { deeplink, violations: deeplinkViolations } = readDeeplink(item);
	const violations = [...deeplinkViolations];
	const groupId = item.text('groupId');
	if (groupId !== '' && !groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	const title = item.text('title');
	const body = item.text('body');
	const message: IDataObject = {
		...(groupId !== '' && { group_id: groupId }),
		...((title !== '' || body !== '') && { message: { ...(title !== '' && { title }), ...(body !== '' && { body }) } }),
		...(deeplink !== undefined && { deeplink }),
		...readMessageOptions(item, violations),
	};
	return { message: withAdditional(item, message), violations };
}

/**
 * What stands among the options of a message of the app family, transactional or of a campaign.
 * @param violations gets what is wrong with it
 */
export function readMessageOptions(item: Item, violations: Violation[]): IDataObject {
	const landing = optionalJson(item, 'options.landing');
	return {
		...readMedia(item, violations),
		...readDelivery(item, violations),
		...(landing !== undefined && { landing }),
		...readPayload(item, violations),
	};
}

/** The payload travels as a text that holds JSON. */
export function readPayload(item: Item, violations: Violation[]): IDataObject {
	const payload = optionalJson(item, 'options.customPayload');
	if (payload === undefined) return {};
	if ('com.batch' in payload) violations.push(violation('Custom Payload (JSON)', 'com.batch', 'is a key reserved by Batch'));
	return { custom_payload: JSON.stringify(payload) };
}

function readMedia(item: Item, violations: Violation[]): IDataObject {
	const media: IDataObject = {};
	for (const [option, key] of Object.entries(mediaOptions)) {
		const url = item.text(`options.${option}`);
		if (url === '') continue;
		if (!/^https?:\/\/\S+$/i.test(url)) violations.push(violation(item.label(`options.${option}`), url, 'must be an http or https address'));
		media[key] = url;
	}
	return Object.keys(media).length > 0 ? { media } : {};
}

function readDelivery(item: Item, violations: Violation[]): IDataObject {
	const { timeToLiveSeconds, labelsPerSend } = appLimits;
	const delivery: IDataObject = {};
	if (item.has('options.priority')) delivery.priority = item.choice('options.priority');
	const seconds = item.has('options.timeToLive') ? item.integer('options.timeToLive') : undefined;
	if (seconds !== undefined) {
		if (seconds < 1 || seconds > timeToLiveSeconds.value) {
			violations.push(violation('Time to Live (Seconds)', seconds, `must be a whole number of seconds from 1 to ${timeToLiveSeconds.value}`));
		}
		delivery.time_to_live = seconds;
	}
	const collapseKey = item.text('options.collapseKey');
	if (collapseKey !== '') delivery.gcm_collapse_key = { enabled: true, key: collapseKey };
	const labels = item.list('options.labels');
	if (labels.length > labelsPerSend.value) {
		violations.push(violation('Labels', labels.length, `must be at most ${labelsPerSend.value}`));
	}
	if (labels.length > 0) delivery.labels = labels;
	return delivery;
}

/** @returns undefined for an object that holds nothing, too */
function optionalJson(item: Item, name: string): IDataObject | undefined {
	const json = item.jsonObject(name);
	return json === undefined || Object.keys(json).length === 0 ? undefined : json;
}

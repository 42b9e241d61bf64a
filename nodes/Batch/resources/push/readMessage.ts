import { jsonParse, type IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../shared/batch/values/isRecord';
import { appLimits, groupIdRule } from '../../../shared/batch/contract/appContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import { toText, toTextList, type Row } from '../../row';
import { readDeeplink } from './readDeeplink';

export interface MessageOfRow {
	/** The call's body without its recipients. */
	readonly message: IDataObject;
	readonly violations: readonly Violation[];
}

const mediaOptions = { mediaIcon: 'icon', mediaPicture: 'picture', mediaAudio: 'audio', mediaVideo: 'video' } as const;

/**
 * Reads everything a push carries but its recipients (batch-api-1x.md §1.1). Empty fields are left out of
 * the call: on a template they would override what the template says.
 */
export function readMessage(row: Row): MessageOfRow {
	const options = row.read('options', {}) as Record<string, unknown>;
	const violations: Violation[] = [];
	const { deeplink, violations: deeplinkViolations } = readDeeplink(row);
	violations.push(...deeplinkViolations);

	const groupId = row.text('groupId');
	if (groupId !== '' && !groupIdRule.pattern.test(groupId)) violations.push(violation('Group ID', groupId, groupIdRule.words));
	const title = row.text('title');
	const body = row.text('body');
	const message: IDataObject = {
		...(groupId !== '' && { group_id: groupId }),
		...((title !== '' || body !== '') && { message: { ...(title !== '' && { title }), ...(body !== '' && { body }) } }),
		...(deeplink !== undefined && { deeplink }),
		...readMedia(options, violations),
		...readDelivery(options, violations),
		...readJsonOption(options.landing, 'Landing (JSON)', violations, (landing) => ({ landing })),
		...readJsonOption(options.customPayload, 'Custom Payload (JSON)', violations, (payload) => {
			if ('com.batch' in payload) violations.push(violation('Custom Payload (JSON)', 'com.batch', 'is a key reserved by Batch'));
			return { custom_payload: JSON.stringify(payload) };
		}),
		...readJsonOption(options.additionalJson, 'Additional Fields (JSON)', violations, (fields) => fields),
	};
	return { message, violations };
}

function readMedia(options: Record<string, unknown>, violations: Violation[]): IDataObject {
	const media: IDataObject = {};
	for (const [option, key] of Object.entries(mediaOptions)) {
		const url = toText(options[option]);
		if (url === '') continue;
		if (!/^https?:\/\/\S+$/i.test(url)) violations.push(violation(`${key} URL`, url, 'must be an http or https address'));
		media[key] = url;
	}
	return Object.keys(media).length > 0 ? { media } : {};
}

function readDelivery(options: Record<string, unknown>, violations: Violation[]): IDataObject {
	const { timeToLiveSeconds, labelsPerSend } = appLimits;
	const delivery: IDataObject = {};
	if (options.priority !== undefined) delivery.priority = toText(options.priority);
	if (options.timeToLive !== undefined) {
		const seconds = Number(options.timeToLive);
		if (!Number.isInteger(seconds) || seconds < 1 || seconds > timeToLiveSeconds.value) {
			violations.push(
				violation('Time to Live', options.timeToLive, `must be a whole number of seconds from 1 to ${timeToLiveSeconds.value}`),
			);
		}
		delivery.time_to_live = seconds;
	}
	const collapseKey = toText(options.collapseKey);
	if (collapseKey !== '') delivery.gcm_collapse_key = { enabled: true, key: collapseKey };
	const labels = toTextList(options.labels);
	if (labels.length > labelsPerSend.value) {
		violations.push(violation('Labels', labels.length, `must be at most ${labelsPerSend.value}`));
	}
	if (labels.length > 0) delivery.labels = labels;
	return delivery;
}

function readJsonOption(
	value: unknown,
	field: string,
	violations: Violation[],
	use: (json: IDataObject) => IDataObject,
): IDataObject {
	if (value === undefined || value === '') return {};
	const json: unknown = typeof value === 'string' ? jsonParse(value, { fallbackValue: null }) : value;
	if (!isRecord(json)) {
		violations.push(violation(field, value, 'must be a JSON object'));
		return {};
	}
	return Object.keys(json).length === 0 ? {} : use(json as IDataObject);
}

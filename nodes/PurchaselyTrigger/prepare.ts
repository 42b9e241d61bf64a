import { projectLimits, refusedCustomIds } from '../shared/batch/contract/projectContract';
import type { Preparation } from '../shared/webhook/prepared/items';
import { carryAttributes } from './attributes';
import { instant } from './attributeValue';
import { storeOf } from './catalogue/values';
import { batchNameOf, isBatchName } from './eventName';
import { textOf, type PurchaselyEvent } from './readCall';
import type { PreparationSettings } from './settings';

/** Makes Batch's event of Purchasely's. Pure; never throws; cuts nothing. `now` in milliseconds since 1970. */
export function prepare(event: PurchaselyEvent, settings: PreparationSettings, now: number): Preparation {
	const name = batchNameOf(event.name, settings.naming);
	if (event.name === '') return { problem: 'The payload has no event_name.' };
	if (!isBatchName(name)) {
		return { problem: `The event ${event.name} has no valid name in Batch ("${name}"): set one under "Event Names".` };
	}
	if (event.userIdProblem !== undefined) return { problem: event.userIdProblem };
	const idProblem = event.userId === undefined ? undefined : customIdProblem(event.userId);
	if (idProblem !== undefined) return { problem: idProblem };

	const { payload } = event;
	const { attributes, carried } = carryAttributes(payload, settings.attributes, settings.family);
	const time = timeOf(event, settings, now);
	const carriedElsewhere = new Set(['event_name', ...(time === undefined ? [] : [time.source])]);
	if (event.userId !== undefined) carriedElsewhere.add('user_id');
	if (textOf(payload.event_id) === event.id) carriedElsewhere.add('event_id');
	const platform = storeOf(payload.store)?.platform;

	return {
		prepared: {
			...(event.userId === undefined ? {} : { customId: event.userId }),
			...(platform === undefined ? {} : { platform }),
			event: {
				name,
				...(time === undefined ? {} : { time: time.value }),
				...(Object.keys(attributes).length === 0 ? {} : { attributes }),
			},
			eventId: event.id,
			leftOut: Object.keys(payload).filter((key) => !carried.has(key) && !carriedElsewhere.has(key)),
		},
	};
}

function timeOf(
	{ payload }: PurchaselyEvent,
	settings: PreparationSettings,
	now: number,
): { value: string; source: string } | undefined {
	for (const source of ['event_created_at', 'event_created_at_ms']) {
		const value = Object.hasOwn(payload, source) ? instant(payload[source]) : undefined;
		if (value === undefined) continue;
		const age = now - Date.parse(value);
		const tooOld = age > projectLimits.eventAgeHours.value * 3_600_000;
		return tooOld && settings.lateEvents === 'useArrival' ? undefined : { value, source };
	}
	return undefined;
}

function customIdProblem(userId: string): string | undefined {
	const { value: longest, unit } = projectLimits.customIdCharacters;
	if (userId.length > longest) return `The user_id is longer than the ${longest} ${unit} Batch takes.`;
	if (refusedCustomIds.has(userId.toLowerCase())) return `Batch takes no custom ID "${userId}" (user_id).`;
	return undefined;
}

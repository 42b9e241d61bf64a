import type { IDataObject } from 'n8n-workflow';

import { checkCustomId } from '../../shared/batch/contract/checks';
import type { Family } from '../../shared/batch/family';
import { isRecord } from '../../shared/isRecord';
import type { Preparation } from '../../shared/webhook/prepared/items';
import { valueLimits } from '../../shared/webhook/prepared/prepareFreeCall';
import { takeAttributes } from '../../shared/webhook/prepared/takeAttributes';
import type { EventMapping } from '../mapping/mapping';
import { valueAt } from '../mapping/valueAt';
import type { ReceivedEvent } from './receivedEvent';

/**
 * Makes Batch's event of a page's. Names go to the server in lower case: its contract wants that, and the
 * Web SDK, which takes both, means the same event by it. Pure; cuts nothing.
 */
export function prepareReceived(event: ReceivedEvent, mapping: EventMapping, family: Family): Preparation {
	const { id: customId, batchInstallationId: installationId } = event.user;
	const [wrong] = customId === undefined ? [] : checkCustomId(customId);
	if (wrong !== undefined) return { problem: `The user id "${customId}" ${wrong.rule}.` };

	const { $label: label, $tags: tags, ...fixed } = mapping.fixed;
	const taken = takeAttributes(
		mapping.taken,
		// A field of the event may be called "page", too.
		(field) => valueAt(event.data, field) ?? valueAt({ page: event.page }, field),
		valueLimits(family),
	);
	const attributes: IDataObject = Object.fromEntries([
		...Object.entries(fixed).map(([name, value]) => [name.toLowerCase(), value]),
		...taken.map(({ name, kind, value }) => [kind === 'url' ? `url(${name})` : name, value]),
	]);
	const carried = new Set(taken.map(({ field }) => field));
	return {
		prepared: {
			...(customId === undefined ? installationId !== undefined && { installationId } : { customId }),
			platform: 'web',
			event: {
				name: mapping.name.toLowerCase(),
				time: new Date(event.time).toISOString(),
				...(Object.keys(attributes).length > 0 && { attributes }),
				...(typeof label === 'string' && { label }),
				...(Array.isArray(tags) && { tags: [...tags] as string[] }),
			},
			eventId: event.id,
			leftOut: [...fieldsOf(event.data).filter((field) => !carried.has(field)), ...event.leftOut],
		},
	};
}

/** Names of the fields, those of forms and elements with the part they belong to. */
function fieldsOf(data: IDataObject): string[] {
	return Object.entries(data).flatMap(([name, value]) =>
		isRecord(value)
			? Object.keys(value).map((inner) => `${name}.${inner}`)
			: [name],
	);
}

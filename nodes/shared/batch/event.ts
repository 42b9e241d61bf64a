import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from './attributes/attribute';
import { formatAppTime, formatProjectTime } from './attributes/formatTime';
import { writeAppEventAttributes } from './attributes/writeAppNotation';
import { writeProjectNotation } from './attributes/writeProjectNotation';

/** A custom event, before it is written for one family. */
export interface TrackedEvent {
	/** Without the app family's `ue.` prefix. */
	readonly name: string;
	/** Epoch milliseconds; absent: Batch takes the time of arrival. */
	readonly time?: number;
	readonly attributes: Attributes;
	readonly label?: string;
	readonly tags: readonly string[];
}

/** An element of `events[]` in a profile update (batch-api-2x.md §11.1). */
export function writeProjectEvent({ name, time, attributes, label, tags }: TrackedEvent): IDataObject {
	const written = {
		...writeProjectNotation(attributes),
		...(label !== undefined && { $label: label }),
		...(tags.length > 0 && { $tags: [...tags] }),
	};
	return {
		name,
		...(time !== undefined && { time: formatProjectTime(time) }),
		...(Object.keys(written).length > 0 && { attributes: written }),
	};
}

/** An event of the Trigger Events API, where names carry the prefix `ue.` (batch-api-1x.md §7). */
export function writeAppEvent({ name, time, attributes, label, tags }: TrackedEvent): IDataObject {
	return {
		name: `ue.${name}`,
		...(time !== undefined && { time: formatAppTime(time) }),
		...(attributes.size > 0 && { attributes: writeAppEventAttributes(attributes) }),
		...(tags.length > 0 && { tags: [...tags] }),
		...(label !== undefined && { label }),
	};
}

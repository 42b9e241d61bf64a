import type { IDataObject } from 'n8n-workflow';

import type { Platform } from './family';

/**
 * What a trigger hands to Event → Track ("Event Prepared by a Trigger"), under the key `batch` of its
 * item: everything Batch needs, in Batch's own 2.x notation (`date(name)`, `url(name)` …), so that no
 * mapping is left to do. The same shape serves the app family, which Track encodes in its own way.
 */
export interface PreparedEvent {
	/** Batch custom id; absent for a visitor nobody knows by name. */
	customId?: string;
	/** Batch's installation, where it is known and no custom id is: an update is addressed by exactly one of them. */
	installationId?: string;
	/** Which app the event belongs to, where the sender says so: the app family needs it. */
	platform?: Platform;
	event: {
		name: string;
		/** RFC 3339, UTC. */
		time?: string;
		attributes?: IDataObject;
		label?: string;
		tags?: string[];
	};
	/** Identity of this one event at the sender: the idempotency key of Send Once. */
	eventId: string;
	/** What the sender's payload held and the event does not carry, by field name. */
	leftOut: string[];
}

/** The key of the item's json under which a trigger puts the prepared event. */
export const preparedEventKey = 'batch';

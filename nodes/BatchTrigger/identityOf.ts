import type { FreeCall } from '../shared/webhook/prepared/freeCall';
import type { TriggerSettings } from './settings';

/**
 * What two deliveries of one event have in common. An ID counts for its step and person only: one event may lead many people
 * through many steps. Batch's own webhooks come with an ID (batch-api-2x.md §8.2), so bodies that are the same byte for byte
 * are the same event; those of a step need not be.
 */
export function identityOf({ name, userId, eventId, digest }: FreeCall, { receive, skipRepeated }: TriggerSettings): string | undefined {
	if (eventId !== undefined) return JSON.stringify([name, userId ?? null, eventId]);
	return receive === 'webhooks' && skipRepeated ? digest : undefined;
}

import type { Resource } from '../../operation';
import { trackEvent } from './track.operation';

export const event: Resource = {
	text: { name: 'Event', value: 'event', description: 'What people do: starts and enriches automations' },
	operations: [trackEvent],
	defaultOperation: trackEvent,
};

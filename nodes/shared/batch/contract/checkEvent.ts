import type { TrackedEvent } from '../event';
import type { Family } from '../family';
import { violation, type Violation } from '../violation';
import { appLimits } from './appContract';
import { checkAttributes, checkText } from './checkAttributes';
import { projectLimits, projectNameRule } from './projectContract';

const hour = 3_600_000;

/** Where an event's time stands to the window Batch accepts: the last 24 hours, never the future. */
export type TimeWindow = 'inside' | 'tooOld' | 'inTheFuture';

/** @param time epoch milliseconds */
export function timeWindowOf(time: number, now: number): TimeWindow {
	if (time > now) return 'inTheFuture';
	return now - time > projectLimits.eventAgeHours.value * hour ? 'tooOld' : 'inside';
}

/** Checks everything of an event but its time, which has choices of its own (batch-api-2x.md §11.1, batch-api-1x.md §7). */
export function checkEvent(family: Family, event: TrackedEvent): Violation[] {
	const limits = family === 'project' ? projectLimits : appLimits;
	const violations: Violation[] = [];
	if (!projectNameRule.pattern.test(event.name)) {
		violations.push(violation('Event name', event.name, projectNameRule.words));
	}
	if (event.label !== undefined) violations.push(...checkText('Label', event.label, limits.labelCharacters));
	if (event.tags.length > limits.tags.value) {
		violations.push(violation('Tags', event.tags.length, `must be at most ${limits.tags.value}`));
	}
	violations.push(...event.tags.flatMap((tag) => checkText('Tag', tag, limits.tagCharacters)));
	violations.push(...checkAttributes(family, 'event', event.attributes));
	return violations;
}

import type { TrackedEvent } from '../event';
import type { Family } from '../family';
import { violation, type Violation } from '../violation';
import { appLimits } from './appContract';
import { checkAttributes, checkText } from './checkAttributes';
import { projectLimits, projectNameRule } from './projectContract';

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

import { violation, type Violation } from '../violation';
import type { Limit, NameRule } from './limit';
import { projectLimits, refusedCustomIds } from './projectContract';

/** Numbers of audiences in both families; of the app API 1.1 the documented figure of 1.0 is the bound. */
export const audienceLimits = {
	idsPerCall: { value: 10_000, unit: 'IDs', source: 'batch-api-2x.md §4, batch-api-1x.md §6' },
	nameCharacters: { value: 255, unit: 'characters', source: 'batch-api-2x.md §4, batch-api-1x.md §6' },
} as const satisfies Record<string, Limit>;

export const audienceNameRule: NameRule = {
	pattern: /^[A-Za-z0-9_-]{1,255}$/,
	words: 'must be 1 to 255 letters, digits, underscores or hyphens',
	source: 'batch-api-2x.md §4, batch-api-1x.md §6',
};

export function checkAudienceName(field: string, name: string): Violation[] {
	return audienceNameRule.pattern.test(name) ? [] : [violation(field, name, audienceNameRule.words)];
}

/**
 * The id of a member, of whatever kind: the words that a broken mapping leaves behind name nobody. The length
 * is that of a custom id; of the other kinds none is known, and none is longer.
 */
export function checkMemberId(field: string, id: string): Violation[] {
	const { value: maximum } = projectLimits.customIdCharacters;
	if (id === '') return [violation(field, id, 'must not be empty')];
	if (id.length > maximum) return [violation(field, id, `must be at most ${maximum} characters`)];
	return refusedCustomIds.has(id.toLowerCase()) ? [violation(field, id, 'is not an identity: check the expression that fills the field')] : [];
}

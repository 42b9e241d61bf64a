import { violation, type Violation } from '../violation';
import { projectLimits, refusedCustomIds } from './projectContract';

/** A custom id of 1 to 512 characters that is not the word a broken mapping leaves behind (batch-api-2x.md §3.1). */
export function checkCustomId(customId: string): Violation[] {
	const field = 'Custom ID';
	const { value: maximum } = projectLimits.customIdCharacters;
	if (customId.trim() === '') return [violation(field, customId, 'must not be empty')];
	if (customId.length > maximum) return [violation(field, customId, `must be at most ${maximum} characters`)];
	if (refusedCustomIds.has(customId.toLowerCase())) {
		return [violation(field, customId, 'is not an identity: check the expression that fills the field')];
	}
	return [];
}

import { isRecord } from '../../isRecord';
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

/** Bounds of this node, for lack of Batch's: an identifier is no document. */
const installationCharacters = 4096;
const installationLevels = 10;

/**
 * Holds what is to be `identifiers.installation` against the little that is known: an object (batch-api-2x.md §3.1). What
 * an expression leaves behind when it finds nothing is refused, wherever it stands.
 */
export function checkInstallation(installation: Readonly<Record<string, unknown>>, field: string): Violation[] {
	const broken = ruleBroken(installation, '', 1);
	if (broken !== undefined) return [violation(field, shown(installation), broken)];
	const text = JSON.stringify(installation);
	if (text.length <= installationCharacters) return [];
	return [violation(field, text, `must be at most ${installationCharacters} characters`)];
}

/** The one text for all ways to write the same object: the order of keys does not count. */
export function identityOfInstallation(installation: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(sorted(installation));
}

function ruleBroken(value: unknown, place: string, level: number): string | undefined {
	const where = place === '' ? '' : `holds under ${place} what `;
	if (level > installationLevels) return `must be at most ${installationLevels} levels deep`;
	if (typeof value === 'string' && (value.trim() === '' || refusedCustomIds.has(value.toLowerCase()))) {
		return `${where}is not an identity: check the expression that fills the field`;
	}
	if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return undefined;
	const isList = Array.isArray(value);
	if (!isList && !isRecord(value)) return `${where}is not an identity: check the expression that fills the field`;
	const entries = Object.entries(value);
	if (entries.length === 0) return place === '' ? 'must hold what Batch’s page says' : `holds nothing under ${place}`;
	for (const [key, inner] of entries) {
		const broken = ruleBroken(inner, place === '' ? key : `${place}.${key}`, level + 1);
		if (broken !== undefined) return broken;
	}
	return undefined;
}

/** Of what is deeper than allowed, or has no end, the names at its top. */
function shown(installation: Readonly<Record<string, unknown>>): string {
	try {
		return JSON.stringify(installation);
	} catch {
		return Object.keys(installation).join(', ');
	}
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (!isRecord(value)) return value;
	// Entries, not assignments: a key may be `__proto__`.
	const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
	return Object.fromEntries(Object.entries(value).sort(byName).map(([key, inner]) => [key, sorted(inner)]));
}

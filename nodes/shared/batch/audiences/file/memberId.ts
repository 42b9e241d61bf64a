import { checkMemberId } from '../../contract/audienceContract';
import { projectLimits, refusedCustomIds } from '../../contract/projectContract';

/** How advertising ids are written when they are sent. */
export type IdCase = 'asIs' | 'lower' | 'upper';

/** A cell that means somebody and cannot be sent, with the rule it breaks. */
export interface RefusedId {
	readonly rule: string;
}

/** What programs write where there is no id, in any case; `\N` is how databases write it. */
const noIds: ReadonlySet<string> = new Set(['', '""', "''", 'null', '\\n']);

/** What iOS gives as advertising id of everybody who does not want to be followed; with or without hyphens. */
const zeros = /^0{8}-?0{4}-?0{4}-?0{4}-?0{12}$/;

/** What prints as nothing or as a blank, at either end of a cell: no-break and zero-width spaces, byte order marks, soft hyphens. */
const invisibleEnds = /^[\s\u00AD\u180E\u200B-\u200F\u2060\uFEFF]+|[\s\u00AD\u180E\u200B-\u200F\u2060\uFEFF]+$/g;

/** A line break or another control character within an id is damage of the file, and half a character has no spelling as bytes. */
const unwritable = /[\p{Cc}\p{Cs}]/u;

const hash = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i;

/**
 * The id that a cell of a file holds, without what is around it and cannot be seen.
 * @returns the empty text for a cell that names nobody
 */
export function readId(cell: string, idCase: IdCase): string | RefusedId {
	const id = isBare(cell) ? cell : cell.replace(invisibleEnds, '');
	if (id.length <= longestNoId && noIds.has(id.toLowerCase())) return '';
	if (id.charCodeAt(0) === zero && id.charCodeAt(id.length - 1) === zero && zeros.test(id)) return '';
	if (unwritable.test(id)) return { rule: 'holds a line break, another control character or half a character' };
	const [broken] = id.length > longestRefusedWord && id.length <= characters.value ? [] : checkMemberId('', id);
	if (broken !== undefined) return { rule: broken.rule };
	return idCase === 'asIs' ? id : idCase === 'lower' ? id.toLowerCase() : id.toUpperCase();
}

const { customIdCharacters: characters } = projectLimits;

/** Between the longest word that is refused and the longest id nothing is left to check, and most ids are there. */
export const longestRefusedWord = Math.max(...[...refusedCustomIds].map(({ length }) => length));

const zero = 0x30;
const longestNoId = 4;

/** Nearly every cell begins and ends with a character that is seen. */
function isBare(cell: string): boolean {
	const first = cell.charCodeAt(0);
	const last = cell.charCodeAt(cell.length - 1);
	return first > 32 && first < 127 && last > 32 && last < 127;
}

/** Whether an id looks like MD5, SHA-1 or SHA-256 of one: Batch knows people by their ids as they are. */
export function looksHashed(id: string): boolean {
	return mayBeHashed(id.length) && hash.test(id);
}

/** Whether a hash may be so long. */
export function mayBeHashed(length: number): boolean {
	return length === 32 || length === 40 || length === 64;
}

import { projectLimits } from '../contract/projectContract';

/** Letters that Unicode does not take apart into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/**
 * Makes a name Batch allows from one it does not: `First Name` → `first_name`, `prénom` → `prenom`,
 * `address.city` → `address_city`; what is too long is cut.
 * @returns undefined when nothing of the name would be left
 */
export function convertName(name: string): string | undefined {
	const plain = name
		.toLowerCase()
		.replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter])
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		// NFKD may give capitals: the sign for a company is one.
		.toLowerCase();
	const converted = plain
		.replace(/^[^a-z0-9_]+|[^a-z0-9_]+$/g, '')
		.replace(/[^a-z0-9_]+/g, '_')
		.slice(0, projectLimits.nameCharacters.value)
		.replace(/(?<=[a-z0-9])_+$/, (end) => (plain.length > projectLimits.nameCharacters.value ? '' : end));
	return /[a-z0-9]/.test(converted) ? converted : undefined;
}

/** Ids as most have them: 36 characters, no two alike. */
export function idsOf(from, to) {
	return Array.from({ length: to - from }, (_unused, index) => `${(from + index).toString(16).padStart(8, '0')}-9dad-41d1-80b4-00c04fd430c8`);
}

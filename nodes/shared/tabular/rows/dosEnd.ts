const controlZ = 0x1a;

/**
 * How many characters at the end of a text are the end of a file as DOS writes it: a 0x1A, which NULs may follow. It ends
 * the line before it, too.
 */
export function dosEndOf(text: string): number {
	let at = text.length;
	while (at > 0 && text.charCodeAt(at - 1) === 0) at--;
	if (at === 0 || text.charCodeAt(at - 1) !== controlZ) return 0;
	while (at > 0 && text.charCodeAt(at - 1) === controlZ) at--;
	return text.length - at;
}

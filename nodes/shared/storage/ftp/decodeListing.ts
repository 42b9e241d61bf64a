/** A line of a listing, given as one character a byte: in UTF-8 where it is that, in Latin-1 otherwise. */
export function decodeListing(bytes: string): { text: string; isLatin: boolean } {
	if (isPlain(bytes)) return { text: bytes, isLatin: false };
	try {
		return { text: strict.decode(Buffer.from(bytes, 'latin1')), isLatin: false };
	} catch {
		return { text: bytes, isLatin: true };
	}
}

const strict = new TextDecoder('utf-8', { fatal: true });

function isPlain(bytes: string): boolean {
	for (let index = 0; index < bytes.length; index++) if (bytes.charCodeAt(index) > 127) return false;
	return true;
}

/**
 * A key or certificate (PEM) as it was before it went through a form: line breaks that became spaces or the
 * two characters \n are put back.
 */
export function restorePem(text: string): string {
	const unescaped = text.replace(/(?:\\r)?\\n/g, '\n').trim();
	if (unescaped.includes('\n')) return `${unescaped.replace(/\r\n?/g, '\n')}\n`;
	return unescaped.replace(
		/(-----BEGIN [^-]+-----)\s*([^-]*?)\s*(-----END [^-]+-----)\s*/g,
		(_whole, begin: string, body: string, end: string) => `${begin}\n${body.split(/\s+/).join('\n')}\n${end}\n`,
	);
}

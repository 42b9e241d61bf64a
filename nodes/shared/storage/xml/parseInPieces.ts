import type { Handler, ParserOptions } from 'htmlparser2';

import type { Bounded } from '../../bounded';

/** Characters that are parsed at once: a millisecond or two. */
const piece = 32 * 1024;

/**
 * Parses markup with pauses for the event loop, and counts how deep it goes: the parser's time for each element grows with what
 * is open around it, so that a megabyte of nothing but beginnings would take it a minute.
 */
export async function parseInPieces(markup: string, handler: Partial<Handler>, options: ParserOptions, bounded: Bounded): Promise<void> {
	const { Parser } = await import('../../vendor/htmlparser2');
	let hasTag = false;
	const parser = new Parser(
		{
			...handler,
			onopentag(name, attributes, isImplied) {
				hasTag = true;
				bounded.enter();
				handler.onopentag?.(name, attributes, isImplied);
			},
			onclosetag(name, isImplied) {
				hasTag = true;
				bounded.leave();
				handler.onclosetag?.(name, isImplied);
			},
		},
		options,
	);
	for (let at = 0; at < markup.length; at += piece) {
		const part = markup.slice(at, at + piece);
		hasTag = false;
		parser.write(part);
		// The parser keeps each entity of a text or an attribute apart until that is over.
		if (!hasTag) bounded.count(part.split('&').length - 1);
		if (bounded.isDue) await bounded.breathe();
	}
	parser.end();
}

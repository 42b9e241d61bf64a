import type { Encoding } from './encoding';

/** Turns what stands between the delimiters of a structural text into the text it is. */
export interface FieldDecoder {
	/** True when nothing in this structural text needs decoding. */
	isPlain(text: string): boolean;
	/** True when all of this structural text can be decoded. */
	isValid(text: string): boolean;
	/** @returns the text; what is not valid comes out as U+FFFD */
	decode(field: string): string;
}

const beyondAscii = /[\u0080-\uffff]/;
const windowsControls = /[\u0080-\u009f]/;
const loneSurrogate = /\p{Surrogate}/u;
/** In the middle of a file it is left over from files that were joined. */
const byteOrderMark = '\ufeff';

/** A decoder for the fields of one file; see `toStructuralText`. */
export function fieldDecoder(encoding: Encoding): FieldDecoder {
	if (encoding === 'utf-8') return utf8Decoder();
	if (encoding === 'windows-1252') return windowsDecoder();
	return {
		isPlain: (text) => !loneSurrogate.test(text) && !text.includes(byteOrderMark),
		isValid: (text) => !loneSurrogate.test(text),
		decode: (field) => withoutMark(field.replace(new RegExp(loneSurrogate, 'gu'), '\ufffd')),
	};
}

function utf8Decoder(): FieldDecoder {
	const strict = new TextDecoder('utf-8', { fatal: true });
	return {
		isPlain: isAscii,
		isValid: (text) => {
			try {
				strict.decode(Buffer.from(text, 'latin1'));
				return true;
			} catch {
				return false;
			}
		},
		decode: (field) => (beyondAscii.test(field) ? withoutMark(Buffer.from(field, 'latin1').toString()) : field),
	};
}

function windowsDecoder(): FieldDecoder {
	const decoder = new TextDecoder('windows-1252');
	return {
		isPlain: (text) => isAscii(text) || !windowsControls.test(text),
		isValid: () => true,
		decode: (field) => (windowsControls.test(field) ? decoder.decode(Buffer.from(field, 'latin1')) : field),
	};
}

function withoutMark(field: string): string {
	return field.startsWith(byteOrderMark) ? field.slice(1) : field;
}

/** Far quicker than a regular expression on a long text. */
function isAscii(text: string): boolean {
	return Buffer.byteLength(text) === text.length;
}

import { isKnownEvent } from './events';
import { looksLikeTime } from './time';

/** What a single value looks like, seen alone. */
export type Shape = 'empty' | 'event' | 'time' | 'uuid' | 'token' | 'number' | 'flag' | 'platform' | 'text';

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Ids and tokens: no spaces, and not a word of letters alone. */
const token = /^(?=.*\d)[\w.:=-]{8,128}$/;
const number = /^-?\d+(?:[.,]\d+)?$/;
const flag = /^(?:true|false|yes|no|oui|non|0|1|opt(?:ed)?[-_ ]?(?:in|out))$/i;
const platform = /^(?:ios|android|web|webpush|iphone|ipad|huawei|chrome|firefox|safari)$/i;

export function shapeOf(value: string): Shape {
	const text = value.trim();
	if (text === '') return 'empty';
	if (isKnownEvent(text)) return 'event';
	if (uuid.test(text)) return 'uuid';
	if (flag.test(text)) return 'flag';
	if (looksLikeTime(text)) return 'time';
	if (number.test(text)) return 'number';
	if (platform.test(text)) return 'platform';
	return token.test(text) ? 'token' : 'text';
}

const yes = /^(?:true|yes|oui|1|opt(?:ed)?[-_ ]?in)$/i;
const no = /^(?:false|no|non|0|opt(?:ed)?[-_ ]?out)$/i;

/** Reads a flag in any of its spellings. */
export function readFlag(value: string): boolean | undefined {
	const text = value.trim();
	if (yes.test(text)) return true;
	return no.test(text) ? false : undefined;
}

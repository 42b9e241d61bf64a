import type { Connection } from './connection';
import { platforms, type Family } from '../family';

/** What came of a path that a user wrote: its parts, or the rule it breaks. */
export type RawPath = { readonly version: string | undefined; readonly path: string } | { readonly rule: string };

/** What may stand in a part of a path (RFC 3986), without braces, which stand for parameters here. */
const part = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[\dA-Fa-f]{2})+$/;
const version = /^\d+\.\d+$/;

/** A path is decoded by whoever passes it on, maybe more than once. */
const decodedAtMost = 5;

/**
 * Reads a path of the API that a user wrote, so that it can lead to no other host and out of no folder.
 * Paths of the app family begin with their version and go without the app key: `1.1/campaigns/list`.
 */
export function readRawPath(text: string, family: Family, { appKeys }: Pick<Connection, 'appKeys'>): RawPath {
	if (/[?#]/.test(text)) return { rule: 'must not hold ? or #: what follows them goes into Query' };
	if (/^[A-Za-z][A-Za-z0-9+.-]*:|^\/\/|\\/.test(text)) return { rule: 'must be a path of the API alone: the host is the one of the credential' };
	const parts = text.replace(/^\//, '').split('/');
	for (const one of parts) {
		if (one === '') return { rule: 'must have no empty part: no two slashes in a row, and none at the end' };
		if (!part.test(one)) return { rule: 'may hold letters, digits and - . _ ~ in its parts; everything else is written as % and two digits' };
		if (leadsElsewhere(one)) return { rule: 'must hold no ".", ".." or slash in a part, not encoded either' };
	}
	if (platforms.some((name) => appKeys[name] !== '' && parts.includes(appKeys[name]))) {
		return { rule: 'must not hold the app key: it is put in by itself' };
	}
	const [first] = parts;
	if (family === 'project') {
		return version.test(first) ? { rule: 'begins behind the version, which the credential names' } : { version: undefined, path: parts.join('/') };
	}
	if (!/^1\.\d$/.test(first) || parts.length === 1) return { rule: 'must begin with its version, e.g. 1.1/campaigns/list' };
	return { version: first, path: parts.slice(1).join('/') };
}

function leadsElsewhere(encoded: string): boolean {
	let text = encoded;
	for (let round = 0; round < decodedAtMost; round++) {
		if (text === '.' || text === '..' || /[/\\\p{Cc}]/u.test(text)) return true;
		const decoded = decode(text);
		if (decoded === text) return false;
		text = decoded;
	}
	return true;
}

/** Bytes that are no text are left as they are. */
function decode(text: string): string {
	return text.replace(/%[0-7][\dA-Fa-f]/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

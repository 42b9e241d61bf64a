import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseBody, readBytes } from '../../../nodes/shared/webhook/body';
import { headerValues } from '../../../nodes/shared/webhook/headers';
import { isHmacSha256 } from '../../../nodes/shared/webhook/hmac';

describe('headerValues', () => {
	it('finds a header in any case', () => {
		expect(headerValues({ 'X-Some-Header': 'a' }, 'x-some-header')).toEqual(['a']);
	});

	it('gives every value of a repeated header, and none of an absent one', () => {
		expect(headerValues({ 'x-a': ['1', '2'], 'X-A': '3', 'x-b': undefined }, 'x-a')).toEqual(['1', '2', '3']);
		expect(headerValues({ 'x-b': undefined }, 'x-b')).toEqual([]);
		expect(headerValues({}, 'constructor')).toEqual([]);
	});
});

describe('isHmacSha256', () => {
	const signatureOf = (secret: string, ...parts: Array<string | Uint8Array>) => {
		const hmac = createHmac('sha256', secret);
		for (const part of parts) hmac.update(part);
		return hmac.digest('hex');
	};

	it('accepts the digest of the parts in their order', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.string(), fc.uint8Array(), (secret, text, bytes) => {
				expect(isHmacSha256(signatureOf(secret, text, bytes), secret, [text, bytes])).toBe(true);
			}),
		);
	});

	it('refuses everything that is not 64 lowercase hexadecimal digits', () => {
		const right = signatureOf('s', 'x');
		const wrong = [right.toUpperCase(), right.slice(1), `${right}0`, ` ${right}`, `${right}\n`, '', 'z'.repeat(64)];
		for (const signature of wrong) expect(isHmacSha256(signature, 's', ['x'])).toBe(false);
		fc.assert(fc.property(fc.string(), (signature) => !isHmacSha256(signature, 's', ['x'])));
	});

	it('matches no text with half of a surrogate pair: one signature would do for all of them', () => {
		const signature = signatureOf('s', 'reader-\uFFFD');
		expect(isHmacSha256(signature, 's', ['reader-\uFFFD'])).toBe(true);
		for (const half of ['\uD800', '\uDBFF', '\uDC00', '\uDFFF']) {
			expect(isHmacSha256(signature, 's', [`reader-${half}`])).toBe(false);
		}
		expect(isHmacSha256(signatureOf('s', '😀'), 's', ['😀'])).toBe(true);
	});

	it('matches nothing without a secret', () => {
		expect(isHmacSha256(signatureOf('', 'x'), '', ['x'])).toBe(false);
	});
});

describe('parseBody', () => {
	it('reads one object, with or without a byte order mark', () => {
		expect(parseBody(Buffer.from('{"a":1}'))).toEqual({ kind: 'object', value: { a: 1 } });
		expect(parseBody(Buffer.from('\uFEFF{"a":1}'))).toEqual({ kind: 'object', value: { a: 1 } });
	});

	it.each(['', 'null', '[]', '[{"a":1}]', '7', '"text"', '{', '{"a":1}}', 'a=1'])('gives %j back as text', (text) => {
		expect(parseBody(Buffer.from(text))).toEqual({ kind: 'other', text });
	});

	it('reads the encoding its sender says, and takes no letters for others', () => {
		const body = '{"custom_id":"Zoé"}';
		const object = { kind: 'object', value: { custom_id: 'Zoé' } };
		expect(parseBody(Buffer.from(body), 'application/json; charset=UTF-8')).toEqual(object);
		expect(parseBody(Buffer.from(body, 'latin1'), 'application/json;charset="iso-8859-1"')).toEqual(object);
		expect(parseBody(Buffer.from(`\uFEFF${body}`, 'utf16le'), 'application/json; charset=utf-16')).toEqual(object);
		expect(parseBody(Buffer.from(body, 'latin1'), 'application/json').kind).toBe('other');
		expect(parseBody(Buffer.from(body), 'application/json; charset=martian').kind).toBe('other');
	});

	it('throws at no bytes', () => {
		fc.assert(fc.property(fc.uint8Array(), (bytes) => parseBody(Buffer.from(bytes)).kind !== undefined));
	});

	it('pollutes no prototype', () => {
		const body = parseBody(Buffer.from('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
		expect(body.kind).toBe('object');
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('readBytes', () => {
	it('reads what n8n has not read yet', async () => {
		const request = {
			headers: {},
			rawBody: undefined as Buffer | undefined,
			async readRawBody() {
				this.rawBody = Buffer.from('late');
			},
		};
		expect(String(await readBytes(request))).toBe('late');
	});

	it('gives nothing where n8n cannot read', async () => {
		const readRawBody = async () => await Promise.reject(new Error('aborted'));
		for (const request of [{ headers: {}, readRawBody }, { headers: {} }]) {
			expect(await readBytes(request)).toHaveLength(0);
		}
	});
});

import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { verify } from '../../../nodes/PurchaselyTrigger/signature';
import { deprecatedHeaders, publishedVectors, signedHeaders, testSecret } from '../../fixtures/purchasely/signatures';

const strict = { acceptDeprecated: false };
const lenient = { acceptDeprecated: true };
const now = 1772438406_000;
const bytes = Buffer.from('{"event_name":"ACTIVATE","plan_price_in_eur":9.90}');

function isAuthentic(
	headers: Record<string, string | string[]>,
	body: Uint8Array = bytes,
	options: Parameters<typeof verify>[3] = strict,
	secret: string = testSecret,
	at = now,
): boolean {
	return verify(headers, body, secret, options, at).authentic;
}

describe('verify: the published vectors', () => {
	const { secret, current, deprecated, withdrawn } = publishedVectors;
	const currentHeaders = {
		'x-purchasely-timestamp': current.timestamp,
		'x-purchasely-request-signature': current.signature,
	};
	const oldHeaders = {
		'x-purchasely-timestamp': deprecated.timestamp,
		'x-purchasely-signature': deprecated.signature,
	};

	it('accepts the current one', () => {
		expect(isAuthentic(currentHeaders, Buffer.from(current.body), strict, secret)).toBe(true);
	});

	it('accepts the deprecated one only where it is asked for', () => {
		expect(isAuthentic(oldHeaders, bytes, strict, secret)).toBe(false);
		expect(isAuthentic(oldHeaders, bytes, lenient, secret)).toBe(true);
	});

	it('never accepts the withdrawn one', () => {
		for (const options of [strict, lenient]) {
			for (const timestamp of [undefined, '1698322022', '']) {
				const headers = {
					...(timestamp === undefined ? {} : { 'x-purchasely-timestamp': timestamp }),
					'x-purchasely-request-signature': withdrawn.signature,
				};
				expect(isAuthentic(headers, Buffer.from(withdrawn.body), options, secret)).toBe(false);
			}
		}
	});

	const vendorFile = join(import.meta.dirname, '../../../../shared/samples/purchasely/signature-vectors.json');
	it.skipIf(!existsSync(vendorFile))('agrees with every vector of the vendor', () => {
		const vectors = JSON.parse(readFileSync(vendorFile, 'utf8'));
		for (const { secret: key, timestamp, raw_body: body, signature } of vectors.current.vectors) {
			const headers = { 'x-purchasely-timestamp': timestamp, 'x-purchasely-request-signature': signature };
			expect(isAuthentic(headers, Buffer.from(body), strict, key)).toBe(true);
		}
		for (const { secret: key, timestamp, signature } of vectors.deprecated.vectors) {
			const headers = { 'x-purchasely-timestamp': timestamp, 'x-purchasely-signature': signature };
			expect(isAuthentic(headers, bytes, strict, key)).toBe(false);
			expect(isAuthentic(headers, bytes, lenient, key)).toBe(true);
		}
	});
});

describe('verify', () => {
	it('accepts what was signed, whatever the bytes behind a first that is no digit', () => {
		const isDigit = (byte = 0) => byte >= 0x30 && byte <= 0x39;
		const secrets = fc.string({ minLength: 1, unit: 'binary' });
		fc.assert(
			fc.property(fc.uint8Array(), secrets, (body, secret) => {
				const isTaken = isAuthentic(signedHeaders(body, { secret }), body, strict, secret);
				expect(isTaken).toBe(!isDigit(body[0]));
			}),
		);
	});

	it('refuses any single flipped bit of body, signature, timestamp or secret', () => {
		const flip = (source: Uint8Array, bit: number) => {
			const copy = Buffer.from(source);
			copy[bit >> 3]! ^= 1 << (bit & 7);
			return copy;
		};
		const headers = signedHeaders(bytes);
		const parts: Array<[string, Buffer, (changed: Buffer) => boolean]> = [
			['body', bytes, (changed) => isAuthentic(headers, changed)],
			['secret', Buffer.from(testSecret), (changed) => isAuthentic(headers, bytes, strict, changed.toString('latin1'))],
			...Object.entries(headers).map(([name, value]): [string, Buffer, (changed: Buffer) => boolean] => [
				name,
				Buffer.from(value),
				(changed) => isAuthentic({ ...headers, [name]: changed.toString('latin1') }),
			]),
		];
		for (const [name, source, accepts] of parts) {
			for (let bit = 0; bit < source.length * 8; bit++) expect(accepts(flip(source, bit)), `${name} ${bit}`).toBe(false);
		}
	});

	it('refuses the body written anew, cut short or extended', () => {
		const headers = signedHeaders(bytes);
		const again = Buffer.from(JSON.stringify(JSON.parse(bytes.toString())));
		expect(again.equals(bytes)).toBe(false);
		expect(isAuthentic(headers, again)).toBe(false);
		expect(isAuthentic(headers, bytes.subarray(0, -1))).toBe(false);
		expect(isAuthentic(headers, Buffer.concat([bytes, Buffer.from('\n')]))).toBe(false);
		expect(isAuthentic(headers, Buffer.alloc(0))).toBe(false);
	});

	it('lets no digit move between timestamp and body', () => {
		// The bytes under the signature are the same wherever they are parted.
		const whole = Buffer.concat([Buffer.from('1772438406123'), bytes]);
		for (const timestamp of ['1772438406', '1772438406123']) {
			const body = whole.subarray(timestamp.length);
			const { 'x-purchasely-request-signature': signature = '' } = signedHeaders(body, { timestamp });
			for (let length = 0; length <= 13; length++) {
				const parted = { 'x-purchasely-timestamp': whole.toString().slice(0, length), 'x-purchasely-request-signature': signature };
				expect(isAuthentic(parted, whole.subarray(length))).toBe(length === 13);
			}
		}
	});

	it('takes header names in any case', () => {
		const headers = Object.entries(signedHeaders(bytes)).map(([name, value]) => [name.toUpperCase(), value]);
		expect(isAuthentic(Object.fromEntries(headers))).toBe(true);
	});

	it('refuses a header that is missing, empty or there twice', () => {
		const headers = signedHeaders(bytes);
		for (const [name, value] of Object.entries(headers)) {
			const others = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
			expect(isAuthentic(others)).toBe(false);
			expect(isAuthentic({ ...others, [name]: '' })).toBe(false);
			expect(isAuthentic({ ...others, [name]: [value, value] })).toBe(false);
			expect(isAuthentic({ ...others, [name]: `${value}, ${value}` })).toBe(false);
			expect(isAuthentic({ ...headers, [name.toUpperCase()]: value })).toBe(false);
		}
	});

	it('does not fall back to a right deprecated signature when the current one is wrong', () => {
		const headers = { ...deprecatedHeaders(), 'x-purchasely-request-signature': '0'.repeat(64) };
		expect(isAuthentic(headers, bytes, lenient)).toBe(false);
		expect(isAuthentic({ ...headers, 'x-purchasely-request-signature': '' }, bytes, lenient)).toBe(false);
	});

	it('accepts the current signature where the deprecated one comes along, right or wrong', () => {
		expect(isAuthentic({ ...signedHeaders(bytes), ...deprecatedHeaders() })).toBe(true);
		expect(isAuthentic({ ...signedHeaders(bytes), 'x-purchasely-signature': 'wrong' })).toBe(true);
	});

	it('accepts nothing without a secret, not even what is signed with none', () => {
		for (const options of [strict, lenient]) {
			expect(isAuthentic(signedHeaders(bytes, { secret: '' }), bytes, options, '')).toBe(false);
			expect(isAuthentic(deprecatedHeaders({ secret: '' }), bytes, options, '')).toBe(false);
		}
	});

	it.each(['yesterday', '1772438406.5', '-1772438406', '+177243840', '177243840٦', '0x69a54dc6', ' 1772438406', 'NaN'])(
		'refuses the timestamp %j even when it is signed',
		(timestamp) => {
			const signature = createHmac('sha256', testSecret).update(timestamp).update(bytes).digest('hex');
			const headers = { 'x-purchasely-timestamp': timestamp, 'x-purchasely-request-signature': signature };
			expect(isAuthentic(headers)).toBe(false);
		},
	);

	it('limits the age only where it is asked for, in both directions, in seconds or milliseconds', () => {
		const limited = { ...strict, maximumAgeSeconds: 300 };
		for (const [seconds, fresh] of [
			[0, true],
			[-300, true],
			[300, true],
			[-301, false],
			[301, false],
		] as const) {
			const signed = now / 1000 + seconds;
			for (const timestamp of [String(signed), String(signed * 1000)]) {
				const headers = signedHeaders(bytes, { timestamp });
				expect(isAuthentic(headers, bytes, limited)).toBe(fresh);
				expect(isAuthentic(headers, bytes, strict)).toBe(true);
			}
		}
	});

	it('throws at no header and says nothing of the secret', () => {
		const names = ['x-purchasely-timestamp', 'x-purchasely-request-signature', 'x-purchasely-signature'];
		const headers = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.array(fc.string())));
		fc.assert(
			fc.property(headers, fc.uint8Array(), fc.boolean(), (given, body, acceptDeprecated) => {
				const verdict = verify(given, body, testSecret, { acceptDeprecated, maximumAgeSeconds: 1 }, now);
				expect(verdict.authentic).toBe(false);
				expect(JSON.stringify(verdict)).not.toContain(testSecret);
			}),
		);
	});
});

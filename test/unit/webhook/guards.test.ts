import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CallRate, rateOfNode } from '../../../nodes/shared/webhook/callRate';
import { clientOf } from '../../../nodes/shared/webhook/client';
import { isAllowedOrigin, readOrigins } from '../../../nodes/shared/webhook/origins';
import { safeData } from '../../../nodes/shared/webhook/safeData';

describe('origins', () => {
	it('says which entries name none', () => {
		const entries = ['https://a.example', 'ftp://a.example', 'https://a.example/x', '*.example', 'a b', 'https://*'];
		expect(readOrigins(entries).unreadable).toEqual(['ftp://a.example', 'https://a.example/x', 'a b', 'https://*']);
	});

	it('lets no origin pass that is not on the list', () => {
		const origins = readOrigins(['https://www.example.com', 'https://*.example.org']);
		fc.assert(
			fc.property(fc.webUrl(), fc.string(), (url, noise) => {
				const { origin, hostname } = new URL(url);
				const isListed = origin === 'https://www.example.com' || (origin.startsWith('https:') && hostname.endsWith('.example.org'));
				expect(isAllowedOrigin([origin], origins)).toBe(isListed);
				expect(isAllowedOrigin([noise], origins)).toBe(false);
				expect(isAllowedOrigin([origin, origin], origins)).toBe(false);
			}),
		);
	});
});

describe('CallRate', () => {
	it('never allows more than the share and the refill, however the calls fall', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 }), (perMinute, gaps) => {
				const rate = new CallRate();
				let now = 0;
				let allowed = 0;
				for (const gap of gaps) {
					now += gap;
					if (rate.allows('client', perMinute, now)) allowed++;
				}
				expect(allowed).toBeLessThanOrEqual(perMinute + Math.ceil((now / 60_000) * perMinute));
			}),
		);
	});

	it('allows again after a while, and takes a clock that goes back', () => {
		const rate = new CallRate();
		expect([1, 2, 3].map(() => rate.allows('a', 2, 0))).toEqual([true, true, false]);
		expect(rate.allows('a', 2, -60_000)).toBe(false);
		expect(rate.allows('a', 2, 60_000)).toBe(true);
	});

	it('counts so many clients and no more', () => {
		const rate = new CallRate(100);
		for (let client = 0; client < 1_000; client++) rate.allows(`client-${client}`, 1, 0);
		expect(rate.size).toBe(100);
	});

	it('counts each node by itself', () => {
		expect(rateOfNode('w', 'a')).toBe(rateOfNode('w', 'a'));
		expect(rateOfNode('w', 'a')).not.toBe(rateOfNode('w', 'b'));
	});
});

describe('clientOf', () => {
	it('takes the address n8n vouches for, else the connection’s and what its proxy reports last', () => {
		expect(clientOf({ headers: {}, ip: '10.0.0.1' })).toBe('10.0.0.1');
		const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2' };
		expect(clientOf({ headers, ip: '2.2.2.2', ips: ['2.2.2.2'] })).toBe('2.2.2.2');
		expect(clientOf({ headers, ip: '10.0.0.1', ips: [] })).toBe('10.0.0.1 2.2.2.2');
		expect(clientOf({ headers: { 'x-forwarded-for': 'x'.repeat(9_999) } }).length).toBeLessThan(70);
	});
});

describe('safeData', () => {
	it('keeps JSON as it is, but for keys that reach prototypes and what lies too deep', () => {
		const value: unknown = JSON.parse('{"a":[{"__proto__":1,"b":{"constructor":2,"c":3}}],"prototype":4}');
		expect(JSON.stringify(safeData(value))).toBe('{"a":[{"b":{"c":3}}]}');
		const deep: unknown = JSON.parse(`${'['.repeat(50)}1${']'.repeat(50)}`);
		expect(JSON.stringify(safeData(deep))).toBe('[[[[[[null]]]]]]');
	});
});

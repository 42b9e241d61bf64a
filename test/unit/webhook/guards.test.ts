import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CallRate, rateOfNode } from '../../../nodes/shared/webhook/callRate';
import { clientOf } from '../../../nodes/shared/webhook/client';
import { LogRate } from '../../../nodes/shared/webhook/logRate';
import { readOrigins, siteOf } from '../../../nodes/shared/webhook/origins';
import { safeData } from '../../../nodes/shared/webhook/safeData';

describe('origins', () => {
	it('says which entries name none', () => {
		const entries = ['https://a.example', 'ftp://a.example', 'https://a.example/x', '*.example', 'a b', 'https://*'];
		expect(readOrigins(entries).unreadable).toEqual(['ftp://a.example', 'https://a.example/x', 'a b', 'https://*']);
	});

	it('take hosts of any letters, as browsers send them', () => {
		const origins = readOrigins(['https://www.journal-été.fr', '*.zürich.example', 'https://my_site.example.com']);
		expect(origins.unreadable).toEqual([]);
		for (const page of ['https://www.journal-été.fr/a', 'https://news.zürich.example', 'https://my_site.example.com']) {
			expect(siteOf([new URL(page).origin], origins)).toBeDefined();
		}
		for (const other of ['https://www.journal-ete.fr', 'https://xn--zrich-kva.example', 'https://mysite.example.com']) {
			expect(siteOf([other], origins)).toBeUndefined();
		}
	});

	it('lets no origin pass that is not on the list', () => {
		const origins = readOrigins(['https://www.example.com', 'https://*.example.org']);
		fc.assert(
			fc.property(fc.webUrl(), fc.string(), (url, noise) => {
				const { origin, hostname } = new URL(url);
				const isListed = origin === 'https://www.example.com' || (origin.startsWith('https:') && hostname.endsWith('.example.org'));
				expect(siteOf([origin], origins) !== undefined).toBe(isListed);
				expect(siteOf([noise], origins)).toBeUndefined();
				expect(siteOf([origin, origin], origins)).toBeUndefined();
			}),
		);
	});

	it('are never more sites than the list has, whatever a stranger writes', () => {
		const origins = readOrigins(['www.example.com:443', 'https://*.example.org', 'http://localhost:3000']);
		const label = fc.stringMatching(/^[a-z0-9]{1,9}$/);
		fc.assert(
			fc.property(label, (name) => {
				expect(siteOf([`https://${name}.example.org`], origins)).toBe('https://*.example.org');
				expect(siteOf([`https://${name}.example.com`], readOrigins(['*']))).toBe('*');
			}),
		);
		expect(siteOf(['https://WWW.example.com'], origins)).toBe('https://www.example.com');
		expect(siteOf(['http://localhost:3000'], origins)).toBe('http://localhost:3000');
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
		// What it had left it has still.
		expect([0, -3_600_000].map((now) => rate.allows('b', 2, now))).toEqual([true, true]);
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

describe('clientOf: IPv6', () => {
	const of = (ip: string) => clientOf({ headers: {}, ip, ips: [] });

	it('counts a network of 2^64 addresses as one', () => {
		fc.assert(
			fc.property(fc.ipV6(), (address) => {
				const { hostname } = new URL(`http://[${address}]/`);
				const same = of(hostname.slice(1, -1));
				if (!address.includes('.')) expect(of(address.toUpperCase())).toBe(same);
				expect(of(`${address}%eth0`)).toBe(of(address));
			}),
		);
		expect(of('2001:db8:1:2::1')).toBe(of('2001:db8:1:2:ffff:ffff:ffff:ffff'));
		expect(of('2001:db8:1:2::1')).not.toBe(of('2001:db8:1:3::1'));
		expect(of('2001:db8::')).toBe(of('2001:db8:0:0:1::'));
	});

	it('takes an IPv4 address in either writing for one', () => {
		expect(of('::ffff:192.0.2.7')).toBe('192.0.2.7');
		expect(of('192.0.2.7')).not.toBe(of('192.0.2.8'));
	});

	it('takes what is no address as it stands', () => {
		for (const text of ['', 'x:y', 'proxy', ':::', '1.2.3.4:80']) expect(typeof of(text)).toBe('string');
		expect(of('proxy')).toBe('proxy');
	});
});

describe('LogRate', () => {
	it('lets one line of each kind a minute through, and counts the others', () => {
		const rate = new LogRate();
		expect(rate.leftOutSince(401, 0)).toBe(0);
		expect(rate.leftOutSince(429, 0)).toBe(0);
		for (let call = 1; call <= 1_000; call++) expect(rate.leftOutSince(401, call)).toBeUndefined();
		expect(rate.leftOutSince(401, 60_000)).toBe(1_000);
		expect(rate.leftOutSince(401, 120_000)).toBe(0);
		expect(rate.leftOutSince(401, -120_000)).toBe(0);
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

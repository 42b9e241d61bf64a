import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressOf } from '../../../nodes/shared/batch/client/connection';
import { readRawPath } from '../../../nodes/shared/batch/client/rawPath';
import type { Route } from '../../../nodes/shared/batch/routes/route';
import { newConnection } from './support/connection';

const connection = newConnection();
const read = (text: string, family: Route['family'] = 'project') => readRawPath(text, family, connection);

describe('readRawPath', () => {
	it('takes the paths of the documentation', () => {
		expect(read('segments/list')).toEqual({ version: undefined, path: 'segments/list' });
		expect(read('/catalogs/items/edit')).toEqual({ version: undefined, path: 'catalogs/items/edit' });
		expect(read('1.1/campaigns/list', 'app')).toEqual({ version: '1.1', path: 'campaigns/list' });
		expect(read('/1.0/custom-audience/vip%20readers', 'app')).toEqual({ version: '1.0', path: 'custom-audience/vip%20readers' });
	});

	it.each([
		'https://evil.example/x', 'HTTP:x', '//evil.example/x', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)',
		'', '/', 'a//b', 'a/', '.', '..', 'a/../b', 'a/./b', '../../1.0/x', '%2e%2e/x', 'a/%2E', 'a/.%2e', 'a/%2e%2E/b', '%252e%252e/x', '%25252e./x',
		'a%2fb', 'a%5Cb', 'a%252fb', 'a?b', 'a#b', 'a%3', 'a%', 'a b', 'a\nb', 'a%0Ab', 'a%00', 'é', 'a{b}', '{token}', '2.11/segments/list', '\u2024\u2024/x', '．．/x',
	])('refuses %j', (text) => {
		expect(read(text)).toHaveProperty('rule');
	});

	it.each(['campaigns/list', '1.1', '1.1/IOSKEYEXAMPLE/campaigns/list', '2.11/segments/list', '1.1/..', '1.1//x'])('refuses %j for an app', (text) => {
		expect(read(text, 'app')).toHaveProperty('rule');
	});

	it('leads to no other host and out of no folder, whatever somebody writes', () => {
		const bits = fc.array(fc.constantFrom('.', '..', '/', '//', '\\', '%2e', '%2E', '%2f', '%25', '?', '#', '@', ':', 'a', '1.1', 'https:', '\t', 'x.example', '{a}', ';'), { maxLength: 8 });
		fc.assert(
			fc.property(fc.oneof(bits.map((parts) => parts.join('')), fc.string()), fc.constantFrom('project', 'app'), (text, family) => {
				const raw = read(text, family as Route['family']);
				if ('rule' in raw) return;
				const route = { family, method: 'GET', path: raw.path, version: raw.version, source: '' } as Route;
				const address = addressOf(connection, route, { platform: 'ios' });
				const url = new URL(address);
				expect(url.href).toBe(address);
				expect(url.origin).toBe('https://api.batch.com');
				expect(url.pathname.startsWith(family === 'project' ? '/2.11/' : `/${raw.version}/IOSKEYEXAMPLE/`)).toBe(true);
				expect(url.pathname).not.toMatch(/\/\.{0,2}(?:\/|$)/);
				expect(url.search + url.hash + url.username).toBe('');
			}),
			{ numRuns: 2_000 },
		);
	});
});

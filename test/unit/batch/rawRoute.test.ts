import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { elementsOf, rawRoute } from '../../../nodes/Batch/resources/rawRequest/rawRoute';
import type { Route } from '../../../nodes/shared/batch/routes/route';

const folder = new URL('../../../nodes/shared/batch/routes/', import.meta.url);
const files = await Promise.all(readdirSync(folder).map(async (name) => (await import(new URL(name, folder).href)) as Record<string, unknown>));
const isRoute = (value: unknown): value is Route => typeof value === 'object' && value !== null && 'path' in value && 'family' in value;
const routes = files.flatMap((file) => Object.values(file)).flatMap((table) => Object.entries(table as Record<string, unknown>));
const ofProject = routes.flatMap(([name, route]) => (isRoute(route) && route.family === 'project' ? [[name, route] as const] : []));

describe('a raw request', () => {
	it.each(ofProject)('goes at the pace of the route it names: %s, %o', (name, { family, method, path, rates }) => {
		expect(rates).toBeDefined();
		const body = name === 'createBySegment' ? { filter: { segment: 'vip' } } : {};
		expect(rawRoute({ family, method, path, version: undefined }, body).rates).toEqual(rates);
	});

	it('counts what it carries', () => {
		expect(elementsOf([1, 2, 3])).toBe(3);
		expect(elementsOf({ name: 'articles', items: [1, 2], tags: [1] })).toBe(2);
		expect(elementsOf({ name: 'articles' })).toBeUndefined();
		expect(elementsOf('text')).toBeUndefined();
		expect(elementsOf(undefined)).toBeUndefined();
	});
});

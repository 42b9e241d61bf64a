import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, cursorPage, mapOf, text, unwrap, utcTime } from './values.ts';

const source = 'batch-api-2x.md §7.2, §15';
const fieldName = z.string().regex(/^[a-z0-9_]{1,250}$/);
const fieldType = z.enum(['array', 'bool', 'date', 'float', 'integer', 'string', 'url']);
const field = z.strictObject({ name: fieldName, type: fieldType });

const itemDate = z.union([utcTime, z.number()]);
const itemValue = z.union([
	z.string().max(10_000),
	z.number(),
	z.boolean(),
	z.array(z.string().min(1).max(64)).max(15),
]);

/** Bare keys and wrapped ones both pass (batch-api-2x.md §15). */
const itemAttributes = mapOf((key) => {
	const { wrapper, name } = unwrap(key);
	if (!/^[a-z0-9_]+$/.test(name)) return undefined;
	if (wrapper === 'date') return itemDate;
	return wrapper === 'url' ? address : itemValue;
});

/** `add` was seen; the page speaks of updating and removing, without spelling them. */
const item = z
	.strictObject({ id: text, action: z.enum(['add', 'update', 'remove']), attributes: itemAttributes.optional() })
	.refine(({ action, attributes }) => action !== 'add' || attributes !== undefined, {
		message: 'adds nothing',
	});

export const catalogContract: RouteContract[] = [
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/catalogs/create',
		body: z.strictObject({
			name: text,
			fields: z
				.array(field)
				.min(1)
				.max(25)
				.refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, {
					message: 'has two fields of one name',
				}),
		}),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/catalogs/update',
		body: z.strictObject({
			name: text,
			fields: z
				.array(
					z.discriminatedUnion('action', [
						z.strictObject({ action: z.literal('add'), name: fieldName, type: fieldType }),
						z.strictObject({ action: z.literal('remove'), name: fieldName }),
					]),
				)
				.min(1),
		}),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/catalogs/remove',
		body: z.strictObject({ name: text }),
		source,
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/catalogs/list',
		query: z.strictObject(cursorPage),
		source,
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/catalogs/view',
		query: z.strictObject({ name: text, indexing_token: text.optional() }),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/catalogs/items/edit',
		body: z.strictObject({ name: text, items: z.array(item).min(1).max(200) }),
		source,
	},
];

import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, attributeName, mapOf, plainTime, text, unwrap } from './values.ts';

const source = 'batch-api-1x.md §5';
const path = '/1.0/:appKey/data/users';
const tag = z.string().min(1).max(64);

/** An empty collection is refused, `null` removes it; edits may leave one side empty. */
const tags = z
	.union([
		z.array(tag).min(1),
		z
			.strictObject({ $add: z.array(tag).optional(), $remove: z.array(tag).optional() })
			.refine((edit) => Object.keys(edit).length > 0, 'edits nothing'),
	])
	.nullable();
const scalar = z.union([z.string().max(64), z.number(), z.boolean()]).nullable();
const date = z.union([z.number(), plainTime]).nullable();
const url = address.nullable();

const values = mapOf((key) => {
	const { wrapper, name } = unwrap(key);
	const [, prefix, own] = /^(u|ut)\.(.*)$/s.exec(name) ?? [];
	if (own === undefined || !attributeName.test(own)) return undefined;
	if (prefix === 'ut') return wrapper === undefined ? tags : undefined;
	if (wrapper === 'date') return date;
	return wrapper === 'url' ? url : scalar;
});

/** What an absent `overwrite` means is unknown: it is to be sent always. */
const update = z.strictObject({ overwrite: z.boolean(), values });

export const customDataContract: RouteContract[] = [
	{ family: 'app', method: 'POST', path: `${path}/:userId`, body: update, source },
	{
		family: 'app',
		method: 'POST',
		path,
		body: z.array(z.strictObject({ id: text, update })).min(1).max(10_000),
		source,
	},
	{ family: 'app', method: 'DELETE', path: `${path}/:userId`, source },
	{ family: 'app', method: 'DELETE', path, body: z.array(text).min(1).max(10_000), source },
];

import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { mapOf, offsetPage, text } from './values.ts';

const source = 'batch-api-1x.md §9.2';
const path = '/1.0/:appKey/app-data';
const parameters = { table: z.string().regex(/^[A-Za-z0-9_-]+$/) };
const value = z.string().nullable();

export const appDataContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: `${path}/:table`,
		parameters,
		// The unit of `time_to_live` is unknown.
		body: z.strictObject({
			description: text.optional(),
			time_to_live: z.number().int().positive().optional(),
		}),
		source,
	},
	{
		family: 'app',
		method: 'PATCH',
		path: `${path}/:table`,
		parameters,
		body: z
			.strictObject({
				overwrite: z.boolean(),
				values: mapOf(() => value).refine((map) => {
					const count = Object.keys(map).length;
					return count >= 1 && count <= 10_000;
				}, 'must have 1 to 10,000 values'),
			})
			.refine(
				(body) => !body.overwrite || !Object.values(body.values).includes(null),
				'overwrites with null',
			),
		source,
	},
	{ family: 'app', method: 'DELETE', path: `${path}/:table`, parameters, source },
	{ family: 'app', method: 'GET', path, query: z.strictObject(offsetPage), source },
];

import { z } from 'zod/v4';
import { audienceName, memberAttributes } from './audiences.ts';
import type { RouteContract } from './route.ts';
import { offsetPage, text } from './values.ts';

const source = 'batch-api-1x.md §6, §14';
const parameters = { name: audienceName };
const description = text.optional();
const type = z.enum(['custom_ids', 'advertising_ids']);
const action = z.enum(['add', 'remove']);

/** 1.1's own limit is unknown: 1.0's 10,000 is the most that is documented. */
const portion = <Member extends z.ZodType>(member: Member, minimum = 1) => z.array(member).min(minimum).max(10_000);
const extras = { attributes: memberAttributes.optional(), tags: z.array(text).optional() };

/** A vendor sends a type to 1.1, where none is documented: it passes (batch-api-1x.md §14). */
const doubtfulType = text.optional();

const shared = (version: '1.0' | '1.1'): RouteContract[] => {
	const path = `/${version}/:appKey/custom-audience`;
	return [
		{ family: 'app', method: 'GET', path, query: z.strictObject(offsetPage), source },
		{
			family: 'app',
			method: 'GET',
			path: `${path}/:name`,
			parameters,
			query: z.strictObject({ indexing_token: text.optional() }),
			source,
		},
		{ family: 'app', method: 'DELETE', path: `${path}/:name`, parameters, source },
	];
};

/** 1.0 has no replace. */
export const customAudienceContract: RouteContract[] = [
	...shared('1.0'),
	...shared('1.1'),
	{
		family: 'app',
		method: 'POST',
		path: '/1.0/:appKey/custom-audience/:name',
		parameters,
		body: z.strictObject({ type, description }),
		source,
	},
	{
		family: 'app',
		method: 'PATCH',
		path: '/1.0/:appKey/custom-audience/:name',
		parameters,
		body: z.strictObject({ type, ids: portion(z.strictObject({ action, id: text })) }),
		source,
	},
	{
		family: 'app',
		method: 'POST',
		path: '/1.1/:appKey/custom-audience/:name',
		parameters,
		body: z.strictObject({ type: doubtfulType, description }),
		source,
	},
	{
		family: 'app',
		method: 'PATCH',
		path: '/1.1/:appKey/custom-audience/:name',
		parameters,
		body: z.strictObject({
			type: doubtfulType,
			ids: portion(z.strictObject({ action, id: text, ...extras })),
		}),
		source,
	},
	{
		family: 'app',
		method: 'PUT',
		path: '/1.1/:appKey/custom-audience/:name',
		parameters,
		body: z.strictObject({ type: doubtfulType, ids: portion(z.strictObject({ id: text, ...extras }), 0) }),
		source,
	},
];

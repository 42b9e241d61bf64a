import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SentRequest } from '../../contract/check.ts';
import { checkRequest } from '../../contract/check.ts';
import { contract } from '../../contract/index.ts';
import { routes } from '../../sandbox/routes/index.ts';
import { appCampaign, appExport, appKeys, edit, email, ids, projectKeys, push, right, sent, transactional } from './rightRequests.ts';

it.each(right)('%s is right', (line, body) => {
	expect(checkRequest(sent(line, body))).toEqual([]);
});

it('lets a signed link be fetched without keys', () => {
	expect(checkRequest(sent('GET /signed-files/f?expires=1', undefined, { headers: {} }))).toEqual([]);
});

it('knows every route of the sandbox, and no other', () => {
	const names = (list: ReadonlyArray<{ method: string; path: string }>) =>
		list.map(({ method, path }) => `${method} ${path.replace(/:(?!appKey)\w+/g, ':')}`).sort();
	expect(names(contract)).toEqual(names(routes));
});

it('has a right request for every route above', () => {
	// A signed link has a test of its own.
	expect(right).toHaveLength(contract.length - 1);
});

const wrong: Array<[string, string, string, unknown?, Partial<SentRequest>?]> = [
	['a route that is not documented', 'not documented', 'GET /2.11/profiles/view?custom_id=1'],
	['another method', 'not documented', 'DELETE /2.11/audiences/remove', { name: 'vip' }],
	['a version of its own', 'not documented', 'GET /3.0/segments/list'],
	['no key', 'authorization is missing', 'GET /2.11/segments/list', undefined, { headers: {} }],
	[
		'the other family’s key',
		'x-authorization must not be sent',
		'GET /2.11/segments/list',
		undefined,
		{ headers: { ...projectKeys, ...appKeys } },
	],
	[
		'a Bearer key in 1.x',
		'x-authorization has a wrong form',
		'GET /1.0/KEY/app-data',
		undefined,
		{ headers: { 'x-authorization': 'Bearer key' } },
	],
	['a key at a signed link', 'must not be sent', 'GET /signed-files/f'],
	['an unknown query', 'Unrecognized key', 'GET /2.11/segments/list?page=2'],
	['a query that comes twice', 'twice', 'GET /2.11/segments/list?limit=1&limit=2'],
	['a query where there is none', 'no query', 'GET /1.0/KEY/gdpr/requests?limit=1'],
	['101 a page', 'query limit', 'GET /2.11/segments/list?limit=101'],
	['a filter whose form is unknown', 'Unrecognized key', 'GET /2.11/orchestrations/list?status=draft'],
	['a body where there is none', 'no body', 'DELETE /1.0/KEY/custom-audience/vip', {}],
	['no body', 'not JSON', 'POST /2.11/audiences/remove', undefined],
	[
		'a body that is not said to be JSON',
		'not said to be JSON',
		'POST /2.11/audiences/remove',
		{ name: 'vip' },
		{ headers: projectKeys },
	],
	['a badly encoded part', 'properly encoded', 'DELETE /1.0/KEY/data/users/%ff'],
	['a name of an audience', "'name' in the path", 'GET /1.0/KEY/custom-audience/a%20b'],
	['an unknown key', 'Unrecognized key', 'POST /2.11/audiences/create', { name: 'a', type: 'x', ttl: 1 }],
	['no ids', 'body ids', 'POST /2.11/audiences/update', { name: 'vip', ids: [] }],
	['10,001 ids', 'body ids', 'POST /2.11/audiences/update', { name: 'vip', ids: ids(10_001) }],
	['a number as id', 'body ids.0.id', 'POST /2.11/audiences/replace', { name: 'vip', ids: [{ id: 1 }] }],
	[
		'attributes of who is removed',
		'attributes',
		'POST /2.11/audiences/update',
		{ name: 'vip', ids: [{ action: 'remove', id: '1', attributes: {} }] },
	],
	['201 edits', 'body', 'POST /2.11/profiles/update', Array(201).fill(edit)],
	[
		'two identifiers',
		'identifiers',
		'POST /2.11/profiles/update',
		[{ identifiers: { custom_id: '1', installation: {} } }],
	],
	[
		'an attribute in capitals',
		'no such key',
		'POST /2.11/profiles/update',
		[{ ...edit, attributes: { Plan: 'gold' } }],
	],
	[
		'a misspelt native attribute',
		'$email',
		'POST /2.11/profiles/update',
		[{ ...edit, attributes: { $email: 'ada@example.org' } }],
	],
	[
		'an object as attribute of a profile',
		'0.attributes.plan',
		'POST /2.11/profiles/update',
		[{ ...edit, attributes: { plan: { name: 'gold' } } }],
	],
	[
		'a date without zone',
		'date(a)',
		'POST /2.11/profiles/update',
		[{ ...edit, attributes: { 'date(a)': '2026-01-01T00:00:00' } }],
	],
	[
		'a day that there is not',
		'date(a)',
		'POST /2.11/profiles/update',
		[{ ...edit, attributes: { 'date(a)': '2026-02-30T00:00:00Z' } }],
	],
	[
		'16 events',
		'0.events',
		'POST /2.11/profiles/update',
		[{ ...edit, events: Array(16).fill({ name: 'opened' }) }],
	],
	['two messages', 'messages', 'POST /2.11/campaigns/create', { ...push, messages: [...push.messages, ...email.messages] }],
	['half a campaign', 'body campaign', 'POST /2.11/campaigns/update', { id: 'o', campaign: { state: 'RUNNING' } }],
	['neither attributes nor identifiers', 'body', 'POST /2.11/profiles/export', { export_type: 'ATTRIBUTES' }],
	['both times', 'exactly one', 'POST /1.1/KEY/campaigns/create', { ...appCampaign, local_push_time: '2026-01-01T00:00:00' }],
	['an update of nothing', 'updates nothing', 'POST /1.1/KEY/campaigns/update/t', {}],
	['a payload that is an object', 'custom_payload', 'POST /1.1/KEY/transactional/send', { ...transactional, custom_payload: {} }],
	['nobody', 'recipients', 'POST /1.1/KEY/transactional/send', { ...transactional, recipients: {} }],
	['statistics of no time', 'earlier', 'GET /1.1/KEY/transactional/stats/g?since=2026-01-01&until=2026-01-01'],
	['an empty collection', 'ut.a', 'POST /1.0/KEY/data/users/42', { overwrite: true, values: { 'ut.a': [] } }],
	['no overwrite', 'overwrite', 'POST /1.0/KEY/data/users/42', { values: { 'u.a': 1 } }],
	['an event without prefix', 'name', 'POST /1.0/KEY/events/users/42', { events: [{ name: 'opened' }] }],
	['a replace in 1.0', 'not documented', 'PUT /1.0/KEY/custom-audience/vip', { ids: [{ id: '1' }] }],
	['attributes in 1.0', 'Unrecognized key', 'PATCH /1.0/KEY/custom-audience/vip', { type: 'custom_ids', ids: [{ ...ids(1)[0], attributes: {} }] }],
	['an export without ids', 'body ids', 'POST /1.0/KEY/export/campaign/t/ids', { ...appExport, ids: undefined }],
	['null in a replace', 'overwrites with null', 'PATCH /1.0/KEY/app-data/t', { overwrite: true, values: { a: null } }],
	['an erasure', 'request_type', 'POST /1.0/KEY/gdpr/request', { request_type: 'erase', id: { type: 'custom_id', value: '1' } }],
	['201 items', 'body items', 'POST /2.11/catalogs/items/edit', { name: 'c', items: Array(201).fill({ id: '1', action: 'add', attributes: {} }) }],
];

describe('a request is found out for', () => {
	it.each(wrong)('%s: %s', (_, named, line, body, change) => {
		expect(checkRequest(sent(line, body, change)).join('\n')).toContain(named);
	});
});

it('reads a body that is zipped', () => {
	const zipped = (body: unknown) =>
		sent('POST /2.11/audiences/remove', body, {
			body: gzipSync(JSON.stringify(body)),
			headers: { ...projectKeys, 'content-type': 'application/json', 'content-encoding': 'gzip' },
		});
	expect(checkRequest(zipped({ name: 'vip' }))).toEqual([]);
	expect(checkRequest(zipped({ name: '' }))).toHaveLength(1);
});

it('names no key and no value, and tells a problem of many rows in few lines', () => {
	const users = Array.from({ length: 1_000 }, () => ({ id: 42, secret: 'secret-value' }));
	const problems = checkRequest(sent('POST /1.0/SECRET-KEY/events/users', users));
	expect(problems.length).toBeLessThan(10);
	expect(problems.join('\n')).not.toMatch(/SECRET-KEY|secret-value/);
	const unknown = checkRequest(sent('GET /1.0/SECRET-KEY/no/such'));
	expect(unknown.join('\n')).not.toContain('SECRET-KEY');
});

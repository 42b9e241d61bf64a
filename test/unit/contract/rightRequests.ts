import type { SentRequest } from '../../contract/check.ts';

export const projectKeys = { authorization: 'Bearer key', 'x-batch-project': 'project_x' };
export const appKeys = { 'x-authorization': 'key' };

/** A request as a right client sends it; whatever a case changes is given. */
export function sent(line: string, body?: unknown, change: Partial<SentRequest> = {}): SentRequest {
	const [method, address] = line.split(' ');
	const { pathname, searchParams } = new URL(address, 'http://batch');
	const keys = pathname.startsWith('/2.') ? projectKeys : appKeys;
	return {
		method,
		path: pathname,
		query: searchParams,
		headers: { ...keys, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
		body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)),
		...change,
	};
}

export const ids = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ action: 'add', id: `id-${index}` }));
export const push = {
	...{ name: 'Sale', state: 'DRAFT', when: { start_time: '2026-03-02T08:00:00Z' } },
	messages: [{ channel_type: 'push', platform_type: ['ios'], body: 'Now' }],
};
export const email = {
	...push,
	messages: [{ channel_type: 'email', subject: 'x', sender_identity_id: 's', html: '<p>x</p>' }],
};
export const appCampaign = {
	...{ name: 'Sale', live: false, push_time: 'now' },
	messages: [{ language: 'en', body: 'Now' }],
};
const inApp = {
	...{ name: 'Hello', live: true, trigger: { when: 'NEXT_SESSION', capping: 1 } },
	landing: { theme: 't', contents: [{ language: 'en', title: 'Hello' }] },
};
export const transactional = { group_id: 'g', recipients: { custom_ids: ['1'] }, message: { body: 'x' } };
export const appExport = {
	...{ from: '2026-01-01T00:00:00', to: 'now', events: ['push_open'], ids: ['custom_id'] },
};
export const edit = {
	identifiers: { custom_id: 'crm-42' },
	attributes: {
		...{ $email_address: 'ada@example.org', plan: 'gold', points: 1, trial: true, old: null },
		...{ 'date(birthdate)': '1990-05-01T00:00:00Z', 'url(avatar)': 'https://example.org/a.png' },
		...{ interests: ['bike'], programs: { $add: ['vip'], $remove: [] } },
	},
	events: [
		{
			...{ name: 'cart_updated', time: '2026-01-10T09:30:00Z' },
			attributes: {
				...{ $label: 'web', $tags: ['sale'], amount: 39.9 },
				items: [{ sku: 'A1', 'url(link)': 'https://example.org/a1' }],
			},
		},
	],
};

/** Every documented route, by a request that keeps to it. */
export const right: Array<[string, unknown?]> = [
	['POST /2.11/profiles/update', [edit]],
	['POST /2.11/profiles/mass-update', [edit]],
	['POST /2.11/profiles/export', { export_type: 'ATTRIBUTES', attributes: ['plan'] }],
	['GET /2.11/exports/view?id=export_1'],
	['GET /2.11/exports/list?limit=100'],
	['GET /2.11/exports/download?id=file_1'],
	['POST /2.11/audiences/create', { name: 'new', type: 'custom_ids' }],
	['POST /2.11/audiences/update', { name: 'vip', ids: [...ids(9_999), { action: 'remove', id: '1' }] }],
	['POST /2.11/audiences/replace', { name: 'vip', ids: [{ id: '1', attributes: { a: 1 } }] }],
	['POST /2.11/audiences/remove', { name: 'vip' }],
	['GET /2.11/audiences/list?from=abc&limit=1'],
	['GET /2.11/audiences/view?name=vip&indexing_token=x'],
	['GET /2.13/segments/list'],
	['POST /2.11/campaigns/create', email],
	['POST /2.11/campaigns/update', { id: 'orchestration_1', campaign: push }],
	['POST /2.11/campaigns/delete', { id: 'orchestration_1' }],
	['GET /2.11/orchestrations/list'],
	['GET /2.11/orchestrations/stats?orchestration_id=o&from=2026-01-01&to=2026-01-02'],
	['GET /2.11/orchestrations/view?orchestration_id=o'],
	['POST /2.11/catalogs/create', { name: 'new', fields: [{ name: 'title', type: 'string' }] }],
	['POST /2.11/catalogs/update', { name: 'c', fields: [{ action: 'remove', name: 'title' }] }],
	['POST /2.11/catalogs/remove', { name: 'c' }],
	['GET /2.11/catalogs/list'],
	['GET /2.11/catalogs/view?name=c'],
	[
		'POST /2.11/catalogs/items/edit',
		{ name: 'c', items: [{ id: '1', action: 'add', attributes: { title: 'x', 'date(a)': 1, constructor: 1 } }] },
	],
	['POST /1.1/KEY/transactional/send', transactional],
	['GET /1.1/KEY/transactional/stats/g?since=2026-01-01&until=2026-02-01'],
	['POST /partner/transactional/send', { template_id: 't', recipients: { tokens: ['x'] } }],
	['POST /1.1/KEY/campaigns/create', appCampaign],
	['POST /1.1/KEY/campaigns/update/t', { live: true }],
	['POST /1.1/KEY/campaigns/delete/t'],
	['GET /1.1/KEY/campaigns/list?live=true&from=10'],
	['GET /1.1/KEY/campaigns/t'],
	['GET /1.1/KEY/campaigns/stats/t'],
	['POST /1.1/KEY/in-app-campaigns/create', inApp],
	['POST /1.1/KEY/in-app-campaigns/update/t', { live: false }],
	['POST /1.1/KEY/in-app-campaigns/delete/t'],
	['GET /1.1/KEY/in-app-campaigns/list?from_api=false'],
	['GET /1.1/KEY/in-app-campaigns/t'],
	['POST /1.0/KEY/data/users/42', { overwrite: true, values: { 'u.plan': 'gold' } }],
	[
		'POST /1.0/KEY/data/users',
		[{ id: '42', update: { overwrite: false, values: { 'ut.a': { $add: ['x'] }, 'date(u.b)': 1 } } }],
	],
	['DELETE /1.0/KEY/data/users/a%2Fb'],
	['DELETE /1.0/KEY/data/users', ['1', '2']],
	['POST /1.0/KEY/events/users/42', { events: [{ name: 'ue.opened' }] }],
	['POST /1.0/KEY/events/users', [{ id: '42', events: [{ name: 'ue.opened', tags: ['x'] }] }]],
	['POST /1.0/KEY/custom-audience/new', { type: 'custom_ids' }],
	['PATCH /1.0/KEY/custom-audience/vip', { type: 'custom_ids', ids: ids(1) }],
	['DELETE /1.0/KEY/custom-audience/vip'],
	['GET /1.0/KEY/custom-audience?limit=1'],
	['GET /1.0/KEY/custom-audience/vip?indexing_token=x'],
	['POST /1.1/KEY/custom-audience/new', {}],
	['PATCH /1.1/KEY/custom-audience/vip', { ids: [{ ...ids(1)[0], tags: ['x'] }] }],
	['PUT /1.1/KEY/custom-audience/vip', { ids: [{ id: '1', attributes: { score: 7 } }] }],
	['DELETE /1.1/KEY/custom-audience/vip'],
	['GET /1.1/KEY/custom-audience'],
	['GET /1.1/KEY/custom-audience/vip'],
	['POST /1.0/KEY/export/campaign/t/ids', appExport],
	['POST /1.0/KEY/export/campaign/t/events', appExport],
	['GET /1.0/KEY/export/request/r'],
	['GET /1.0/KEY/export/requests'],
	['GET /export-files/r'],
	['POST /1.0/KEY/app-data/new', { description: 'x' }],
	['PATCH /1.0/KEY/app-data/t', { overwrite: false, values: { a: 'A', b: null } }],
	['DELETE /1.0/KEY/app-data/t'],
	['GET /1.0/KEY/app-data'],
	['POST /1.0/KEY/gdpr/request', { request_type: 'remove', id: { type: 'custom_id', value: '42' } }],
	['GET /1.0/KEY/gdpr/request/r'],
	['GET /1.0/KEY/gdpr/requests'],
];

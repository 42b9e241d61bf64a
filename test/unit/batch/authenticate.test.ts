import type { IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { authenticate } from '../../../nodes/shared/batch/client/authenticate';
import { credential } from './support/connection';

const projectHeaders = { Authorization: 'Bearer rest-key-example', 'X-Batch-Project': 'project_abcdefghij' };
const appHeaders = { 'X-Authorization': 'rest-key-example' };
const headersFor = (request: IHttpRequestOptions, fields: object = {}) => authenticate({ ...credential, ...fields }, request).headers;

describe('authenticate', () => {
	it.each(['2.11/profiles/update', '2.3/audiences/list?limit=1'])('sends the headers of the project family to %s', (path) => {
		expect(headersFor({ url: `https://api.batch.com/${path}` })).toEqual(projectHeaders);
	});

	it.each([
		'1.1/IOSKEYEXAMPLE/transactional/send',
		'1.0/IOSKEYEXAMPLE/data/users',
		// A path of the app family that looks like the other further on.
		'1.1/IOSKEYEXAMPLE/campaigns/2.5/stats',
		'1.0/2.11/profiles',
	])('sends the header of the app family to %s', (path) => {
		expect(headersFor({ url: `https://api.batch.com/${path}` })).toEqual(appHeaders);
	});

	it.each(['https://API.Batch.com', 'https://api.batch.com:443/', ' https://api.batch.com// '])(
		'knows the family however the address is written: %j',
		(apiAddress) => {
			expect(headersFor({ url: 'https://api.batch.com/2.11/profiles/update' }, { apiAddress })).toEqual(projectHeaders);
			expect(headersFor({ url: 'https://api.batch.com/1.0/KEY/data/users' }, { apiAddress })).toEqual(appHeaders);
		},
	);

	it('knows the family behind a proxy that keeps Batch in a folder', () => {
		const apiAddress = 'https://proxy.example/batch';
		expect(headersFor({ url: 'https://proxy.example/batch/2.11/profiles/update' }, { apiAddress })).toEqual(projectHeaders);
		expect(headersFor({ url: 'https://proxy.example/batch/1.0/KEY/data/users' }, { apiAddress })).toEqual(appHeaders);
		expect(headersFor({ url: 'https://proxy.example/batch2/2.11/profiles/update' }, { apiAddress })).toEqual(appHeaders);
	});

	it('sends the header of the app family to the partner endpoint', () => {
		const partnerAddress = 'https://partner.example/1.0/{app_key}/send';
		expect(headersFor({ url: 'https://partner.example/1.0/IOSKEYEXAMPLE/send' }, { partnerAddress })).toEqual(appHeaders);
		// Not those of a project, which it has no use for.
		expect(headersFor({ url: 'https://partner.example/2.11/profiles/update' }, { partnerAddress })).toEqual(appHeaders);
	});

	it('keeps what the request brings, and never lets a redirect carry the keys on', () => {
		const request: IHttpRequestOptions = { url: '2.11/profiles/update', baseURL: 'https://api.batch.com', method: 'POST', headers: { Accept: 'a' }, body: '[]' };
		expect(authenticate(credential, request)).toEqual({
			...request,
			headers: { Accept: 'a', ...projectHeaders },
			disableFollowRedirect: true,
		});
		expect(request.headers).toEqual({ Accept: 'a' });
	});

	it.each<[string, string?]>([
		['https://api.batch.com.evil.example/2.11/profiles/update'],
		['https://evil.example/https://api.batch.com/2.11/profiles/update'],
		['https://api.batch.com@evil.example/2.11/profiles/update'],
		['https://api.batch.com:pass@evil.example/2.11/'],
		['https://evil.example#@api.batch.com/2.11/'],
		['https://evil.example\\@api.batch.com/2.11/'],
		['https://evil.example?https://api.batch.com/2.11/'],
		['http://api.batch.com/2.11/profiles/update'],
		['https://api.batch.com:8443/2.11/profiles/update'],
		['https://batch.com/2.11/'],
		['https://xapi.batch.com/2.11/'],
		['https://api.batch.com./2.11/'],
		['https://аpi.batch.com/2.11/'],
		['ftp://api.batch.com/2.11/'],
		['data:text/plain,https://api.batch.com/2.11/'],
		['/2.11/profiles/update', 'https://evil.example'],
		['//evil.example/2.11/', 'https://api.batch.com'],
		['\\\\evil.example/2.11/', 'https://api.batch.com'],
		['https://evil.example/2.11/', 'https://api.batch.com'],
	])('sends no key to %s (base %s)', (url, baseURL) => {
		expect(() => authenticate(credential, { url, baseURL })).toThrow(/keys are not sent to/);
	});

	it('tells no key in its refusal', () => {
		const url = `https://evil.example/1.0/${credential.iosApiKey}/${credential.restApiKey}`;
		expect(() => authenticate(credential, { url })).toThrow(
			'The Batch credential is for https://api.batch.com; its keys are not sent to https://evil.example. Change the API Address in the credential if that is where Batch is reached.',
		);
	});
});

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { checkKeys } from '../../../nodes/shared/batch/client/checkKeys';
import type { Exchange } from '../../../nodes/shared/batch/client/exchange';
import { credential } from './support/connection';
import { answer, errorOf, noAnswer } from './support/exchanges';

const good = answer(200, []);
const wrongKey = answer(401, errorOf.app('AUTHENTICATION_INVALID'));
const words = 'AUTHENTICATION_INVALID, says the app family';

/** Checks the credential against a server that answers by what the address holds. */
async function check(fields: ICredentialDataDecryptedObject, answers: Record<string, Exchange> = {}) {
	const probed: Array<{ url: string; headers: object | undefined }> = [];
	const result = await checkKeys({ ...credential, ...fields }, async ({ url, headers }) => {
		probed.push({ url, headers });
		return Object.entries(answers).find(([part]) => url.includes(part))?.[1] ?? good;
	});
	return { ...result, probed };
}

describe('checkKeys', () => {
	it('tries each key once with a call that only reads', async () => {
		const { isValid, message, probed } = await check({});
		expect({ isValid, message }).toEqual({ isValid: true, message: 'Works: Project Key, iOS App Key, Android App Key' });
		expect(probed).toEqual([
			{
				url: 'https://api.batch.com/2.11/audiences/list?limit=1',
				headers: { Authorization: 'Bearer rest-key-example', 'X-Batch-Project': 'project_abcdefghij' },
			},
			{ url: 'https://api.batch.com/1.0/IOSKEYEXAMPLE/custom-audience?limit=1', headers: { 'X-Authorization': 'rest-key-example' } },
			{ url: 'https://api.batch.com/1.0/ANDROIDKEYEXAMPLE/custom-audience?limit=1', headers: { 'X-Authorization': 'rest-key-example' } },
		]);
	});

	it('suspects the REST API Key when no key is accepted', async () => {
		const { isValid, message } = await check({}, { 'api.batch.com': wrongKey });
		expect(isValid).toBe(false);
		expect(message).toBe(
			`None of the keys is accepted, so the REST API Key is probably wrong. Project Key, iOS App Key, Android App Key: ${words}`,
		);
	});

	it('suspects either when there is but one', async () => {
		const { isValid, message } = await check({ iosApiKey: '', androidApiKey: '' }, { 'api.batch.com': wrongKey });
		expect(isValid).toBe(false);
		expect(message).toBe(`The REST API Key or the Project Key is wrong. Project Key: ${words}`);
	});

	it('names the one key that is wrong, and those that work', async () => {
		const { isValid, message } = await check({}, { ANDROIDKEY: wrongKey });
		expect(isValid).toBe(false);
		expect(message).toBe(`Android App Key: ${words}. Works: Project Key, iOS App Key`);
	});

	it('says that Batch cannot be reached, without a key', async () => {
		const { isValid, message } = await check(
			{ projectKey: '', androidApiKey: '' },
			{ IOSKEY: { kind: 'noAnswer', code: 'ENOTFOUND', message: 'no host for /1.0/IOSKEYEXAMPLE/', neverSent: true } },
		);
		expect(isValid).toBe(false);
		expect(message).toBe('iOS App Key: Batch could not be reached (no host for /1.0/[hidden]/)');
	});

	it('does not blame a key for what is no refusal of it', async () => {
		for (const exchange of [noAnswer('ECONNRESET', false), answer(503, errorOf.app('MAINTENANCE_ERROR')), answer(500, '<html>')]) {
			const { isValid, message } = await check({}, { 'api.batch.com': exchange });
			expect(isValid).toBe(false);
			expect(message).not.toContain('wrong');
		}
		expect((await check({}, { IOSKEY: answer(500, '<html>') })).message).toContain('iOS App Key: HTTP 500');
	});

	it('takes no web page for success', async () => {
		const { isValid, message } = await check({}, { audiences: answer(200, '<html>', { 'content-type': 'text/html' }) });
		expect(isValid).toBe(false);
		expect(message).toContain('Project Key: something else answered in place of Batch');
	});

	it('says that it follows no redirect', async () => {
		const { isValid, message } = await check({}, { audiences: answer(301, '', { location: 'https://evil.example' }) });
		expect(isValid).toBe(false);
		expect(message).toContain('Project Key: the address redirects elsewhere, which is not followed with the keys');
	});

	it.each<[ICredentialDataDecryptedObject, RegExp]>([
		[{ restApiKey: '', projectKey: '', iosApiKey: '', androidApiKey: '' }, /^Fill in the REST API Key\.$/],
		[{ restApiKey: '  ' }, /^Fill in the REST API Key\.$/],
		[{ projectKey: '', iosApiKey: '', androidApiKey: '' }, /^Fill in the Project Key or at least one App Key/],
		[{ apiAddress: 'api.batch.com' }, /^The API Address must start with https:\/\/\.$/],
		[{ apiAddress: 'https://' }, /^The API Address must/],
		[{ apiAddress: 'https://[broken' }, /^The API Address must/],
		[{ apiAddress: 'javascript:alert(1)' }, /^The API Address must/],
		[{ partnerAddress: 'partner.example/{app_key}' }, /^The Partner Transactional URL must/],
		[{ projectVersion: '3.0' }, /^The Project API Version must look like 2\.11\.$/],
		[{ projectVersion: '2.11/../1.0' }, /^The Project API Version/],
	])('sees without a call what is missing in %j', async (fields, expected) => {
		const { isValid, message, probed } = await check(fields);
		expect(isValid).toBe(false);
		expect(message).toMatch(expected);
		expect(probed).toEqual([]);
	});
});

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressOf, partnerAddressOf, readConnection, redact } from '../../../nodes/shared/batch/client/connection';
import { events } from '../../../nodes/shared/batch/routes/events';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { push } from '../../../nodes/shared/batch/routes/push';
import type { Route } from '../../../nodes/shared/batch/routes/route';
import { credential } from './support/connection';

const folder = new URL('../../../nodes/shared/batch/routes/', import.meta.url);
const files = await Promise.all(readdirSync(folder).map(async (name) => (await import(new URL(name, folder).href)) as Record<string, unknown>));
const everyRoute = files.flatMap((file) => Object.values(file)).flatMap((table) => Object.values(table as Record<string, Partial<Route>>));

const connection = readConnection(credential);

describe('readConnection', () => {
	it('fills in what is left empty, and trims the rest', () => {
		expect(readConnection({ restApiKey: ' key\n', apiAddress: ' ', projectVersion: '' })).toEqual({
			apiAddress: 'https://api.batch.com',
			projectVersion: '2.11',
			restApiKey: 'key',
			projectKey: '',
			appKeys: { ios: '', android: '', web: '' },
			partnerAddress: '',
		});
		expect(readConnection({ apiAddress: 'https://proxy.example/batch//' }).apiAddress).toBe('https://proxy.example/batch');
	});
});

describe('addressOf', () => {
	it('puts version and keys where each family wants them', () => {
		expect(addressOf(connection, profiles.update, {})).toBe('https://api.batch.com/2.11/profiles/update');
		expect(addressOf(connection, events.track, { platform: 'ios' })).toBe('https://api.batch.com/1.0/IOSKEYEXAMPLE/events/users');
		expect(addressOf(connection, push.send, { platform: 'android' })).toBe(
			'https://api.batch.com/1.1/ANDROIDKEYEXAMPLE/transactional/send',
		);
	});

	it('lets no parameter or key break out of its place', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (groupId, key) => {
				fc.pre(groupId !== '.' && groupId !== '..');
				const own = { ...connection, appKeys: { ...connection.appKeys, ios: key } };
				const address = addressOf(own, push.statistics, { platform: 'ios', parameters: { groupId } });
				const parts = address.replace('https://api.batch.com/', '').split('/');
				expect(parts.map(decodeURIComponent)).toEqual(['1.1', key, 'transactional', 'stats', groupId]);
				expect(address).not.toMatch(/[?#\\]/);
			}),
		);
	});

	// An address that holds them is put together by whoever sends it: `/stats/..` is another route.
	it.each(['', '.', '..', '\uD800', 'a\uDFFF'])('refuses the parameter %j, on every route that has one', (value) => {
		const withParameters = everyRoute.filter((route): route is Route => route.path?.includes('{') === true);
		expect(withParameters.length).toBeGreaterThan(2);
		for (const route of withParameters) {
			const [, name] = /\{(\w+)\}/.exec(route.path)!;
			expect(() => addressOf(connection, route, { platform: 'ios', parameters: { [name]: value } })).toThrow('in the address');
		}
	});

	it('takes dots for what they are where they name no folder', () => {
		for (const groupId of ['...', '.a', '%2e%2e', '%2E.', '..\\']) {
			const address = new URL(addressOf(connection, push.statistics, { platform: 'ios', parameters: { groupId } }));
			expect(address.pathname.split('/').slice(0, -1).join('/')).toBe('/1.1/IOSKEYEXAMPLE/transactional/stats');
		}
	});

	it('puts the app key into the partner endpoint', () => {
		const partner = { ...connection, partnerAddress: 'https://partner.example/{app_key}/send' };
		expect(partnerAddressOf(partner, 'ios')).toBe('https://partner.example/IOSKEYEXAMPLE/send');
		expect(partnerAddressOf(connection, 'ios')).toBeUndefined();
	});
});

describe('redact', () => {
	const secrets = [credential.restApiKey, credential.projectKey, credential.iosApiKey, credential.androidApiKey];

	it.each(secrets)('hides %s wherever it stands', (secret) => {
		expect(redact(connection, `${secret} at https://api.batch.com/1.0/${secret}/x, "${secret}"`)).toBe(
			'[hidden] at https://api.batch.com/1.0/[hidden]/x, "[hidden]"',
		);
	});

	it('hides a key as it stands in an address', () => {
		const own = { ...connection, restApiKey: 'a/b+c d=é' };
		expect(redact(own, `?key=${encodeURIComponent(own.restApiKey)}&raw=${own.restApiKey}`)).toBe('?key=[hidden]&raw=[hidden]');
	});

	it('hides the whole of a key that holds another', () => {
		const own = { ...connection, restApiKey: 'abcdef', projectKey: 'abcdef_more', appKeys: { ios: 'x_abcdef', android: '', web: '' } };
		expect(redact(own, 'abcdef_more, x_abcdef, abcdef')).toBe('[hidden], [hidden], [hidden]');
	});

	it('takes a key for text, not for a pattern', () => {
		const own = { ...connection, restApiKey: '.*+?^${}()|[]\\/-x' };
		expect(redact(own, `plain text, ${own.restApiKey}`)).toBe('plain text, [hidden]');
	});

	it('leaves a text without keys alone, also when no key is filled in', () => {
		const none = readConnection({});
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(redact(none, text)).toBe(text);
				expect(redact(connection, text)).toBe(text);
			}),
		);
	});

	it('leaves no key in any text', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...secrets))), (parts) => {
				const shown = redact(connection, parts.join(''));
				for (const secret of secrets) expect(shown).not.toContain(secret);
			}),
		);
	});
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { collect, expectNoSecret, failure, paths } from './support/conformance.ts';
import { storageOf } from './support/fixture.ts';
import { startOpenSsh, type OpenSsh } from './support/openssh.ts';

describe('host keys and private keys on OpenSSH', () => {
	let fixture: OpenSsh;
	beforeAll(async () => {
		fixture = await startOpenSsh();
		await fixture.shelf.write('plain/a.csv', 'a');
	});
	afterAll(async () => await fixture.stop());

	const listWith = async (fields: Record<string, string>): Promise<string[]> => {
		const storage = await storageOf(fixture, { ...fixture.credential(), ...fields });
		try {
			return await paths(storage.list('plain'));
		} finally {
			await storage.close();
		}
	};
	const bare = (line: string): string => /SHA256:\S+/.exec(line)?.[0] ?? '';

	it('refuses a server whose key nobody pinned, and shows it as ssh-keygen does', async () => {
		const found = await failure(listWith({ hostKeyFingerprint: '' }));
		expect(found.kind).toBe('hostKey');
		expect(found.message).toContain(bare(fixture.fingerprints.ed25519));
		expect(found.message).toContain('ssh-ed25519');
	});

	it('refuses a server with another key than the pinned one', async () => {
		const found = await failure(listWith({ hostKeyFingerprint: `SHA256:${'A'.repeat(43)}` }));
		expect(found.kind).toBe('hostKey');
		expect(found.advice).toMatch(/listening in/);
		expectNoSecret(fixture, found);
	});

	it('finds the pinned key where the server shows another of its keys first', async () => {
		expect(await listWith({ hostKeyFingerprint: fixture.fingerprints.rsa })).toEqual(['plain/a.csv']);
		expect(await listWith({ hostKeyFingerprint: bare(fixture.fingerprints.rsa) })).toEqual(['plain/a.csv']);
	});

	it('takes any key when the user says so', async () => {
		expect(await listWith({ hostKey: 'any', hostKeyFingerprint: '' })).toEqual(['plain/a.csv']);
	});

	it('says that a fingerprint is none', async () => {
		expect((await failure(listWith({ hostKeyFingerprint: 'MD5:16:27:ac:a5' }))).kind).toBe('configuration');
	});

	it('opens an encrypted key with its passphrase only', async () => {
		const { privateKey, passphrase } = fixture.encryptedKey;
		expect(await listWith({ privateKey, passphrase })).toEqual(['plain/a.csv']);
		for (const wrong of ['', 'open barley']) {
			const found = await failure(listWith({ privateKey, passphrase: wrong }));
			expect(found.kind).toBe('authentication');
			expect(found.message).toMatch(/passphrase|encrypted/);
			expectNoSecret(fixture, found);
		}
	});

	it('reads a key whose line breaks a form took away', async () => {
		const privateKey = String(fixture.credential().privateKey).trim();
		expect(await listWith({ privateKey: privateKey.replaceAll('\n', ' ') })).toEqual(['plain/a.csv']);
		expect(await listWith({ privateKey: privateKey.replaceAll('\n', '\\n') })).toEqual(['plain/a.csv']);
	});

	it('says that a key is none', async () => {
		expect((await failure(listWith({ privateKey: 'hello' }))).kind).toBe('authentication');
	});

	it('lists where the login leads to, and what links lead to', async () => {
		const storage = await storageOf(fixture);
		expect(await collect(storage.list(''))).toEqual([]);
		await storage.close();
	});
});

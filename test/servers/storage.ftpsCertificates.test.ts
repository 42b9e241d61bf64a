import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Certificates } from './support/certificates.ts';
import { collect, expectNoSecret, failure, paths } from './support/conformance.ts';
import { storageOf } from './support/fixture.ts';
import { startProftpd, startVsftpd, type Encryption, type FtpFixture } from './support/ftpServers.ts';

const servers = { vsftpd: startVsftpd, ProFTPD: startProftpd };

describe.each(Object.keys(servers) as Array<keyof typeof servers>)('certificates on %s', (name) => {
	describe.each<Encryption>(['explicit', 'implicit'])('%s', (encryption) => {
		const start = servers[name];

		describe.each([
			['self-signed', (all: Certificates) => all.selfSigned],
			['expired', (all: Certificates) => all.expired],
			['for another name', (all: Certificates) => all.otherName],
		] as const)('%s', (_case, pick) => {
			let fixture: FtpFixture;
			beforeAll(async () => {
				fixture = await start(encryption, pick);
				await fixture.shelf.write('plain/a.csv', 'a');
			});
			afterAll(async () => await fixture.stop());

			it('is refused before the login is sent', async () => {
				const storage = await storageOf(fixture);
				const found = await failure(collect(storage.list('plain')));
				expect(found.kind).toBe('certificate');
				expectNoSecret(fixture, found);
				await storage.close();
			});

			it('is taken when the user says so', async () => {
				const storage = await storageOf(fixture, { ...fixture.credential(), acceptAnyCertificate: true });
				expect(await paths(storage.list('plain'))).toEqual(['plain/a.csv']);
				await storage.close();
			});
		});

		it('is trusted when it is given itself, line breaks lost', async () => {
			const fixture = await start(encryption, (all) => all.selfSigned);
			await fixture.shelf.write('plain/a.csv', 'a');
			const trustedAuthority = fixture.certificates.selfSigned.certificate.replaceAll('\n', ' ');
			const storage = await storageOf(fixture, { ...fixture.credential(), trustedAuthority });
			expect(await paths(storage.list('plain'))).toEqual(['plain/a.csv']);
			await storage.close();
			await fixture.stop();
		});

		it('is not trusted without its authority', async () => {
			const fixture = await start(encryption);
			const storage = await storageOf(fixture, { ...fixture.credential(), trustedAuthority: '' });
			expect((await failure(collect(storage.list('')))).kind).toBe('certificate');
			await storage.close();
			await fixture.stop();
		});
	});
});

describe('the wrong kind of encryption', () => {
	it('says that the server wants TLS', async () => {
		const fixture = await startProftpd('explicit');
		const storage = await storageOf(fixture, { ...fixture.credential(), encryption: 'none' });
		expect((await failure(collect(storage.list('')))).kind).toBe('configuration');
		await storage.close();
		await fixture.stop();
	});

	it('says that the server offers no TLS', async () => {
		const fixture = await startVsftpd('none');
		const explicit = await storageOf(fixture, { ...fixture.credential(), encryption: 'explicit' });
		expect((await failure(collect(explicit.list('')))).kind).toBe('configuration');
		await explicit.close();
		const implicit = await storageOf(fixture, { ...fixture.credential(), encryption: 'implicit', timeout: 2 });
		expect(['protocol', 'timeout']).toContain((await failure(collect(implicit.list('')))).kind);
		await implicit.close();
		await fixture.stop();
	});
});

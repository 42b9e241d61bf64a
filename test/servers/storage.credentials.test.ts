import { afterEach, describe, expect, it } from 'vitest';

import { storageCredentialTests } from '../../nodes/shared/storage/testStorage.ts';
import type { Fixture } from './support/fixture.ts';
import { startProftpd, startVsftpd } from './support/ftpServers.ts';
import { startGcs } from './support/gcs.ts';
import { credentialTestHelpers } from './support/http.ts';
import { startNginx } from './support/nginx.ts';
import { startOpenSsh } from './support/openssh.ts';
import { startS3 } from './support/s3.ts';

const cases = [
	['testBatchStorageS3', startS3],
	['testBatchStorageGcs', startGcs],
	['testBatchStorageSftp', startOpenSsh],
	['testBatchStorageFtp', async () => await startProftpd('explicit')],
	['testBatchStorageFtp', async () => await startVsftpd('implicit')],
	['testBatchStorageHttp', startNginx],
] as const;

describe.each(cases)('%s', (name, start) => {
	let fixture: Fixture;
	afterEach(async () => await fixture.stop());

	const test = async (data: ReturnType<Fixture['credential']>) =>
		await storageCredentialTests[name].call(credentialTestHelpers(), { id: '1', name: 'test', type: 'test', data });

	it('logs in and lists, and says what is wrong without telling a secret', async () => {
		fixture = await start();
		await fixture.shelf.write('a.csv', 'a');
		expect(await test(fixture.credential())).toMatchObject({ status: 'OK' });
		const wrong = await test(fixture.wrongCredential());
		expect(wrong.status).toBe('Error');
		for (const secret of fixture.secrets) expect(wrong.message).not.toContain(secret);
		expect(await test(fixture.credential(1))).toMatchObject({ status: 'Error', message: expect.stringContaining('nothing answers') });
	});
});

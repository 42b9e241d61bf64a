import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../../scripts/support/free-port.mjs';
import type { Fixture, Shelf } from './fixture.ts';
import { removeFolder, startProgram, temporaryFolder } from './temporary.ts';

export const s3Bucket = 'exports';

/**
 * @20minutes/s3rver, an S3 server of others that checks Signature Version 4. It runs in a process of its own,
 * because its page tokens need a cipher that OpenSSL 3 only gives on request.
 * @param listing the newest version of the listing that it knows; 1 overlooks what asks for the second, as old servers do
 */
export async function startS3(listing: 1 | 2 = 2): Promise<Fixture> {
	const folder = temporaryFolder();
	mkdirSync(join(folder, s3Bucket));
	const port = await freePort();
	const main = fileURLToPath(new URL('./s3Main.cjs', import.meta.url));
	const program = await startProgram(process.execPath, ['--openssl-legacy-provider', main, folder, String(port), s3Bucket, String(listing)], port);
	const credential = (via = port) => ({
		endpoint: `http://127.0.0.1:${via}`,
		region: 'fr-par',
		bucket: s3Bucket,
		accessKeyId: 'S3RVER',
		secretAccessKey: 'S3RVER',
		timeout: 5,
	});
	return {
		kind: 's3',
		port,
		shelf: shelfOf(join(folder, s3Bucket)),
		credential,
		wrongCredential: () => ({ ...credential(), secretAccessKey: 'wrong-horse-battery' }),
		isExact: true,
		isWritable: true,
		// Its one access key is also its one secret key, and the name of the server.
		secrets: ['wrong-horse-battery'],
		async stop() {
			await program.stop();
			removeFolder(folder);
		},
	};
}

/** Objects as the server keeps them on disk. */
function shelfOf(folder: string): Shelf {
	const object = (path: string): string => join(folder, `${path}._S3rver_object`);
	const mark = (path: string): string => join(folder, `${path}._S3rver_forbidden`);
	const forget = (path: string): void => {
		for (const ending of ['object', 'object.md5', 'metadata.json']) rmSync(join(folder, `${path}._S3rver_${ending}`), { force: true });
	};
	return {
		async write(path, content, modifiedAt) {
			mkdirSync(dirname(object(path)), { recursive: true });
			forget(path);
			writeFileSync(object(path), content);
			writeFileSync(`${object(path)}.md5`, createHash('md5').update(content).digest('hex'));
			writeFileSync(join(folder, `${path}._S3rver_metadata.json`), '{}');
			if (modifiedAt !== undefined) utimesSync(object(path), modifiedAt, modifiedAt);
		},
		async remove(path) {
			forget(path);
		},
		async read(path) {
			return existsSync(object(path)) ? readFileSync(object(path)) : undefined;
		},
		async makeFolder() {},
		async forbid(path) {
			writeFileSync(mark(path), '');
		},
		async allow(path) {
			rmSync(mark(path));
		},
	};
}


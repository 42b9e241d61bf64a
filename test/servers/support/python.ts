import { join } from 'node:path';
import { mkdirSync } from 'node:fs';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { removeFolder, startProgram, temporaryFolder } from './temporary.ts';

/** python's http.server: an index without times and sizes, no ranges, and nothing can be deleted. */
export async function startPython(): Promise<Fixture> {
	const folder = temporaryFolder();
	const files = join(folder, 'files');
	mkdirSync(files);
	const port = await freePort();
	const program = await startProgram('python3', ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', files], port);
	const credential = (via = port) => ({ address: `http://127.0.0.1:${via}/`, authentication: 'none', allowPrivateAddresses: true, timeout: 5 });
	return {
		kind: 'http',
		port,
		// As root, no right that is taken away keeps it from reading; it says of what it may not read that it is not there.
		shelf: { ...diskShelf(files), forbid: undefined },
		credential,
		wrongCredential: () => credential(1),
		asksForLogin: false,
		isExact: false,
		isWritable: false,
		knowsRanges: false,
		secrets: [],
		async stop() {
			await program.stop();
			removeFolder(folder);
		},
	};
}

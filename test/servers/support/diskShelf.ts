import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Shelf } from './fixture.ts';
import { giveTo } from './temporary.ts';

/** A folder on this machine that a server shows. */
export function diskShelf(folder: string, owner = 'nobody'): Shelf {
	return {
		async write(path, content, modifiedAt) {
			const file = join(folder, path);
			if (!existsSync(dirname(file))) {
				mkdirSync(dirname(file), { recursive: true });
				giveTo(owner, dirname(file));
			}
			writeFileSync(file, content);
			chmodSync(file, 0o644);
			if (modifiedAt !== undefined) utimesSync(file, modifiedAt, modifiedAt);
		},
		async remove(path) {
			rmSync(join(folder, path), { recursive: true, force: true });
		},
		async read(path) {
			return existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : undefined;
		},
		async makeFolder(path) {
			mkdirSync(join(folder, path), { recursive: true });
			giveTo(owner, join(folder, path));
		},
		async forbid(path, mode = 0o000) {
			chmodSync(join(folder, path), mode);
		},
		async allow(path) {
			chmodSync(join(folder, path), statSync(join(folder, path)).isDirectory() ? 0o755 : 0o644);
		},
	};
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isRoot } from '../../servers/support/temporary.ts';

function asRoot(...words: string[]): void {
	const [first, ...rest] = isRoot ? words : ['sudo', '--non-interactive', ...words];
	execFileSync(first!, rest, { stdio: 'ignore' });
}

/** A file system of its own, of so few megabytes that it can be filled. */
export class SmallDisk {
	private constructor(readonly folder: string) {}

	static mount(folder: string, megabytes: number): SmallDisk {
		mkdirSync(folder, { recursive: true });
		asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,uid=${process.getuid?.() ?? 0}`, 'tmpfs', folder);
		return new SmallDisk(folder);
	}

	/** Where nobody may mount one, as in a container, there is none. */
	static get isPossible(): boolean {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-disk-'));
		try {
			SmallDisk.mount(folder, 1).unmount();
			return true;
		} catch {
			return false;
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}

	/** Nothing more goes onto it. */
	fill(): void {
		for (let part = 0; ; part++) {
			try {
				writeFileSync(join(this.folder, `filler-${part}`), Buffer.alloc(1024 * 1024));
			} catch {
				return;
			}
		}
	}

	empty(): void {
		execFileSync('sh', ['-c', 'rm -f "$0"/filler-*', this.folder]);
	}

	unmount(): void {
		asRoot('umount', this.folder);
	}
}

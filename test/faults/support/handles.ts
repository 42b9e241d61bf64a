import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a process has open: sockets, files, all of it. Linux tells. */
export function openHandles(pid: number): { sockets: number; files: string[] } {
	const folder = `/proc/${pid}/fd`;
	const targets = readdirSync(folder).flatMap((handle) => {
		try {
			return [readlinkSync(join(folder, handle))];
		} catch {
			// Closed since.
			return [];
		}
	});
	return { sockets: targets.filter((target) => target.startsWith('socket:')).length, files: targets.filter((target) => target.startsWith('/') && !target.startsWith('/dev/')) };
}

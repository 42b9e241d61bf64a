import { identityOf } from '../../../../nodes/shared/rowFile/identity.ts';
import type { WatchPorts } from '../../../../nodes/BatchFileTrigger/watch/ports.ts';
import type { ReadRequest, ReadResult } from '../../../../nodes/shared/rowFile/reading.ts';
import type { SimulatedFolder } from './folder.ts';

export class Clock {
	/** 2026-03-02, 04:00 UTC. */
	now = Date.UTC(2026, 2, 2, 4);

	pass(milliseconds: number): void {
		this.now += milliseconds;
	}
}

/** Ports over a simulated folder, with a simulated clock that reading and waiting move on. */
export function portsOver(folder: SimulatedFolder, clock: Clock, millisecondsARow = 1): WatchPorts {
	const read = ({ file, identity, progress, room, deadline }: ReadRequest): ReadResult => {
		const from = progress?.rows ?? 0;
		const result: ReadResult = { items: [], setAside: [], progress: { rows: from }, taken: 0, end: 'finished' };
		const failed = (reason: string): ReadResult => ({ ...result, end: { reason, stopsPoll: false } });
		const found = folder.files.get(file.path);
		if (found === undefined) return failed('It is gone');
		if (identityOf(folder.shown(file.path, found)) !== identity) return failed('It has changed');
		for (let row = from; row < found.rows.length; row++) {
			const at = { ...result, progress: { rows: row }, taken: row - from };
			if (row >= (found.brokenFrom ?? Infinity)) return { ...at, end: { reason: 'It is broken', stopsPoll: false, ...found.failure } };
			if (at.taken >= room || clock.now >= deadline) return { ...at, end: 'paused' };
			clock.pass(millisecondsARow);
			result.items.push({ json: { row: found.rows[row], version: identity, path: file.path } });
		}
		return { ...result, progress: { rows: found.rows.length }, taken: found.rows.length - from };
	};
	return {
		list: async () => {
			if (!folder.isReachable) throw new Error('The server does not answer');
			return folder.list();
		},
		read: async (request) => read(request),
		finish: async (file) => {
			if (folder.files.get(file.path)?.isPinned) return { reason: 'It is pinned', stopsPoll: false };
			folder.files.delete(file.path);
			return undefined;
		},
		report: (file, identity, trouble) => {
			// How far it can be read now: it may be mended, or break earlier, once it is given up.
			const readable = folder.files.get(file.path)?.brokenFrom;
			return { json: { report: trouble.at, path: file.path, version: identity, readable, ...trouble } };
		},
		putOut: ({ name, files }) => ({ json: { set: name, files: files.map(({ file, identity }) => ({ path: file.path, version: identity })) } }),
		reportSet: ({ name, files }, waits) => ({ json: { incomplete: name, waits: [...waits], files: files.map(({ file }) => file.path) } }),
		now: () => clock.now,
		sleep: async (milliseconds) => clock.pass(milliseconds),
	};
}

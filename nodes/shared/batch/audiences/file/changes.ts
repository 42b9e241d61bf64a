import { Bounded } from '../../../bounded';
import { audienceLimits } from '../../contract/audienceContract';
import { removeTail } from './lines';
import { PortionWriter, type EmptyBodies, type Portion } from './portion';
import type { Records } from './records';
import { partsOfSpool, type Spool } from './spool';

/**
 * What a file does to an audience: it is all its members, adds its ids, removes them, does with each what its line says,
 * or what turns the file before it into this one.
 */
export type FileChange =
	| { readonly kind: 'replace' | 'add' | 'remove' | 'lines' }
	| { readonly kind: 'difference'; readonly before: Spool };

/** How many members a file concerns, each counted once. */
export interface Counts {
	/** Members that the file names. */
	readonly unique: number;
	readonly added: number;
	readonly removed: number;
	/** Members that the file before had too, with other attributes. Among those that are added. */
	readonly changed: number;
	/** Members of the file before, where it is a difference. */
	readonly before?: number;
}

/** Counts what would be sent. One part of the spool is in memory at a time. */
export async function countChanges(spool: Spool, change: FileChange): Promise<Counts> {
	const counts = { unique: 0, added: 0, removed: 0, changed: 0 };
	let idsBefore = 0;
	const loop = new Bounded('The file', {});
	for (let part = 0; part < partsOfSpool; part++) {
		if (loop.isDue) await loop.breathe();
		const now = await spool.read(part);
		const unique = now.supersede();
		counts.unique += unique;
		if (unique === now.count) spool.distinct.add(part);
		if (change.kind !== 'difference' && change.kind !== 'lines') {
			if (change.kind === 'remove') counts.removed += unique;
			else counts.added += unique;
			continue;
		}
		const before = change.kind === 'difference' ? await change.before.read(part) : undefined;
		idsBefore += before?.supersede() ?? 0;
		for (let at = 0; at < now.end; at = now.after(at)) {
			if (now.isSuperseded(at)) continue;
			const earlier = before?.find(now, at) ?? -1;
			if (before !== undefined && earlier !== -1 && before.saysTheSame(earlier, now, at)) continue;
			if (isRemoval(now, at)) counts.removed++;
			else counts.added++;
			if (earlier !== -1) counts.changed++;
		}
		if (before !== undefined) counts.removed += missingIn(now, before);
	}
	return { ...counts, ...(change.kind === 'difference' && { before: idsBefore }) };
}

function missingIn(now: Records, before: Records): number {
	let missing = 0;
	for (let at = 0; at < before.end; at = before.after(at)) if (!before.isSuperseded(at) && now.find(before, at) === -1) missing++;
	return missing;
}

/** The members in portions of one call each, each member once. What was counted before takes less time. */
export async function* portionsOf(spool: Spool, change: FileChange, bodies: EmptyBodies): AsyncGenerator<Portion> {
	const writer = new PortionWriter(audienceLimits.idsPerCall.value, bodies);
	const loop = new Bounded('The file', {});
	for (let part = 0; part < partsOfSpool; part++) {
		const now = await spool.read(part);
		const before = change.kind === 'difference' ? await change.before.read(part) : undefined;
		if (before !== undefined || !spool.distinct.has(part)) now.supersede();
		before?.supersede();
		for (let at = 0; at < now.end; at = now.after(at)) {
			if (now.isSuperseded(at)) continue;
			const earlier = before?.find(now, at) ?? -1;
			if (before !== undefined && earlier !== -1 && before.saysTheSame(earlier, now, at)) continue;
			if (change.kind === 'remove' || isRemoval(now, at)) writer.remove(now, at);
			else writer.add(now, at);
			if (writer.isFull) yield writer.take();
		}
		for (let at = 0; before !== undefined && at < before.end; at = before.after(at)) {
			if (before.isSuperseded(at) || now.find(before, at) !== -1) continue;
			writer.remove(before, at);
			if (writer.isFull) yield writer.take();
		}
		if (loop.isDue) await loop.breathe();
	}
	if (writer.isDue) yield writer.take();
}

const removalByte = removeTail.charCodeAt(0);

function isRemoval(records: Records, at: number): boolean {
	const start = records.idEnd(at);
	return records.tailEnd(at) === start + 1 && records.bytes[start] === removalByte;
}

import { Bounded } from '../../../bounded';
import { audienceLimits } from '../../contract/audienceContract';
import type { Member } from '../lanes';
import { addition, removal, type MemberChange, type MemberExtras } from '../member';
import { removeTail } from './lines';
import { idOf, partsOfSpool, tailOf, type Spool } from './spool';

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

/** Members of one call. */
export type Portion = readonly Member[];

/** Counts what would be sent. One part of the spool is in memory at a time. */
export async function countChanges(spool: Spool, change: FileChange): Promise<Counts> {
	const counts = { unique: 0, added: 0, removed: 0, changed: 0 };
	let before = 0;
	const loop = new Bounded('The file', {});
	for (let part = 0; part < partsOfSpool; part++) {
		const records = await spool.read(part);
		if (change.kind === 'difference') {
			const now = lastOf(records);
			const earlier = lastOf(await change.before.read(part));
			before += earlier.size;
			counts.unique += now.size;
			for (const [id, tail] of now) {
				const tailBefore = earlier.get(id);
				if (tailBefore === tail) continue;
				counts.added++;
				if (tailBefore !== undefined) counts.changed++;
			}
			for (const id of earlier.keys()) if (!now.has(id)) counts.removed++;
		} else if (spool.hasTails) {
			const members = lastOf(records);
			counts.unique += members.size;
			for (const tail of members.values()) {
				if (change.kind === 'remove' || tail === removeTail) counts.removed++;
				else counts.added++;
			}
		} else {
			const unique = new Set(records).size;
			if (unique === records.length) spool.distinct.add(part);
			counts.unique += unique;
			if (change.kind === 'remove') counts.removed += unique;
			else counts.added += unique;
		}
		if (loop.isDue) await loop.breathe();
	}
	return { ...counts, ...(change.kind === 'difference' && { before }) };
}

/** The members in portions of one call each, each member once. What was counted before takes less time. */
export async function* portionsOf(spool: Spool, change: FileChange): AsyncGenerator<Portion> {
	const { value: most } = audienceLimits.idsPerCall;
	let portion: Member[] = [];
	const loop = new Bounded('The file', {});
	for (let part = 0; part < partsOfSpool; part++) {
		for (const member of await membersOf(spool, change, part)) {
			portion.push(member);
			if (portion.length < most) continue;
			yield portion;
			portion = [];
		}
		if (loop.isDue) await loop.breathe();
	}
	if (portion.length > 0) yield portion;
}

async function membersOf(spool: Spool, change: FileChange, part: number): Promise<Iterable<Member>> {
	const records = await spool.read(part);
	if (change.kind === 'difference') return difference(lastOf(records), lastOf(await change.before.read(part)));
	if (!spool.hasTails) return plain(spool.distinct.has(part) ? records : new Set(records), change.kind === 'remove' ? removal : addition);
	return said(lastOf(records), change.kind);
}

function* plain(ids: Iterable<string>, merged: MemberChange): Generator<Member> {
	for (const identity of ids) yield { identity, merged };
}

function* said(members: ReadonlyMap<string, string>, kind: FileChange['kind']): Generator<Member> {
	for (const [identity, tail] of members) yield { identity, merged: kind === 'remove' ? removal : changeIn(tail) };
}

function* difference(now: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>): Generator<Member> {
	for (const [identity, tail] of now) if (before.get(identity) !== tail) yield { identity, merged: changeIn(tail) };
	for (const identity of before.keys()) if (!now.has(identity)) yield { identity, merged: removal };
}

/** Of several lines of one id the last counts, as at Batch (batch-api-2x.md §4). */
function lastOf(records: readonly string[]): Map<string, string> {
	const members = new Map<string, string>();
	for (const record of records) members.set(idOf(record), tailOf(record));
	return members;
}

function changeIn(tail: string): MemberChange {
	if (tail === '') return addition;
	return tail === removeTail ? removal : { action: 'add', extras: JSON.parse(tail) as MemberExtras };
}

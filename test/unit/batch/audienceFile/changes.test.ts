import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countChanges, portionsOf, type FileChange } from '../../../../nodes/shared/batch/audiences/file/changes.ts';
import { removeTail } from '../../../../nodes/shared/batch/audiences/file/lines.ts';
import type { Portion } from '../../../../nodes/shared/batch/audiences/file/portion.ts';
import { Spool } from '../../../../nodes/shared/batch/audiences/file/spool.ts';

type Line = readonly [id: string, tail: string];

/** Few ids, so that they come again; characters of one to four bytes. */
const anyId = fc.oneof(fc.constantFrom('a', 'b', 'é', '漢', '🙂', '__proto__', 'constructor', '-', '0', '"', '\\', '\\"', '\u2028'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).filter((id) => !/[\p{Cc}\p{Cs}]/u.test(id)));
const extras = ['', removeTail, '{"attributes":{"plan":"gold"}}', '{"attributes":{"plan":"silver"}}'];
const anyLines = (tails: readonly string[]) => fc.array(fc.tuple(anyId, fc.constantFrom(...tails)), { maxLength: 60 });

async function spooled(lines: readonly Line[], like?: Spool): Promise<Spool> {
	const spool = await Spool.open(like);
	for (const [id, tail] of lines) spool.add(id, tail);
	await spool.finish();
	return spool;
}

/** What is done with a member, as a call says it. The first members of a replacement do not. */
interface Sent {
	readonly action?: 'add' | 'remove';
	readonly id: string;
	readonly attributes?: object;
}

const bodiesOf = (kind: FileChange['kind']) => ({ first: '{"name":"first","ids":[]}', others: '{"ids":[]}', firstReplaces: kind === 'replace' });

async function collect(portions: AsyncIterable<Portion>): Promise<Sent[]> {
	const all: Sent[] = [];
	for await (const { members, body } of portions) {
		const { ids: sent } = JSON.parse(body.toString()) as { ids: Sent[] };
		expect(sent).toHaveLength(members);
		all.push(...sent);
	}
	return all;
}

/** A member's attributes, as text, by its id. */
type Members = Map<string, string>;

function apply(members: Members, sent: readonly Sent[]): Members {
	const after = new Map(members);
	for (const { action, id, attributes } of sent) {
		if (action === 'remove') after.delete(id);
		else after.set(id, attributes === undefined ? '' : JSON.stringify({ attributes }));
	}
	return after;
}

const sorted = (members: Members) => [...members].toSorted(([one], [other]) => (one < other ? -1 : 1));

describe('what a file changes', () => {
	it.each(['replace', 'add', 'remove', 'lines'] as const)('%s: each member once, and what its last line says', async (kind) => {
		const tails = kind === 'lines' ? extras : extras.filter((tail) => tail !== removeTail);
		await fc.assert(
			fc.asyncProperty(anyLines(tails), async (lines) => {
				const spool = await spooled(lines);
				const sent = await collect(portionsOf(spool, { kind }, bodiesOf(kind)));
				const last = new Map(lines);
				expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
				const says = (tail: string) => (kind === 'remove' || tail === removeTail ? 'remove' : 'add');
				const action = kind === 'replace' ? { add: {}, remove: {} } : { add: { action: 'add' }, remove: { action: 'remove' } };
				const carried = (tail: string) => (tail.startsWith('{') && kind !== 'remove' ? (JSON.parse(tail) as object) : {});
				expect(new Map(sent.map((one) => [one.id, one]))).toEqual(new Map([...last].map(([id, tail]) => [id, { ...action[says(tail)], id, ...carried(tail) }])));
				const { unique, added, removed } = await countChanges(spool, { kind });
				const removals = [...last.values()].filter((tail) => says(tail) === 'remove').length;
				expect({ unique, added, removed }).toEqual({ unique: last.size, added: last.size - removals, removed: removals });
				await spool.close();
			}),
			{ numRuns: 150 },
		);
	});

	it('a difference, applied to the file before, is the file; and it sends no member that stays as it is', async () => {
		const tails = extras.filter((tail) => tail !== removeTail);
		await fc.assert(
			fc.asyncProperty(anyLines(tails), anyLines(tails), async (earlier, lines) => {
				const spool = await spooled(lines);
				const before = await spooled(earlier, spool);
				const change: FileChange = { kind: 'difference', before };
				const sent = await collect(portionsOf(spool, change, bodiesOf(change.kind)));
				const [was, is] = [new Map(earlier), new Map(lines)];
				expect(sorted(apply(was, sent))).toEqual(sorted(is));
				for (const { id } of sent) expect(was.get(id) === is.get(id), id).toBe(false);
				const counts = await countChanges(spool, change);
				expect(counts).toMatchObject({ unique: is.size, before: was.size, added: sent.filter(({ action }) => action === 'add').length, removed: sent.filter(({ action }) => action === 'remove').length });
				await before.close();
				await spool.close();
			}),
			{ numRuns: 150 },
		);
	});

	it('takes the memory of a portion for another once it is released, and not before', async () => {
		const spool = await spooled(Array.from({ length: 60_000 }, (_unused, index) => [`reader-${index}`, ''] as const));
		const places = async (isReleased: (portion: number) => boolean) => {
			const portions: Portion[] = [];
			const kept: Array<{ body: Buffer; text: string }> = [];
			for await (const portion of portionsOf(spool, { kind: 'add' }, bodiesOf('add'))) {
				if (isReleased(portions.length)) portion.release();
				else kept.push({ body: portion.body, text: portion.body.toString() });
				portions.push(portion);
			}
			// Nobody wrote into what was kept.
			for (const { body, text } of kept) expect(body.toString()).toBe(text);
			return new Set(portions.map(({ body }) => body.buffer)).size;
		};
		try {
			expect(await places(() => false)).toBe(6);
			// The first finds out how large they are.
			expect(await places(() => true)).toBeLessThanOrEqual(2);
			expect(await places((portion) => portion % 2 === 0)).toBeLessThan(6);
		} finally {
			await spool.close();
		}
	});

	it('cuts portions of ten thousand, over many writes to the disk', async () => {
		const ids = Array.from({ length: 250_000 }, (_unused, index) => `6ba7b810-9dad-11d1-80b4-${String(index).padStart(12, '0')}`);
		const spool = await Spool.open();
		for (const id of [...ids, ...ids.slice(0, 1_000)]) {
			spool.add(id, '');
			if (spool.isFull) await spool.write();
		}
		await spool.finish();
		const sizes: number[] = [];
		const seen = new Set<string>();
		for await (const portion of portionsOf(spool, { kind: 'replace' }, bodiesOf('replace'))) {
			sizes.push(portion.members);
			for (const { id } of (JSON.parse(portion.body.toString()) as { ids: Sent[] }).ids) seen.add(id);
		}
		expect(sizes).toEqual(Array.from({ length: 25 }, () => 10_000));
		expect(seen).toEqual(new Set(ids));
		expect(await countChanges(spool, { kind: 'replace' })).toMatchObject({ unique: 250_000 });
		await spool.close();
	});
});

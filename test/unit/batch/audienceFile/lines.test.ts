import fc from 'fast-check';
import { expect, it } from 'vitest';

import { portionsOf } from '../../../../nodes/shared/batch/audiences/file/changes.ts';
import { Figures, readLines } from '../../../../nodes/shared/batch/audiences/file/lines.ts';
import { Spool } from '../../../../nodes/shared/batch/audiences/file/spool.ts';
import { refusedCustomIds } from '../../../../nodes/shared/batch/contract/projectContract.ts';
import { openTable } from '../../../../nodes/shared/tabular/rows/table.ts';
import { inChunks, toBytes } from '../../tabular/support.ts';

const words = [...refusedCustomIds, '-', 'NULL', '\\N', '00000000-0000-0000-0000-000000000000', 'é-reader', '漢', 'a b', 'a\\b', 'x'.repeat(600), 'f'.repeat(32), 'reader-1'];
const anyCell = fc.oneof(fc.constantFrom(...words), fc.uuid(), fc.nat().map(String));

/** What a file of these lines came to: the figures, and the members of a replacement. */
async function read(lines: readonly string[], lineEnd: string) {
	const table = await openTable(inChunks(toBytes(lines.map((line) => line + lineEnd).join(''))), { dialect: { delimiter: ';' }, hasHeader: true, kind: 'other' });
	const spool = await Spool.open();
	const figures = new Figures(0);
	try {
		const reading = await readLines(table, 'file', { idColumn: 'id', idField: 'ID Column', idCase: 'asIs' }, { spool, figures, told: () => undefined });
		await spool.finish();
		const members: string[] = [];
		for await (const { body } of portionsOf(spool, { kind: 'replace' }, { first: '{"ids":[]}', others: '{"ids":[]}', firstReplaces: true })) {
			members.push(...(JSON.parse(body.toString()) as { ids: Array<{ id: string }> }).ids.map(({ id }) => id));
		}
		return { figures: { ...figures }, lines: reading.lines, members: members.toSorted() };
	} finally {
		await spool.close();
	}
}

it('the lines of a file of one column mean what they mean beside another column', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyCell, { minLength: 1, maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'), fc.constantFrom(1, 400), async (cells, lineEnd, times) => {
			// Four hundred times as many are more than one piece of the file.
			const all = Array.from({ length: times }, (_unused, round) => cells.map((cell) => (round % 7 === 3 ? `${cell}${round}` : cell))).flat();
			const alone = await read(['id', ...all], lineEnd);
			const beside = await read(['id;n', ...all.map((cell) => `${cell};1`)], lineEnd);
			expect(alone).toEqual(beside);
			const { ids, withoutId, refused } = alone.figures;
			expect([alone.lines, ids + withoutId + refused]).toEqual([all.length, all.length]);
		}),
		{ numRuns: 60 },
	);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readId } from '../../../../nodes/shared/batch/audiences/file/memberId.ts';
import { PlainIds } from '../../../../nodes/shared/batch/audiences/file/plainIds.ts';
import { refusedCustomIds } from '../../../../nodes/shared/batch/contract/projectContract.ts';

const words = [...refusedCustomIds, '', ' ', '""', "''", 'null', '\\N', '-', '0', '00000000-0000-0000-0000-000000000000', '0'.repeat(32), 'a b', 'reader-1\nreader-2', 'a"b', 'a\\b', 'x'.repeat(513)];
const cells = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...words).map((word) => word.toUpperCase()), fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.uuid(), fc.nat().map(String));

describe('ids that need no second look', () => {
	it('are what a second look takes them for, and their bytes are what stands in JSON', () => {
		const property = fc.property(fc.array(fc.array(cells, { maxLength: 20 }), { maxLength: 3 }), (portions) => {
			const plain = new PlainIds();
			for (const portion of portions) {
				plain.begin(portion);
				for (const cell of portion) {
					if (!plain.next(cell.length)) continue;
					expect(readId(cell, 'asIs')).toBe(cell);
					expect(Buffer.from(plain.bytes.subarray(plain.start, plain.end)).toString()).toBe(JSON.stringify(cell).slice(1, -1));
				}
			}
		});
		fc.assert(property, { numRuns: 2_000 });
	});

	it('are the same ones where the cells come as one text', () => {
		const withoutLineFeeds = fc.array(cells.filter((cell) => !cell.includes('\n')), { minLength: 1, maxLength: 20 });
		const property = fc.property(fc.array(withoutLineFeeds, { maxLength: 3 }), (portions) => {
			const asText = new PlainIds();
			for (const portion of portions) {
				asText.beginText(`${portion.join('\n')}\n`);
				for (const cell of portion) {
					const alone = new PlainIds();
					alone.begin([cell]);
					// One that is not ASCII spoils those beside it only where their places are not told by line feeds.
					expect(asText.next()).toBe(alone.next(cell.length));
					const written = Buffer.from(asText.bytes.subarray(asText.start, asText.end)).toString();
					expect(written).toBe(Buffer.from(cell).toString());
				}
			}
		});
		fc.assert(property, { numRuns: 2_000 });
	});

	it('are nearly all, wherever they stand', () => {
		const ids = ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'reader-1', '1234567', 'someone@example.com'];
		const plain = new PlainIds();
		plain.begin(['', ...ids, 'null', ...ids]);
		expect(['', ...ids, 'null', ...ids].map((cell) => plain.next(cell.length))).toEqual([false, true, true, true, true, false, true, true, true, true]);
		plain.begin(['é', 'reader-1']);
		expect(['é', 'reader-1'].map((cell) => plain.next(cell.length))).toEqual([false, false]);
	});
});

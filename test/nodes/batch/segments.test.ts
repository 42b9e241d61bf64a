import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const getMany = { resource: 'segment', operation: 'getAll' };

describe('Segment → Get Many', () => {
	let batch: BatchUnderTest;
	beforeEach(async () => {
		batch = await BatchUnderTest.start();
	});
	afterEach(async () => await batch.stop());

	const calls = () => batch.calls('segments/list');

	it('gives the segments as Batch has them, one an item, without the page they came on', async () => {
		const { items, error } = await batch.run({ ...getMany, returnAll: true });
		expect(error).toBeUndefined();
		expect(items.length).toBeGreaterThan(0);
		for (const { json, pairedItem } of items) {
			expect(json).toMatchObject({ code: expect.any(String), display_name: expect.any(String) });
			expect(pairedItem).toEqual({ item: 0 });
		}
	});

	it('stops at the limit', async () => {
		const { items } = await batch.run({ ...getMany, returnAll: false, limit: 1 });
		expect(items).toHaveLength(1);
		expect(calls()).toHaveLength(1);
	});

	it.each([0, -1, 1.5, 'many', '={{ undefined }}'])('refuses the limit %s, naming field and rule', async (limit) => {
		const { error } = await batch.run({ ...getMany, returnAll: false, limit });
		expect(error?.message).toContain('Limit');
		expect(calls()).toEqual([]);
	});

	it('keeps what one item read when another cannot', async () => {
		const parameters = { ...getMany, returnAll: false, limit: '={{ $json.limit }}' };
		const { items, hints } = await batch.run(parameters, [{ limit: 1 }, { limit: 0 }]);
		expect(items.map(({ json }) => json.status)).toEqual([undefined, 'refused']);
		expect(hints[0].message).toContain('1 of 2 rows');
	});

	it('says which key is wrong', async () => {
		const { error } = await batch.run(getMany, [{}], { credential: { restApiKey: 'wrong' } });
		expect(error?.message).toContain('REST API key');
		expect(error).toMatchObject({ httpCode: '401' });
	});
});

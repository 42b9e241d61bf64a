import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

/** What other nodes give that hold a binary and nothing else. */
const withoutFields = undefined as unknown as IDataObject;

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const upsert = { resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}', attributesFrom: 'incoming' };

describe.each([
	['Stop', {}],
	['Stop, with Retry On Fail', { tries: 2 }],
	['Continue', { onError: 'continueRegularOutput' } as const],
	['Continue, with Retry On Fail', { onError: 'continueRegularOutput', tries: 2 } as const],
	['the error output', { onError: 'continueErrorOutput' } as const],
])('an item without fields, under %s', (_words, run) => {
	it.each([false, true])('is a row whose fields are missing, and the others go on (Include Input Fields: %s)', async (includeInput) => {
		const { items, errorItems, error } = await batch.run({ ...upsert, options: { includeInput } }, [withoutFields, { id: 'reader-1', plan: 'gold' }], run);
		expect(error).toBeUndefined();
		const all = [...items, ...errorItems];
		expect(all).toHaveLength(2);
		const ofRow = (row: number) => all.find(({ pairedItem }) => (pairedItem as { item: number }).item === row)?.json;
		expect(ofRow(0)?.error).toContain('Custom ID (empty) must not be empty');
		expect(ofRow(1)).toMatchObject({ status: 'accepted', customId: 'reader-1', ...(includeInput && { input: { id: 'reader-1', plan: 'gold' } }) });
		expect(batch.calls('profiles/update')).toHaveLength(1);
	});
});

it.each<[string, INodeParameters]>([
	['Segment → Get Many', { resource: 'segment', operation: 'getAll', limit: 1 }],
	['Push → Send', { resource: 'push', operation: 'send', recipientKind: 'custom_ids', recipients: 'reader-1', platforms: ['ios'], groupId: 'news', body: 'Hello' }],
])('runs %s for an item without fields', async (_words, parameters) => {
	const { items, error } = await batch.run(parameters, [withoutFields], { tries: 2 });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect(items[0].json).not.toHaveProperty('error');
});

import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const send: INodeParameters = {
	resource: 'push',
	operation: 'send',
	platforms: ['ios'],
	recipientKind: 'custom_ids',
	recipients: '={{ $json.id }}',
	groupId: 'renewal',
	body: '={{ $json.text ?? "Hello" }}',
};
const track: INodeParameters = {
	resource: 'event',
	operation: 'track',
	api: 'project',
	eventFrom: 'fields',
	customId: '={{ $json.id }}',
	eventName: 'renewed',
};

// n8n runs a node again when it throws, and also when the first item that comes out has an error.
describe('n8n’s Retry On Fail', () => {
	let batch: BatchUnderTest;
	beforeEach(async () => {
		batch = await BatchUnderTest.start();
	});
	afterEach(async () => await batch.stop());

	const recipients = () =>
		batch.calls('transactional/send').filter(({ status }) => status < 300).flatMap(({ body }) => ((body as IDataObject).recipients as IDataObject).custom_ids as string[]);
	const tracked = () => batch.calls('profiles/update').flatMap(({ body }) => (body as Array<{ identifiers: { custom_id: string } }>).map(({ identifiers }) => identifiers.custom_id));
	const onErrors: Array<OnError | undefined> = [undefined, 'continueRegularOutput', 'continueErrorOutput'];

	describe.each(onErrors)('with On Error: %s', (onError) => {
		it.each([
			['first', ['', 'a', 'b']],
			['last', ['a', 'b', '']],
		])('sends each push once when the %s row is refused', async (_place, ids) => {
			const { items, errorItems } = await batch.run(send, ids.map((id) => ({ id })), { tries: 3, ...(onError && { onError }) });
			expect(recipients().toSorted()).toEqual(['a', 'b']);
			const statuses = [...items, ...errorItems].map(({ json }) => json.status ?? (json.details as IDataObject | undefined)?.status);
			expect(statuses.toSorted()).toEqual(['accepted', 'accepted', 'refused']);
		});

		it('tracks each event once when the first row is refused', async () => {
			await batch.run(track, [{ id: '' }, { id: 'a' }, { id: 'b' }], { tries: 3, ...(onError && { onError }) });
			expect(tracked().toSorted()).toEqual(['a', 'b']);
		});

		it('does not send a push again whose answer was lost', async () => {
			batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'transactional/send' } });
			const { items, errorItems, error } = await batch.run(send, [{ id: 'a' }], { tries: 3, ...(onError && { onError }) });
			expect(batch.calls('transactional/send')).toHaveLength(1);
			const told = JSON.stringify([items, errorItems, error?.description]);
			expect(told).toContain('may have been delivered');
		});

		it('sends on the app that works once when the other has a wrong key', async () => {
			const parameters = { ...send, platforms: ['ios', 'android'] };
			const { items, errorItems, error } = await batch.run(parameters, [{ id: 'a' }], {
				tries: 3,
				credential: { iosApiKey: 'wrong' },
				...(onError && { onError }),
			});
			expect(error).toBeUndefined();
			expect(batch.calls('transactional/send').filter(({ platform, status }) => platform === 'android' && status < 300)).toHaveLength(1);
			const [item] = [...items, ...errorItems];
			expect(item.json.details ?? item.json).toMatchObject({ status: 'partial', platforms: { iOS: 'refused', Android: 'accepted' }, tokens: { Android: expect.any(String) } });
		});
	});

	it('sends what was refused for a passing reason, and takes over what was sent', async () => {
		// One call for each item, of which the second is refused once.
		const parameters = { ...send, options: { grouping: 'perItem', refusedRows: 'stop' } };
		batch.sandbox.faults.add({ kind: '400', match: { path: 'transactional/send', nth: 2 } });
		const { items } = await batch.run(parameters, [{ id: 'a' }, { id: 'b' }, { id: 'c' }], { tries: 2 });
		expect(recipients().toSorted()).toEqual(['a', 'b', 'c']);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'accepted']);
	});

	it('knows what was sent also when the text differs from try to try', async () => {
		const parameters = { ...send, body: '={{ "Hello " + Math.random() }}' };
		await batch.run(parameters, [{ id: '' }, { id: 'a' }], { tries: 3 });
		expect(recipients()).toEqual(['a']);
	});

	it('is not set off by a field of the input that is called error', async () => {
		const parameters = { ...send, options: { includeInput: true } };
		const { items } = await batch.run(parameters, [{ id: 'a', error: 'of the input' }], { tries: 3 });
		expect(recipients()).toEqual(['a']);
		expect(items[0].json).toMatchObject({ status: 'accepted', input: { error: 'of the input' } });
	});

	it('sends the same words again in another run', async () => {
		const items = [{ id: 'a' }];
		await batch.run(send, items, { tries: 3 });
		await batch.run(send, items, { tries: 3 });
		expect(recipients()).toEqual(['a', 'a']);
	});
});

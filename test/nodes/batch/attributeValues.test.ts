import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

/** What an n8n expression, a column of a file or an AI tool may give, and what comes of it at Batch. */

const upsert = { resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}' };
const incoming = { ...upsert, attributesFrom: 'incoming' };
const track = { resource: 'event', operation: 'track', customId: 'a', eventName: 'order_paid' };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const sentAttributes = () => batch.calls('profiles/update').flatMap(({ body }) => (body as Array<{ attributes: object }>).map(({ attributes }) => attributes));
const sentEvents = () => batch.calls('profiles/update').flatMap(({ body }) => (body as Array<{ events: object[] }>).flatMap(({ events }) => events));

describe('native attributes by expression', () => {
	const native = { ...upsert, nativeAttributes: { $email_address: '={{ $json.email }}', $email_marketing: '={{ $json.optin }}' } };

	it('delete nothing when a row has none', async () => {
		const { items } = await batch.run(native, [{ id: 'a', optin: true }, { id: 'b', email: null, optin: false }, { id: 'c', email: 'c@example.org' }]);
		expect(sentAttributes()).toEqual([
			{ $email_marketing: 'subscribed' },
			{ $email_marketing: 'unsubscribed' },
			{ $email_address: 'c@example.org' },
		]);
		expect(items.map(({ json }) => [json.status, json.leftOut])).toEqual([
			['accepted', ['$email_address']],
			['accepted', ['$email_address']],
			['accepted', ['$email_marketing']],
		]);
	});

	it('delete what is empty when that was chosen, and only then', async () => {
		await batch.run({ ...native, emptyFields: 'delete' }, [{ id: 'a', optin: true }]);
		expect(sentAttributes()).toEqual([{ $email_address: null, $email_marketing: 'subscribed' }]);
	});

	it('are refused when they are no text', async () => {
		const { items } = await batch.run(native, [{ id: 'a', email: ['x'] }, { id: 'b', email: { a: 1 } }, { id: 'c', email: 'c@example.org' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'refused', 'accepted']);
		expect(items[0].json.problems).toMatchObject([{ field: 'Attribute $email_address', value: '["x"]' }]);
	});

	it('a row in which everything is empty is skipped, and says so', async () => {
		const { items, error } = await batch.run(native, [{ id: 'a' }]);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ status: 'skipped', reason: expect.stringContaining('Nothing to send'), leftOut: ['$email_address', '$email_marketing'] });
		expect(batch.calls('profiles/update')).toEqual([]);
	});
});

describe('fields below by expression', () => {
	it('lose no row because one of them is empty', async () => {
		const attribute = [
			{ name: 'plan', type: 'text', text: '={{ $json.plan }}' },
			{ name: 'vip', type: 'boolean', boolean: '={{ $json.vip }}' },
			{ name: 'points', type: 'integer', number: '={{ $json.points }}' },
			{ name: 'seen', type: 'date', date: '={{ $json.seen }}' },
			{ name: 'tags', type: 'textList', texts: '={{ $json.tags }}' },
		];
		const { items } = await batch.run({ ...upsert, attributes: { attribute } }, [
			{ id: 'a', plan: 'gold', vip: 'TRUE', points: '12', seen: '2024-01-05 10:00:00', tags: '["e","f"]' },
			{ id: 'b', plan: 'gold', vip: '', points: null, seen: ' ' },
			{ id: 'c', plan: { a: 1 }, vip: 'maybe', points: true, seen: 20240105, tags: ['a', {}] },
		]);
		expect(sentAttributes()).toEqual([
			{ plan: 'gold', vip: true, points: 12, 'date(seen)': '2024-01-05T09:00:00.000Z', tags: ['e', 'f'] },
			{ plan: 'gold' },
		]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'refused']);
		expect(items[1].json.leftOut).toEqual(['vip', 'points', 'seen', 'tags']);
		expect((items[2].json.problems as object[]).length).toBe(5);
	});
});

describe('all fields of an ordinary file', () => {
	it('reach Batch: names are converted, what it cannot take is left out, the Custom ID by itself', async () => {
		const { items, error } = await batch.run(incoming, [
			{ id: 'a', 'First Name': 'Ada', prénom: 'Ada', 'address.city': 'Paris', address: { zip: '75001' }, scores: [1, 2], seen: '2026-01-10', ['x'.repeat(31)]: 1 },
			{ id: 'b', 'First Name': 'Bob', seen: 'never' },
		]);
		expect(error).toBeUndefined();
		expect(sentAttributes()).toEqual([
			{ first_name: 'Ada', prenom: 'Ada', address_city: 'Paris', seen: '2026-01-10', ['x'.repeat(30)]: 1 },
			{ first_name: 'Bob', seen: 'never' },
		]);
		expect(items[0].json).toMatchObject({
			status: 'accepted',
			attributeTypes: { first_name: 'text', seen: 'text' },
			renamedFields: { 'First Name': 'first_name', prénom: 'prenom', 'address.city': 'address_city', ['x'.repeat(31)]: 'x'.repeat(30) },
			leftOut: ['id', 'address', 'scores'],
			notTaken: [{ field: 'Attribute address' }, { field: 'Attribute scores' }],
		});
		// What holds for the whole run stands once.
		expect(items[1].json).toEqual({ status: 'accepted', customId: 'b', leftOut: ['id'] });
	});

	it('are refused beyond 50, with the option that helps', async () => {
		const wide = Object.fromEntries(Array.from({ length: 51 }, (_unused, index) => [`field_${index}`, index]));
		const { error } = await batch.run(incoming, [{ id: 'a', ...wide }]);
		expect(error?.message).toContain('Fields to Leave Out');
		const { items } = await batch.run({ ...incoming, fieldsToLeaveOut: 'field_50' }, [{ id: 'a', ...wide }]);
		expect(items[0].json.status).toBe('accepted');
	});

	it('say which of the choices a choice by expression is not', async () => {
		const { error } = await batch.run({ ...incoming, emptyFields: 'drop' }, [{ id: 'a', plan: 'gold' }]);
		expect(error?.message).toContain('Empty Fields (drop) must be one of: leaveOut, refuse, delete');
	});

	it('send nothing of the example that a JSON field once held', async () => {
		const { error } = await batch.run({ ...upsert, attributesFrom: 'json' }, [{ id: 'a' }]);
		expect(error?.message).toContain('must hold at least one attribute');
		expect(batch.calls('profiles/update')).toEqual([]);
	});
});

describe('events', () => {
	it('that happen now are not in the future', async () => {
		const { items } = await batch.run({ ...track, eventTime: '={{ $now }}' }, Array.from({ length: 10 }, () => ({})));
		expect(items.map(({ json }) => json.status)).toEqual(Array.from({ length: 10 }, () => 'accepted'));
		const ahead = await batch.run({ ...track, eventTime: '={{ $now.plus({ seconds: 40 }) }}' }, [{}]);
		expect(ahead.items[0].json.status).toBe('accepted');
	});

	it('are skipped for the reason there is', async () => {
		const skip = { ...track, outsideWindow: 'skip', eventTime: '={{ $json.time }}' };
		const { items } = await batch.run(skip, [{ time: '={{ $now.plus({ hours: 1 }).toISO() }}' }, { time: '2020-01-01' }, { time: new Date(Date.now() + 3_600_000).toISOString() }]);
		expect(items.map(({ json }) => [json.status, json.reason])).toEqual([
			['refused', undefined],
			['skipped', expect.stringContaining('older than the 24 hours')],
			['skipped', expect.stringContaining('lies in the future')],
		]);
	});

	it('with a full list of attributes go without their time, and say so', async () => {
		const attributesJson = JSON.stringify(Object.fromEntries(Array.from({ length: 20 }, (_unused, index) => [`a_${index}`, index])));
		const { items } = await batch.run({ ...track, eventFrom: 'json', attributesJson, eventTime: '2020-01-01', outsideWindow: 'sendWithoutTime' }, [{}]);
		expect(items[0].json).toMatchObject({ status: 'accepted', sentWithoutTime: true, originalTimeLeftOut: expect.stringContaining('20 attributes') });
		expect(sentEvents()).toEqual([expect.not.objectContaining({ time: expect.anything() })]);
	});

	it('take the label and the tags among the attributes of Batch’s notation', async () => {
		const { items } = await batch.run({ ...track, eventFrom: 'json', attributesJson: '{"$label":"web","$tags":["sale"],"amount":39.9}' }, [{}]);
		expect(items[0].json.status).toBe('accepted');
		expect(sentEvents()).toEqual([{ name: 'order_paid', attributes: { amount: 39.9, $label: 'web', $tags: ['sale'] } }]);
	});

	it('have no identity of an object', async () => {
		const { items } = await batch.run({ ...track, customId: '={{ $json.who }}' }, [{ who: { id: 'a' } }, { who: 1e21 }, { who: 'a' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'refused', 'accepted']);
	});
});

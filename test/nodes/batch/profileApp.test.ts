import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const setAttributes = { resource: 'profile', operation: 'setAttributes', platforms: ['ios'], customId: '={{ $json.custom_id }}' };
const fromJson = { ...setAttributes, attributesFrom: 'json', attributesJson: '={{ $json.attributes }}' };
const deletion = { resource: 'profile', operation: 'delete', platforms: ['ios', 'android'], customId: '={{ $json.custom_id }}' };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const calls = () => batch.calls('data/users');
const users = (count: number) => Array.from({ length: count }, (_unused, index) => ({ custom_id: `reader-${index}` }));

describe('Profile → Set Attributes (1.x)', () => {
	it('writes every type in the notation of that family', async () => {
		const { items, error } = await batch.run(
			{
				...setAttributes,
				attributes: {
					attribute: [
						{ name: 'plan', type: 'text', text: 'gold' },
						{ name: 'points', type: 'integer', number: 12 },
						{ name: 'ratio', type: 'number', number: 0.5 },
						{ name: 'vip', type: 'boolean', boolean: false },
						{ name: 'renewal', type: 'date', date: '2026-12-01T09:30:00' },
						{ name: 'avatar', type: 'url', url: 'https://example.org/a.png' },
						{ name: 'interests', type: 'textList', texts: 'wine, cheese' },
						{ name: 'programs', type: 'addToList', texts: 'vip' },
						{ name: 'programs', type: 'removeFromList', texts: 'trial' },
						{ name: 'old_value', type: 'delete' },
						{ name: 'old_list', type: 'deleteList' },
					],
				},
			},
			[{ custom_id: 'reader-1' }],
		);
		expect(error).toBeUndefined();
		expect(calls()[0].body).toEqual([
			{
				id: 'reader-1',
				update: {
					overwrite: false,
					values: {
						'u.plan': 'gold',
						'u.points': 12,
						'u.ratio': 0.5,
						'u.vip': false,
						// The workflow's time zone is Europe/Paris; this family wants UTC without an offset.
						'date(u.renewal)': '2026-12-01T08:30:00',
						'url(u.avatar)': 'https://example.org/a.png',
						'ut.interests': ['wine', 'cheese'],
						'ut.programs': { $add: ['vip'], $remove: ['trial'] },
						'u.old_value': null,
						'ut.old_list': null,
					},
				},
			},
		]);
		expect(items[0].json).toEqual({ status: 'accepted', customId: 'reader-1', platforms: { iOS: 'accepted' } });
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('takes JSON in the notation of either family', async () => {
		await batch.run(fromJson, [
			{ custom_id: 'a', attributes: { 'u.plan': 'gold', 'ut.programs': { $add: ['vip'] }, 'date(u.renewal)': '2026-12-01', 'ut.old': null, 'u.gone': null } },
			{ custom_id: 'b', attributes: { plan: 'gold', programs: { $add: ['vip'] }, 'url(avatar)': 'https://example.org/b.png', gone: null } },
		]);
		expect(calls()[0].body).toEqual([
			{
				id: 'a',
				update: {
					overwrite: false,
					values: { 'u.plan': 'gold', 'ut.programs': { $add: ['vip'] }, 'date(u.renewal)': '2026-12-01T00:00:00', 'ut.old': null, 'u.gone': null },
				},
			},
			{
				id: 'b',
				update: { overwrite: false, values: { 'u.plan': 'gold', 'ut.programs': { $add: ['vip'] }, 'url(u.avatar)': 'https://example.org/b.png', 'u.gone': null } },
			},
		]);
	});

	it('takes all incoming fields, and shows which types it inferred', async () => {
		const { items } = await batch.run({ ...setAttributes, attributesFrom: 'incoming' }, [{ custom_id: 'a', plan: 'gold', since: '2026-01-01', note: null }]);
		expect(items[0].json).toMatchObject({ attributeTypes: { plan: 'text', since: 'date' }, leftOut: ['custom_id', 'note'] });
		expect(batch.sandbox.state.userData.ios.get('a')).toEqual({ 'u.plan': 'gold', 'date(u.since)': '2026-01-01T00:00:00' });
	});

	it('calls each platform once', async () => {
		const { items } = await batch.run({ ...fromJson, platforms: ['ios', 'web'] }, [{ custom_id: 'a', attributes: { plan: 'gold' } }]);
		expect(calls().map(({ platform }) => platform).sort()).toEqual(['ios', 'web']);
		expect(items[0].json.platforms).toEqual({ iOS: 'accepted', Web: 'accepted' });
		expect(batch.sandbox.state.userData.web.get('a')).toEqual({ 'u.plan': 'gold' });
		expect(batch.sandbox.state.userData.android.size).toBe(0);
	});

	it('puts several rows of one user together, later values over earlier ones', async () => {
		const { items } = await batch.run(fromJson, [
			{ custom_id: 'a', attributes: { plan: 'trial', points: 1, programs: { $add: ['x'] } } },
			{ custom_id: 'b', attributes: { plan: 'gold' } },
			{ custom_id: 'a', attributes: { plan: 'gold', programs: { $add: ['y'], $remove: ['x'] } } },
		]);
		expect(calls()[0].body).toEqual([
			{ id: 'a', update: { overwrite: false, values: { 'u.plan': 'gold', 'u.points': 1, 'ut.programs': { $add: ['y'], $remove: ['x'] } } } },
			{ id: 'b', update: { overwrite: false, values: { 'u.plan': 'gold' } } },
		]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'accepted']);
	});

	it('keeps a value and a list of the same name apart when it puts rows together', async () => {
		await batch.run(fromJson, [
			{ custom_id: 'a', attributes: { 'u.topic': 'wine' } },
			{ custom_id: 'a', attributes: { 'ut.topic': null } },
			{ custom_id: 'b', attributes: { 'u.topic': null } },
			{ custom_id: 'b', attributes: { 'ut.topic': { $add: ['wine'] } } },
		]);
		expect(calls()[0].body).toEqual([
			{ id: 'a', update: { overwrite: false, values: { 'u.topic': 'wine', 'ut.topic': null } } },
			{ id: 'b', update: { overwrite: false, values: { 'u.topic': null, 'ut.topic': { $add: ['wine'] } } } },
		]);
	});

	describe('replacing all existing data', () => {
		const replacing = { ...fromJson, options: { overwrite: '={{ $json.overwrite }}' } };

		it('wipes what Batch holds', async () => {
			await batch.run(fromJson, [{ custom_id: 'a', attributes: { plan: 'gold', points: 1 } }]);
			await batch.run(replacing, [{ custom_id: 'a', attributes: { plan: 'trial' }, overwrite: true }]);
			expect(calls()[1].body).toEqual([{ id: 'a', update: { overwrite: true, values: { 'u.plan': 'trial' } } }]);
			expect(batch.sandbox.state.userData.ios.get('a')).toEqual({ 'u.plan': 'trial' });
		});

		it('adds to it otherwise', async () => {
			await batch.run(fromJson, [{ custom_id: 'a', attributes: { points: 1 } }]);
			await batch.run(replacing, [{ custom_id: 'a', attributes: { plan: 'trial' }, overwrite: false }]);
			expect(batch.sandbox.state.userData.ios.get('a')).toEqual({ 'u.points': 1, 'u.plan': 'trial' });
		});

		it('may leave nothing', async () => {
			await batch.run(fromJson, [{ custom_id: 'a', attributes: { points: 1 } }]);
			const { items } = await batch.run(replacing, [{ custom_id: 'a', attributes: {}, overwrite: true }]);
			expect(items[0].json.status).toBe('accepted');
			expect(batch.sandbox.state.userData.ios.get('a')).toEqual({});
		});

		it('in the middle of several rows of a user makes the ones before it void, and keeps the ones after it', async () => {
			await batch.run(fromJson, [{ custom_id: 'a', attributes: { before: true } }]);
			const { items } = await batch.run(replacing, [
				{ custom_id: 'a', attributes: { first: 1, both: 1 }, overwrite: false },
				{ custom_id: 'a', attributes: { second: 2, both: 2, list: ['x'] }, overwrite: true },
				{ custom_id: 'a', attributes: { third: 3, both: 3, list: { $add: ['y'] } }, overwrite: false },
			]);
			expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'accepted']);
			expect(calls()[1].body).toEqual([
				{ id: 'a', update: { overwrite: true, values: { 'u.second': 2, 'u.both': 3, 'u.third': 3, 'ut.list': ['x', 'y'] } } },
			]);
			// The same as three calls one after the other.
			expect(batch.sandbox.state.userData.ios.get('a')).toEqual({ 'u.second': 2, 'u.both': 3, 'u.third': 3, 'ut.list': ['x', 'y'] });
		});
	});

	it.each([
		['a text of 65 characters', { plan: 'x'.repeat(65) }, 'Attribute plan', 'must be at most 64 characters'],
		['a list with an item of 65 characters', { tags: ['x'.repeat(65)] }, 'Attribute tags, an item', 'must be at most 64 characters'],
		['an empty list', { tags: [] }, 'Attribute tags', 'must hold at least one text'],
		['an object', { plan: { deep: 1 } }, 'Attribute plan', 'only events take objects'],
		['a name in capitals', { Plan: 'gold' }, 'Attribute name', 'lowercase letters'],
		['a name of 31 characters', { ['x'.repeat(31)]: 1 }, 'Attribute name', '1 to 30'],
		['an address without a scheme', { 'url(u.page)': 'example.org' }, 'Attribute page', 'must be a URL with a scheme'],
		['nothing at all', {}, 'Attributes (JSON)', 'must hold at least one attribute'],
		['a text in place of JSON', 'not JSON', 'Attributes (JSON)', 'must be a JSON object'],
	])('refuses %s, with field and rule', async (_words, attributes, field, rule) => {
		const { items } = await batch.run(fromJson, [{ custom_id: 'a', attributes }, { custom_id: 'b', attributes: { plan: 'gold' } }]);
		expect(items[0].json).toMatchObject({ status: 'refused', customId: 'a', problems: [{ field, rule: expect.stringContaining(rule) }] });
		expect([...batch.sandbox.state.userData.ios.keys()]).toEqual(['b']);
	});

	it('takes 64 characters', async () => {
		const { items } = await batch.run(fromJson, [{ custom_id: 'a', attributes: { plan: 'é'.repeat(64) } }]);
		expect(items[0].json.status).toBe('accepted');
	});

	it('sends 10,001 users in two calls', async () => {
		const { items } = await batch.run({ ...setAttributes, attributesFrom: 'json', attributesJson: '{"plan":"gold"}' }, users(10_001));
		expect(calls().map(({ updates }) => updates).sort()).toEqual([1, 10_000]);
		expect(items.filter(({ json }) => json.status === 'accepted')).toHaveLength(10_001);
		expect(batch.sandbox.state.userData.ios.size).toBe(10_001);
	});

	it('sets again after a lost answer: setting twice does no harm', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost' });
		const { items } = await batch.run(fromJson, [{ custom_id: 'a', attributes: { plan: 'gold' } }]);
		expect(items[0].json.status).toBe('accepted');
		expect(calls()).toHaveLength(2);
	});

	it('names the app key that the credential lacks', async () => {
		const { error } = await batch.run(fromJson, [{ custom_id: 'a', attributes: { plan: 'gold' } }], { credential: { iosApiKey: '' } });
		expect(error?.message).toContain('needs the iOS App Key');
	});
});

describe('Profile → Delete (1.x)', () => {
	it('deletes 10,001 users in two calls for each platform', async () => {
		for (const platform of ['ios', 'android', 'web'] as const) {
			for (const { custom_id } of users(10_001)) batch.sandbox.state.userData[platform].set(custom_id, {});
		}
		const { items, error } = await batch.run(deletion, users(10_001));
		expect(error).toBeUndefined();
		expect(calls().map(({ method, platform, updates }) => `${method} ${platform} ${updates}`).sort()).toEqual([
			'DELETE android 1',
			'DELETE android 10000',
			'DELETE ios 1',
			'DELETE ios 10000',
		]);
		expect(items).toHaveLength(10_001);
		expect(items[10_000]).toEqual({
			json: { status: 'accepted', customId: 'reader-10000', deleted: true, platforms: { iOS: 'accepted', Android: 'accepted' } },
			pairedItem: { item: 10_000 },
		});
		const { ios, android, web } = batch.sandbox.state.userData;
		expect([ios.size, android.size, web.size]).toEqual([0, 0, 10_001]);
	});

	it('sends the ids as a list of texts, each once', async () => {
		await batch.run({ ...deletion, platforms: ['web'] }, [{ custom_id: 'a' }, { custom_id: 42 }, { custom_id: 'a' }]);
		expect(calls()[0].body).toEqual(['a', '42']);
	});

	it('does not say that it deleted what it could not', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 403, match: { path: 'ios' } });
		const { items } = await batch.run({ ...deletion, platforms: ['ios'] }, [{ custom_id: 'a' }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', platforms: { iOS: 'refused' } });
		expect(items[0].json.deleted).toBeUndefined();
	});

	it('refuses a broken mapping and deletes nobody else for it', async () => {
		const { items } = await batch.run(deletion, [{ custom_id: 'a' }, { custom_id: '[object Object]' }, {}]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'refused', 'refused']);
		expect(calls()[0].body).toEqual(['a']);
	});

	it('deletes again after a lost answer', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost' });
		const { items } = await batch.run({ ...deletion, platforms: ['ios'] }, [{ custom_id: 'a' }]);
		expect(items[0].json.status).toBe('accepted');
	});
});

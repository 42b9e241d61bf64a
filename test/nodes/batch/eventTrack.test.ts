import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const hour = 3_600_000;
const track = { resource: 'event', operation: 'track' };
const fromFields = {
	...track,
	customId: '={{ $json.custom_id }}',
	eventName: '={{ $json.name }}',
	eventTime: '={{ $json.time }}',
};
const prepared = { ...track, eventFrom: 'prepared' };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const isoAgo = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const preparedItem = (customId: string, eventId: string, time = isoAgo(60_000)) => ({
	batch: {
		customId,
		platform: 'ios',
		eventId,
		event: {
			name: 'ply_renewal_disabled',
			time,
			attributes: { plan: 'monthly', 'date(next_renewal)': '2026-12-20T07:00:00Z', amount: 9.99 },
			label: 'premium',
			tags: ['appstore'],
		},
		leftOut: [],
	},
});

describe('Event → Track, project API', () => {
	it('sends name, time, attributes, label and tags', async () => {
		const time = isoAgo(hour);
		const { items, error } = await batch.run(
			{
				...fromFields,
				attributes: { attribute: [{ name: 'amount', type: 'number', number: 9.5 }, { name: 'at', type: 'date', date: '2026-11-22T10:00:00Z' }] },
				details: { label: 'web', tags: 'sale, news' },
			},
			[{ custom_id: 'reader-1', name: 'cart_updated', time }],
		);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ status: 'accepted', customId: 'reader-1', event: 'cart_updated', time });
		expect(batch.calls('profiles/update')[0].body).toEqual([
			{
				identifiers: { custom_id: 'reader-1' },
				events: [
					{
						name: 'cart_updated',
						time,
						attributes: { amount: 9.5, 'date(at)': '2026-11-22T10:00:00.000Z', $label: 'web', $tags: ['sale', 'news'] },
					},
				],
			},
		]);
	});

	it('takes lists and objects as JSON', async () => {
		const attributes = { items: [{ sku: 'A1', 'url(link)': 'https://example.org/a1' }], colours: ['red'], total: { net: 3 } };
		const { items } = await batch.run({ ...fromFields, eventFrom: 'json', attributesJson: JSON.stringify(attributes) }, [
			{ custom_id: 'reader-1', name: 'cart_updated', time: '' },
		]);
		expect(items[0].json.status).toBe('accepted');
		expect(batch.sandbox.state.events[0].attributes).toEqual(attributes);
	});

	it('takes an event that a trigger prepared, as it is', async () => {
		const item = preparedItem('reader-1', 'e-1');
		const { items } = await batch.run(prepared, [item]);
		expect(items[0].json).toMatchObject({ status: 'accepted', customId: 'reader-1', event: 'ply_renewal_disabled' });
		expect(batch.sandbox.state.events[0]).toMatchObject({
			customId: 'reader-1',
			name: 'ply_renewal_disabled',
			label: 'premium',
			tags: ['appstore'],
			attributes: { plan: 'monthly', 'date(next_renewal)': '2026-12-20T07:00:00.000Z', amount: 9.99 },
		});
	});

	it('says what to do when the item holds no prepared event', async () => {
		const { error } = await batch.run(prepared, [{ event_name: 'RENEWAL_DISABLED' }]);
		expect(error?.message).toContain('Prepared Event');
		expect(error?.message).toContain('Prepared for Batch');
	});

	it('passes on what kept the trigger from preparing the event', async () => {
		const problem = 'The user id "[object Object]" is not an identity.';
		const { error } = await batch.run(prepared, [{ eventName: 'subscribeClick', anonymous: false, problem }]);
		expect(error?.message).toContain(problem);
		expect(error?.message).not.toContain('Prepared for Batch');
	});

	it('packs 15 events of one person into an update, and keeps the order of the rest in later calls', async () => {
		const rows = Array.from({ length: 40 }, (_unused, index) => ({
			custom_id: index % 2 === 0 ? 'busy' : `reader-${index}`,
			name: `event_${index}`,
			time: '',
		}));
		const { items } = await batch.run(fromFields, rows);
		expect(items.map(({ json }) => json.status)).toEqual(rows.map(() => 'accepted'));
		const names = batch.sandbox.state.events.filter(({ customId }) => customId === 'busy').map(({ name }) => name);
		expect(names).toEqual(rows.filter(({ custom_id }) => custom_id === 'busy').map(({ name }) => name));
		expect(batch.calls('profiles/update')).toHaveLength(2);
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	describe.each([
		['older than 24 hours', isoAgo(25 * hour)],
		['in the future', isoAgo(-hour)],
	])('an event %s', (_words, time) => {
		const rows = [{ custom_id: 'reader-1', name: 'late', time }, { custom_id: 'reader-2', name: 'now', time: '' }];

		it('is refused by default, and says so', async () => {
			const { items } = await batch.run(fromFields, rows);
			expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Event Time', value: time }] });
			expect(batch.sandbox.state.events.map(({ name }) => name)).toEqual(['now']);
		});

		it('is sent without time, the original kept as an attribute, when the user chose so', async () => {
			const { items } = await batch.run({ ...fromFields, outsideWindow: 'sendWithoutTime' }, rows);
			expect(items[0].json).toMatchObject({ status: 'accepted', sentWithoutTime: true });
			const { body } = batch.calls('profiles/update')[0];
			expect((body as Array<{ events: unknown[] }>)[0].events).toEqual([
				{ name: 'late', attributes: { 'date(original_time)': time } },
			]);
		});

		it('is skipped, and says so, when the user chose so', async () => {
			const { items } = await batch.run({ ...fromFields, outsideWindow: 'skip' }, rows);
			expect(items[0].json).toMatchObject({ status: 'skipped', event: 'late' });
			expect(batch.sandbox.state.events.map(({ name }) => name)).toEqual(['now']);
		});
	});

	it('maps partial errors of Batch back to the rows they are about', async () => {
		// The contract lets this through; only the server knows that the address is none of a real domain.
		batch.sandbox.faults.add({ kind: 'slow', delayMs: 1 });
		const rows = [{ custom_id: 'a', name: 'one', time: '' }, { custom_id: 'b', name: 'two', time: '' }];
		const { items } = await batch.run(fromFields, rows);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
	});
});

describe('Event → Track, app API', () => {
	const app = { ...fromFields, api: 'app', platforms: ['ios', 'android'] };

	it('calls each platform once, with the prefix and the time form of that family', async () => {
		const { items } = await batch.run({ ...app, details: { label: 'web', tags: 'sale' } }, [
			{ custom_id: 'reader-1', name: 'order_paid', time: new Date(Date.now() - 1000).toISOString() },
		]);
		expect(items[0].json).toMatchObject({ status: 'accepted', platforms: { iOS: 'accepted', Android: 'accepted' } });
		const calls = batch.calls('events/users');
		expect(calls.map(({ platform }) => platform).sort()).toEqual(['android', 'ios']);
		expect(calls[0].body).toEqual([
			{
				id: 'reader-1',
				events: [
					{ name: 'ue.order_paid', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/), tags: ['sale'], label: 'web' },
				],
			},
		]);
	});

	it('sends a prepared event only to the platform it belongs to', async () => {
		await batch.run({ ...prepared, api: 'app', platforms: ['ios', 'android'] }, [preparedItem('reader-1', 'e-1')]);
		expect(batch.calls('events/users').map(({ platform }) => platform)).toEqual(['ios']);
	});

	it('refuses lists and objects, which this family does not take', async () => {
		const { error } = await batch.run({ ...app, eventFrom: 'json', attributesJson: '{"colours":["red"]}' }, [
			{ custom_id: 'reader-1', name: 'x', time: '' },
		]);
		expect(error?.message).toContain('choose the project API for lists and objects');
	});

	it('names the key that the credential lacks', async () => {
		const { error } = await batch.run(app, [{ custom_id: 'r', name: 'x', time: '' }], { credential: { androidApiKey: '' } });
		expect(error?.message).toContain('needs the Android App Key');
	});

	it('says which platform refused a row that the other accepted', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 403, match: { path: 'android' } });
		const { items } = await batch.run(app, [{ custom_id: 'r', name: 'x', time: '' }, { custom_id: '', name: 'x', time: '' }, { custom_id: 's', name: 'x', time: '' }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'partial', platforms: { iOS: 'accepted', Android: 'refused' } });
	});

	it('sends at most 1,000 events a call', async () => {
		const rows = Array.from({ length: 2_300 }, (_unused, index) => ({ custom_id: `r-${index % 700}`, name: 'x', time: '' }));
		const { items } = await batch.run({ ...app, platforms: ['web'] }, rows);
		expect(items.filter(({ json }) => json.status === 'accepted')).toHaveLength(2_300);
		expect(batch.calls('events/users').map(({ updates }) => updates)).toEqual([1_000, 1_000, 300]);
	});
});

describe('Event → Track, by installation', () => {
	const installation = '={ "key": "{{ $json.batch.installationId }}" }';
	const anonymous = (installationId?: string) => ({
		batch: { installationId, eventId: `e-${installationId}`, event: { name: 'poool_page_view' }, leftOut: [] },
	});

	it('takes a prepared event of a reader without a name for the installation that the field says', async () => {
		const parameters = { ...prepared, identifyBy: 'installation', installation };
		const { items, error } = await batch.run(parameters, [anonymous('i-1'), anonymous('i-2')]);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ status: 'accepted', installation: { key: 'i-1' }, event: 'poool_page_view' });
		expect(batch.calls('profiles/update')[0].body).toMatchObject([
			{ identifiers: { installation: { key: 'i-1' } }, events: [{ name: 'poool_page_view' }] },
			{ identifiers: { installation: { key: 'i-2' } }, events: [{ name: 'poool_page_view' }] },
		]);
	});

	it('guesses nothing from the prepared event: without the field, it has no custom ID', async () => {
		const { error } = await batch.run(prepared, [anonymous('i-1')]);
		expect(error?.message).toContain('Custom ID');
		expect(batch.calls('profiles/update')).toEqual([]);
	});

	it('refuses an event whose installation is not known', async () => {
		const { error } = await batch.run({ ...prepared, identifyBy: 'installation', installation }, [anonymous()]);
		expect(error?.message).toContain('Installation (JSON)');
		expect(batch.calls('profiles/update')).toEqual([]);
	});

	it('takes an event of its own fields, whatever stands under Custom ID', async () => {
		const parameters = { ...fromFields, identifyBy: 'installation', installation: '{ "key": "i-1" }' };
		await batch.run(parameters, [{ custom_id: { no: 'text' }, name: 'cart_updated', time: '' }]);
		expect(batch.calls('profiles/update')[0].body).toMatchObject([{ identifiers: { installation: { key: 'i-1' } } }]);
	});

	it('goes to a custom ID in the app API, also where an installation was chosen before', async () => {
		const parameters = { ...fromFields, api: 'app', platforms: ['ios'], identifyBy: 'installation', installation: '' };
		const { items } = await batch.run(parameters, [{ custom_id: 'reader-1', name: 'cart_updated', time: '' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', customId: 'reader-1' });
	});
});

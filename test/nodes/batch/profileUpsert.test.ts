import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const upsert = { resource: 'profile', operation: 'upsert', customId: '={{ $json.custom_id }}' };
const incoming = { ...upsert, attributesFrom: 'incoming' };
const strict = { ...incoming, namesNotAllowed: 'refuse', valuesNotTaken: 'refuse' };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const readers = (count: number) =>
	Array.from({ length: count }, (_unused, index) => ({ custom_id: `reader-${index}`, plan: 'gold', points: index }));

describe('Profile → Create or Update', () => {
	it.each([
		['an attribute that stands among those of Batch, too', { nativeAttributes: { $language: 'fr' }, attributes: { attribute: [{ name: '$language', type: 'text', text: 'en' }] } }, 'Attribute name ($language) is given twice'],
		['a text that is added and removed', { attributes: { attribute: [{ name: 'tags', type: 'addToList', texts: 'a, b' }, { name: 'tags', type: 'removeFromList', texts: 'b' }] } }, 'Attribute tags (b) is added and removed at once'],
		['the same in Batch’s own notation', { attributesFrom: 'json', attributesJson: '{"tags":{"$add":["b"],"$remove":["b"]}}' }, 'Attribute tags (b) is added and removed at once'],
		['a topic that is added and removed', { nativeAttributes: { topicsToAdd: 'news, sport', topicsToRemove: 'sport' } }, '(sport) is added and removed at once'],
	])('refuses %s: which of the two is meant, nobody said', async (_words, parameters, rule) => {
		const { items } = await batch.run({ ...upsert, ...parameters }, [{ custom_id: 'reader-1' }], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(rule) });
		expect(batch.calls('profiles/update')).toEqual([]);
	});

	it('adds and removes one text in rows that follow each other', async () => {
		const edit = { ...upsert, attributesFrom: 'json', attributesJson: '={{ $json.edit }}' };
		const rows = [{ tags: { $add: ['a', 'b'] } }, { tags: { $remove: ['b'] } }].map((change) => ({ custom_id: 'reader-1', edit: change }));
		const { error } = await batch.run(edit, rows);
		expect(error).toBeUndefined();
		expect(batch.calls('profiles/update')[0].body).toEqual([{ identifiers: { custom_id: 'reader-1' }, attributes: { tags: { $add: ['a'], $remove: ['b'] } } }]);
	});

	it('sends native and typed attributes that were filled in by hand', async () => {
		const { items, error } = await batch.run(
			{
				...upsert,
				nativeAttributes: { $email_address: 'ada@example.org', $email_marketing: 'subscribed', $region: '', topicsToAdd: 'sport, news' },
				attributes: {
					attribute: [
						{ name: 'plan', type: 'text', text: 'gold' },
						{ name: 'points', type: 'integer', number: 12 },
						{ name: 'ratio', type: 'number', number: 0.5 },
						{ name: 'vip', type: 'boolean', boolean: true },
						{ name: 'renewal', type: 'date', date: '2026-12-01T09:30:00' },
						{ name: 'avatar', type: 'url', url: 'https://example.org/a.png' },
						{ name: 'interests', type: 'textList', texts: 'wine, cheese' },
						{ name: 'programs', type: 'addToList', texts: 'vip' },
						{ name: 'programs', type: 'removeFromList', texts: 'trial' },
						{ name: 'old_field', type: 'delete' },
					],
				},
			},
			[{ custom_id: 'reader-1' }],
		);
		expect(error).toBeUndefined();
		// An empty field leaves what Batch holds as it is.
		expect(items.map(({ json }) => json)).toEqual([{ status: 'accepted', customId: 'reader-1', leftOut: ['$region'] }]);
		expect(batch.calls('profiles/update')[0].body).toEqual([
			{
				identifiers: { custom_id: 'reader-1' },
				attributes: {
					$email_address: 'ada@example.org',
					$email_marketing: 'subscribed',
					$topic_preferences: { $add: ['sport', 'news'] },
					plan: 'gold',
					points: 12,
					ratio: 0.5,
					vip: true,
					// The workflow's time zone is Europe/Paris.
					'date(renewal)': '2026-12-01T08:30:00.000Z',
					'url(avatar)': 'https://example.org/a.png',
					interests: ['wine', 'cheese'],
					programs: { $add: ['vip'], $remove: ['trial'] },
					old_field: null,
				},
			},
		]);
	});

	it('takes the row of a file for the row, not for where it comes from', async () => {
		const _file = { name: 'crm.csv', path: 'in/crm.csv', version: 'q3Zk0eW1_uPa', date: null, app: null, row: 1 };
		const { items } = await batch.run(incoming, [{ custom_id: 'reader-1', plan: 'gold', _file }]);
		expect(items.map(({ json }) => json)).toMatchObject([{ status: 'accepted', leftOut: ['custom_id', '_file'] }]);
		expect(batch.calls('profiles/update')[0].body).toMatchObject([{ attributes: { plan: 'gold' } }]);
	});

	it('takes all incoming fields, and shows which types it inferred and what it left out', async () => {
		const { items } = await batch.run(incoming, [
			{
				custom_id: 'reader-1',
				plan: 'gold',
				birthdate: '1990-05-01',
				seen_at: '2026-11-20T10:00:00+01:00',
				avatar: 'https://example.org/a.png',
				points: 3,
				ratio: 1.5,
				vip: false,
				interests: ['wine'],
				note: '',
			},
		]);
		expect(items[0].json).toEqual({
			status: 'accepted',
			customId: 'reader-1',
			attributeTypes: {
				plan: 'text',
				birthdate: 'date',
				seen_at: 'date',
				avatar: 'URL',
				points: 'integer',
				ratio: 'number',
				vip: 'boolean',
				interests: 'text list',
			},
			leftOut: ['custom_id', 'note'],
		});
		expect(batch.sandbox.state.profiles.get('reader-1')?.attributes).toMatchObject({
			'date(birthdate)': '1990-05-01T00:00:00.000Z',
			'date(seen_at)': '2026-11-20T09:00:00.000Z',
			'url(avatar)': 'https://example.org/a.png',
		});
	});

	it('takes JSON in the notation of Batch', async () => {
		const { items } = await batch.run(
			{ ...upsert, attributesFrom: 'json', attributesJson: '{"plan":"gold","date(renewal)":"2026-12-01T00:00:00Z","programs":{"$add":["vip"]}}' },
			[{ custom_id: 42 }],
		);
		expect(items[0].json).toEqual({ status: 'accepted', customId: '42' });
		expect(batch.calls('profiles/update')[0].body).toEqual([
			{
				identifiers: { custom_id: '42' },
				attributes: { plan: 'gold', 'date(renewal)': '2026-12-01T00:00:00.000Z', programs: { $add: ['vip'] } },
			},
		]);
	});

	it('sends 10,000 rows in four calls to the mass endpoint, and each comes back paired', async () => {
		const { items, error } = await batch.run(incoming, readers(10_000));
		expect(error).toBeUndefined();
		expect(batch.sandbox.state.requests.map(({ path, updates, status }) => [path, updates, status])).toEqual(
			Array.from({ length: 4 }, () => ['/2.11/profiles/mass-update', 2_500, 202]),
		);
		expect(items.map(({ json }) => json.customId)).toEqual(readers(10_000).map(({ custom_id }) => custom_id));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(readers(10_000).map((_reader, item) => ({ item })));
		expect(batch.sandbox.state.profiles.size).toBe(10_000);
	});

	it('sends 10,000 rows in 50 real-time calls within the rate limit', async () => {
		const { items } = await batch.run({ ...incoming, endpoint: 'realTime' }, readers(10_000));
		const calls = batch.calls('profiles/update');
		expect(calls.map(({ updates }) => updates)).toEqual(Array.from({ length: 50 }, () => 200));
		expect(batch.sandbox.state.rateLimitHits).toBe(0);
		expect(items.filter(({ json }) => json.status === 'accepted')).toHaveLength(10_000);
		expect(batch.sandbox.state.profiles.size).toBe(10_000);
	}, 120_000);

	it('refuses exactly the bad rows of 10,000, with field, value and rule', async () => {
		const rows = readers(10_000).map((reader, index) => (index % 100 === 7 ? { ...reader, plan: 'x'.repeat(301) } : reader));
		const { items, error, hints } = await batch.run(strict, rows);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(10_000);
		const refused = items.flatMap(({ json }, index) => (json.status === 'refused' ? [index] : []));
		expect(refused).toEqual(Array.from({ length: 100 }, (_unused, index) => index * 100 + 7));
		expect(items.filter(({ json }) => json.status === 'accepted')).toHaveLength(9_900);
		expect(items[7].json.problems).toEqual([
			{ field: 'Attribute plan', value: expect.stringContaining('(301 characters)'), rule: 'must be at most 300 characters' },
		]);
		expect(batch.sandbox.state.profiles.size).toBe(9_900);
		expect(hints[0].message).toContain('100 of 10000 rows');
	});

	it('moves refused rows to the error output when the node continues on error', async () => {
		const rows = [{ custom_id: 'reader-1', plan: 'gold' }, { custom_id: 'undefined', plan: 'gold' }, { custom_id: 'reader-3', 'Bad Name': 1 }];
		const { items, errorItems } = await batch.run(strict, rows, { onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.customId)).toEqual(['reader-1']);
		expect(errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
		// n8n joins the row's own fields to it, so that it can be mended and sent again.
		expect(errorItems[1].json).toMatchObject({
			error: expect.stringContaining('Bad Name'),
			details: { status: 'refused', customId: 'reader-3', problems: [{ field: 'Attribute name', value: 'Bad Name' }] },
		});
	});

	it('stops with the reason when no row goes through', async () => {
		const { error } = await batch.run(incoming, [{ custom_id: '', plan: 'gold' }]);
		expect(error?.message).toContain('Custom ID (empty) must not be empty');
	});

	it('stops after sending the rest when the user chose so', async () => {
		const rows = [{ custom_id: 'reader-1', plan: 'gold' }, { custom_id: 'reader-2', plan: 'y'.repeat(301) }];
		const { error } = await batch.run({ ...strict, options: { refusedRows: 'stop' } }, rows);
		expect(error?.message).toContain('1 of 2 rows');
		expect([...batch.sandbox.state.profiles.keys()]).toEqual(['reader-1']);
	});

	it('sends several rows of one profile as one update, later values over earlier ones', async () => {
		const { items } = await batch.run(incoming, [
			{ custom_id: 'a', plan: 'trial', points: 1 },
			{ custom_id: 'b', plan: 'gold' },
			{ custom_id: 'a', plan: 'gold' },
		]);
		expect(batch.calls('profiles/update')[0].body).toEqual([
			{ identifiers: { custom_id: 'a' }, attributes: { plan: 'gold', points: 1 } },
			{ identifiers: { custom_id: 'b' }, attributes: { plan: 'gold' } },
		]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'accepted']);
		expect(batch.sandbox.state.warnings).toEqual([]);
	});

	it('does not merge rows that break a limit together: the later ones come in a call of their own', async () => {
		const topics = (from: number) => Array.from({ length: 20 }, (_unused, index) => `topic_${from + index}`).join(',');
		const { items } = await batch.run({ ...upsert, nativeAttributes: { topicsToAdd: '={{ $json.topics }}' } }, [
			{ custom_id: 'a', topics: topics(0) },
			{ custom_id: 'b', topics: topics(0) },
			{ custom_id: 'a', topics: topics(100) },
		]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted', 'accepted']);
		expect(batch.calls('profiles/update').map(({ updates }) => updates)).toEqual([2, 1]);
	});

	it('says 401 in the words of Batch, with what to check, and shows no key', async () => {
		const { error } = await batch.run(incoming, readers(3), { credential: { restApiKey: 'wrong-secret-key' } });
		expect(error?.message).toContain('AUTHENTICATION_INVALID');
		expect(error?.description).toContain('REST API Key');
		expect(JSON.stringify(error)).not.toContain('wrong-secret-key');
	});
});

describe('Profile → Create or Update, by installation', () => {
	const byInstallation = { ...upsert, identifyBy: 'installation', attributesFrom: 'json', attributesJson: '{"plan":"gold"}' };
	// What Batch calls the keys inside is not known: any will do.
	const installation = '={ "some_key": "{{ $json.install }}", "other_key": { "list": [1, true] } }';

	it('sends what was written, and no custom ID', async () => {
		const { items, error } = await batch.run({ ...byInstallation, installation }, [{ install: 'i-1', custom_id: 'reader-1' }]);
		expect(error).toBeUndefined();
		const sent = { some_key: 'i-1', other_key: { list: [1, true] } };
		expect(items.map(({ json }) => json)).toEqual([{ status: 'accepted', installation: sent }]);
		expect(batch.calls('profiles/update')[0].body).toEqual([{ identifiers: { installation: sent }, attributes: { plan: 'gold' } }]);
	});

	it('joins the rows of one installation, however the keys are ordered, and no others', async () => {
		const rows = [
			{ installation: { a: 'i-1', b: { c: 1, d: 2 } }, attributes: { plan: 'gold' } },
			{ installation: { b: { d: 2, c: 1 }, a: 'i-1' }, attributes: { points: 3 } },
			{ installation: { a: 'i-2', b: { c: 1, d: 2 } }, attributes: { plan: 'basic' } },
		];
		const expressions = { installation: '={{ $json.installation }}', attributesJson: '={{ $json.attributes }}' };
		await batch.run({ ...byInstallation, ...expressions }, rows);
		expect(batch.calls('profiles/update')[0].body).toEqual([
			{ identifiers: { installation: rows[0].installation }, attributes: { plan: 'gold', points: 3 } },
			{ identifiers: { installation: rows[2].installation }, attributes: { plan: 'basic' } },
		]);
	});

	it('keeps a custom ID apart from the installation whose text it is, where rows choose', async () => {
		const parameters = {
			...byInstallation,
			identifyBy: '={{ $json.custom_id ? "customId" : "installation" }}',
			installation: '={{ $json.installation }}',
		};
		const { items } = await batch.run(parameters, [{ custom_id: '{"a":"i-1"}' }, { installation: { a: 'i-1' } }]);
		expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
		const sent = batch.calls('profiles/update').flatMap(({ body }) => body as Array<{ identifiers: unknown }>);
		// Two lanes, which do not wait for each other.
		expect(sent).toHaveLength(2);
		expect(new Set(sent.map(({ identifiers }) => identifiers))).toEqual(new Set([{ custom_id: '{"a":"i-1"}' }, { installation: { a: 'i-1' } }]));
	});

	it('leaves the field that holds the installation out of the attributes', async () => {
		const parameters = { ...incoming, identifyBy: 'installation', installation: '={ "key": "{{ $json.install }}" }' };
		const { items } = await batch.run(parameters, [{ install: 'i-1', plan: 'gold' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted', leftOut: ['install'] });
	});

	const nobody: Array<[string, unknown]> = [
		['undefined', undefined],
		['null', null],
		['an empty text', ''],
		['a number', 42],
		['a text that is no JSON', 'i-1'],
		['a list', ['i-1']],
		['nothing in it', {}],
		['an empty value', { key: ' ' }],
		['the word undefined', { key: { inner: ['undefined'] } }],
		['a null', { key: null }],
		['a list of nothing', { key: [] }],
		['more than an identifier', { key: 'x'.repeat(5_000) }],
		['a hundred levels', JSON.parse('{"a":'.repeat(100) + '1' + '}'.repeat(100))],
	];
	it.each(nobody)('refuses %s, and goes on with the others', async (_, value) => {
		const rows = [{ installation: value }, { installation: { key: 'i-1' } }] as Parameters<typeof batch.run>[1];
		const parameters = { ...byInstallation, installation: '={{ $json.installation }}' };
		const { items, errorItems } = await batch.run(parameters, rows, { onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.status)).toEqual(['accepted']);
		expect(JSON.stringify(errorItems.map(({ json }) => json))).toContain('Installation (JSON)');
		expect(batch.calls('profiles/update')).toHaveLength(1);
	});
});

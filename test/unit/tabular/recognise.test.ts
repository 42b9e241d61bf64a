import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchHeader } from '../../../nodes/shared/tabular/columns/aliases';
import type { Field } from '../../../nodes/shared/tabular/columns/field';
import { recognise } from '../../../nodes/shared/tabular/columns/recognise';
import { detectHeader as decideHeader } from '../../../nodes/shared/tabular/dialect/detectHeader';
import { hexadecimal, inAppRows, pushRows, timeSpellings, uuid } from './samples';

const detectHeader = (rows: string[][]): boolean => decideHeader(rows).isHeader;

/** Invented spellings: what a vendor might call its columns. */
const invented: ReadonlyArray<readonly [Field, readonly string[]]> = [
	['event', ['event', 'Event Name', 'event_type', 'eventType', 'EVENT', 'type d’événement', 'event-name', 'Event label', 'name of event']],
	['time', ['timestamp', 'event_date', 'Event Time', 'date_utc', 'sent_at', 'createdAt', 'horodatage', 'Event Timestamp (UTC)', 'UTC date']],
	['customId', ['custom_id', 'Custom ID', 'customUserId', 'user_id', 'CUSTOM_USER_ID', 'external_id', 'Identifiant client', 'crm_id', 'customer reference']],
	['installationId', ['install_id', 'installation_id', 'InstallationID', 'batch_install_id', 'Batch Installation Identifier', 'installId']],
	['advertisingId', ['advertising_id', 'IDFA', 'gaid', 'Advertising ID', 'advertisingIdentifier', 'idfa/gaid', 'mobile_advertising_id', 'Identifiant publicitaire']],
	['campaignToken', ['campaign_token', 'CampaignToken', 'campaign id', 'event_var_1', 'Campaign Key', 'token_campaign', 'campaign']],
	['transactionalToken', ['transactional_token', 'Transactional Token', 'transactionalId', 'token transactional', 'TRANSACTIONAL_ID']],
	['buttonPosition', ['event_var_2', 'button_position', 'CTA Position', 'position of the button', 'ctaIndex']],
	['buttonText', ['event_var_3', 'button_text', 'CTA label', 'buttonContent', 'Texte bouton label']],
	['platform', ['platform', 'os', 'Plateforme', 'device_type', 'operating system']],
	['optIn', ['optin', 'opt_in', 'is_opt_in', 'Opted in', 'push_optin', 'pushOptIn']],
];

describe('headers', () => {
	it.each(invented.flatMap(([field, names]) => names.map((name) => [name, field] as const)))('%s means %s', (name, field) => {
		expect(matchHeader(name)[0]?.field).toBe(field);
	});

	it.each(['country', 'app_version', 'language', 'amount', 'article title', 'push message', 'x'])('%s means nothing we know', (name) => {
		expect(matchHeader(name).filter(({ strength }) => strength !== 'weak')).toEqual([]);
	});

	it('the documented header of the export API is understood', () => {
		const header = ['install_id', 'custom_id', 'advertising_id', 'event_type'];
		const { kind, columns } = recognise({ header, rows: [['I1', 'C1', 'A1', 'push_sent'], ['I2', 'C2', 'A2', 'push_open']], width: 4 });
		expect(kind).toBe('pushEvents');
		expect(columns.map(({ field }) => field)).toEqual(['installationId', 'customId', 'advertisingId', 'event']);
	});

	it('weak names are believed only when the values agree', () => {
		const header = ['type', 'date', 'status', 'name'];
		const odd = recognise({ header, rows: [['a', 'soon', 'x', 'Jean']], width: 4 });
		expect(odd.columns.map(({ field }) => field)).toEqual([undefined, undefined, undefined, undefined]);
		const fitting = recognise({ header, rows: [['push_sent', '2026-11-21', 'x', 'Jean']], width: 4 });
		expect(fitting.columns.map(({ field }) => field)).toEqual(['event', 'time', undefined, undefined]);
	});
});

describe('any spelling, any order', () => {
	const spelled = (field: Field) => fc.constantFrom(...(invented.find(([name]) => name === field)?.[1] ?? []));

	it('of push exports is recognised', () => {
		const fields = ['event', 'time', 'installationId', 'customId', 'campaignToken', 'transactionalToken'] as const;
		fc.assert(
			fc.property(
				fc.tuple(...fields.map(spelled)),
				fc.shuffledSubarray([...fields], { minLength: 2 }),
				fc.constantFrom(...Object.keys(timeSpellings)),
				(names, order, spelling) => {
					const withEvent = order.includes('event') ? order : [...order, 'event' as const];
					const header = withEvent.map((field) => names[fields.indexOf(field)]);
					const rows = pushRows(40, timeSpellings[spelling]).map((row) => withEvent.map((field) => row[field]));
					expect(detectHeader([header, ...rows])).toBe(true);
					const { kind, columns } = recognise({ header, rows, width: header.length });
					expect(columns.map(({ field }) => field)).toEqual(withEvent);
					expect(kind).toBe('pushEvents');
				},
			),
		);
	});

	it('of push exports is recognised without a header', () => {
		const fields = ['event', 'time', 'installationId', 'customId'] as const;
		fc.assert(
			fc.property(fc.shuffledSubarray([...fields], { minLength: 4 }), fc.boolean(), fc.constantFrom(...Object.keys(timeSpellings)), (order, tokens, spelling) => {
				const all = tokens ? ([...order, 'campaignToken', 'transactionalToken'] as const) : order;
				const rows = pushRows(60, timeSpellings[spelling]).map((row) => all.map((field) => row[field]));
				expect(detectHeader(rows)).toBe(false);
				const { kind, columns } = recognise({ rows, width: all.length });
				expect(columns.map(({ field }) => field)).toEqual(all);
				expect(kind).toBe('pushEvents');
				expect(columns.find(({ field }) => field === 'event')?.by).toBe('content');
				expect(columns.find(({ field }) => field === 'customId')?.by).toBe('guess');
			}),
		);
	});

	it('of header names that say nothing leaves it to the content', () => {
		const fields = ['time', 'event', 'installationId', 'campaignToken', 'buttonPosition', 'buttonText'] as const;
		const rows = inAppRows(60).map((row) => fields.map((field) => row[field]));
		const header = ['colonne A', 'colonne B', 'colonne C', 'colonne D', 'colonne E', 'colonne F'];
		expect(recognise({ header, rows, width: 6 }).columns.map(({ field }) => field)).toEqual(fields);
	});
});

describe('in-app exports', () => {
	it('without a header are recognised', () => {
		const fields = ['installationId', 'time', 'event', 'campaignToken', 'buttonPosition', 'buttonText'] as const;
		const rows = inAppRows(60).map((row) => fields.map((field) => row[field]));
		const { kind, columns } = recognise({ rows, width: 6 });
		expect(kind).toBe('inAppEvents');
		expect(columns.map(({ field }) => field)).toEqual(fields);
	});
});

describe('opt-in users', () => {
	const rows = Array.from({ length: 50 }, (_, index) => [index % 3 === 0 ? '' : `user-${Math.floor(index / 2)}`, uuid(index)]);

	it('are recognised with a header and without', () => {
		expect(recognise({ header: ['Custom User ID', 'Advertising ID'], rows, width: 2 })).toMatchObject({ kind: 'optInUsers' });
		const { kind, columns } = recognise({ rows, width: 2 });
		expect(kind).toBe('optInUsers');
		expect(columns.map(({ field }) => field)).toEqual(['customId', 'advertisingId']);
	});

	it('may say who is opted in', () => {
		const flagged = rows.map((row, index) => [...row, index % 2 === 0 ? 'true' : 'false']);
		expect(recognise({ rows: flagged, width: 3 }).columns.map(({ field }) => field)).toEqual(['customId', 'advertisingId', 'optIn']);
	});
});

describe('other files', () => {
	it('are left as they are', () => {
		const rows = Array.from({ length: 30 }, (_, index) => [`name ${index}`, String(index * 3), 'Paris']);
		const { kind, columns } = recognise({ header: ['article', 'price', 'city'], rows, width: 3 });
		expect(kind).toBe('other');
		expect(columns).toEqual([{ name: 'article' }, { name: 'price' }, { name: 'city' }]);
	});

	it('of one column have a header only when it says so', () => {
		expect(detectHeader([['custom_id'], ['user-1'], ['user-2']])).toBe(true);
		expect(detectHeader([['user-1'], ['user-2'], ['user-3']])).toBe(false);
		expect(detectHeader([['ids'], [uuid(1)], [uuid(2)]])).toBe(true);
		expect(detectHeader([[hexadecimal(1, 32), 'a'], [hexadecimal(2, 32), 'b']])).toBe(false);
	});

	it('names lose what shows nothing at either end', () => {
		const { columns } = recognise({ header: ['\u200bcustom_id\u00a0', ' \u2060plan\ufeff', '\u200b'], rows: [], width: 3 });
		expect(columns.map(({ name }) => name)).toEqual(['custom_id', 'plan', 'column_3']);
	});

	it('names are made unique, empty ones filled', () => {
		const { columns } = recognise({ header: ['a', 'a', ' ', 'a_2'], rows: [], width: 5 });
		expect(columns.map(({ name }) => name)).toEqual(['a', 'a_2', 'column_3', 'a_2_2', 'column_5']);
	});
});

describe('what the user sets', () => {
	const sample = { header: ['a', 'event', 'c'], rows: [['push_sent', 'x', '2026-11-21T10:00:00Z']], width: 3 };

	it('wins over header and content', () => {
		const { columns } = recognise(sample, { fields: { a: 'event', '3': 'customId', event: '' } });
		expect(columns.map(({ field, by }) => [field, by])).toEqual([['event', 'setting'], [undefined, undefined], ['customId', 'setting']]);
		expect(recognise(sample, { kind: 'other' }).kind).toBe('other');
	});

	it('takes the names of columns without case, and says which of them a file has not', () => {
		const { columns, missing } = recognise(sample, { fields: { ' A ': 'customId', EVENT: '', d: 'event', '4': 'time', '3': 'time' } });
		expect(columns.map(({ field, by }) => [field, by])).toEqual([['customId', 'setting'], [undefined, undefined], ['time', 'setting']]);
		expect([...missing].sort()).toEqual(['4', 'd']);
	});

	it('must be possible', () => {
		expect(() => recognise(sample, { fields: { a: 'event', c: 'event' } })).toThrow('set for two columns');
		expect(() => recognise(sample, { fields: { a: 'nonsense' as Field } })).toThrow('not a field');
	});
});

it('recognition never fails and never gives a field twice', () => {
	const value = fc.oneof(fc.string(), fc.constantFrom('push_sent', '2026-11-21', uuid(3), '1', 'true', 'ios', hexadecimal(3, 32)));
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 8 }), fc.array(fc.array(value, { minLength: 8, maxLength: 8 }), { maxLength: 12 }), fc.boolean(), (width, rows, hasHeader) => {
			const cut = rows.map((row) => row.slice(0, width));
			const { columns } = recognise({ header: hasHeader ? cut[0] : undefined, rows: hasHeader ? cut.slice(1) : cut, width });
			expect(columns).toHaveLength(width);
			const given = columns.flatMap(({ field }) => field ?? []);
			expect(new Set(given).size).toBe(given.length);
			expect(new Set(columns.map(({ name }) => name)).size).toBe(width);
		}),
	);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { appCurrency } from '../../../nodes/PurchaselyTrigger/attributes';
import { attributeValue, instant } from '../../../nodes/PurchaselyTrigger/attributeValue';
import { appCurrencyAttribute, attributeRules } from '../../../nodes/PurchaselyTrigger/catalogue/attributes';
import { serverEvents } from '../../../nodes/PurchaselyTrigger/catalogue/events';
import { prepare } from '../../../nodes/PurchaselyTrigger/prepare';
import { readCall, type PurchaselyEvent } from '../../../nodes/PurchaselyTrigger/readCall';
import { parseBody } from '../../../nodes/shared/webhook/body';
import { readNotation } from '../../../nodes/shared/batch/attributes/readNotation';
import type { PreparedEvent } from '../../../nodes/shared/batch/preparedEvent';
import { anonymousPayload, subscriptionPayload } from '../../fixtures/purchasely/payloads';
import { preparationSettings } from './settings';
import { eventLimits } from '../../../nodes/shared/webhook/prepared/eventLimits';

const now = Date.parse('2026-03-02T08:00:10Z');
const hour = 3_600_000;

function eventOf(payload: unknown): PurchaselyEvent {
	const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
	const event = readCall(parseBody(bytes), bytes);
	if (!event.readable) throw new Error('not an object');
	return event;
}

function prepared(payload: unknown, changes: Parameters<typeof preparationSettings>[0] = {}, at = now): PreparedEvent {
	const result = prepare(eventOf(payload), preparationSettings(changes), at);
	if ('problem' in result) throw new Error(result.problem);
	return result.prepared;
}

describe('prepare', () => {
	it('gives Batch everything it needs', () => {
		expect(prepared(subscriptionPayload())).toEqual({
			customId: 'reader-42',
			platform: 'ios',
			event: {
				name: 'ply_renewal_disabled',
				time: '2026-03-02T08:00:05.250Z',
				attributes: {
					product: 'PREMIUM',
					plan: 'monthly',
					purchase_type: 'RENEWING_SUBSCRIPTION',
					subscription_status: 'AUTO_RENEWING_CANCELED',
					offer_type: 'NONE',
					store: 'APPLE_APP_STORE',
					environment: 'PRODUCTION',
					'date(effective_next_renewal_at)': '2026-03-20T07:00:00Z',
					plan_price: 9.9,
					customer_currency: 'EUR',
				},
			},
			eventId: '6d2f0d0c-6c0c-4c1f-9a57-0f5b6a1d9e11',
			leftOut: [
				'api_version',
				'event_created_at_ms',
				'store_country',
				'store_app_bundle_id',
				'store_product_id',
				'store_transaction_id',
				'store_original_transaction_id',
				'purchased_at',
				'purchased_at_ms',
				'original_purchased_at',
				'original_purchased_at_ms',
				'previous_offer_type',
				'effective_next_renewal_at_ms',
				'purchasely_subscription_id',
				'plan_price_in_eur',
				'cumulated_revenues_in_eur',
			],
		});
	});

	it('gives an anonymous event no custom id, and lists a null as left out', () => {
		const event = prepared(anonymousPayload());
		expect(event).not.toHaveProperty('customId');
		expect(event.platform).toBe('android');
		expect(event.leftOut).toEqual(expect.arrayContaining(['anonymous_user_id', 'store_country']));
	});

	it('gives no platform for a store it does not know', () => {
		expect(prepared(subscriptionPayload({ store: 'NEW_STORE' }))).not.toHaveProperty('platform');
	});

	it('carries amounts in the app currency under names that do not change with it', () => {
		const attributes = ['plan_price_app_currency', 'cumulated_revenues', 'amount_app_currency', 'amount_usd', 'app_currency'];
		for (const currency of ['eur', 'usd', 'jpy']) {
			const payload = {
				event_name: 'TRANSACTION_PROCESSED',
				[`plan_price_in_${currency}`]: 9.99,
				[`cumulated_revenues_in_${currency}`]: 69.9,
				[`amount_in_${currency}`]: -9.99,
				amount_in_usd: -10.5,
			};
			const event = prepared(payload, { attributes });
			expect(event.event.attributes).toEqual({
				plan_price_app_currency: 9.99,
				cumulated_revenues: 69.9,
				amount_app_currency: currency === 'usd' ? -10.5 : -9.99,
				amount_usd: -10.5,
				app_currency: currency.toUpperCase(),
			});
			expect(event.leftOut).toEqual([]);
		}
	});

	it('carries no such amount when the keys name several currencies, and says so', () => {
		const payload = { event_name: 'ACTIVATE', plan_price_in_eur: 1, cumulated_revenues_in_chf: 2 };
		const attributes = ['plan_price_app_currency', 'cumulated_revenues', 'app_currency'];
		const event = prepared(payload, { attributes });
		expect(event.event).not.toHaveProperty('attributes');
		expect(event.leftOut).toEqual(['plan_price_in_eur', 'cumulated_revenues_in_chf']);
		expect(appCurrency({ amount_in_usd: 1, plan_price_in_customer_currency: 2 })).toBeUndefined();
	});

	it('cuts no text: what is longer than the family allows is left out and listed', () => {
		for (const [family, longest] of [
			['project', 300],
			['app', 64],
		] as const) {
			const carried = (length: number) => prepared(subscriptionPayload({ plan: 'x'.repeat(length) }), { family });
			expect(carried(longest).event.attributes?.plan).toHaveLength(longest);
			expect(carried(longest + 1).event.attributes).not.toHaveProperty('plan');
			expect(carried(longest + 1).leftOut).toContain('plan');
		}
	});

	it('carries no more attributes than the family allows; the others are listed', () => {
		const payload = Object.fromEntries(
			attributeRules.flatMap(({ source, type }) => (type === 'text' ? [[source, 'x']] : [])),
		);
		const attributes = attributeRules.map(({ name }) => name);
		for (const family of ['project', 'app'] as const) {
			const { event, leftOut } = prepared({ ...payload, event_name: 'ACTIVATE' }, { attributes, family });
			expect(Object.keys(event.attributes ?? {})).toHaveLength(eventLimits(family).attributes);
			expect(leftOut.length).toBeGreaterThan(0);
		}
	});

	it('keeps the time of a late event, or leaves it to Batch', () => {
		const late = now + 25 * hour;
		expect(prepared(subscriptionPayload(), {}, late).event.time).toBe('2026-03-02T08:00:05.250Z');
		const arrival = prepared(subscriptionPayload(), { lateEvents: 'useArrival' }, late);
		expect(arrival.event).not.toHaveProperty('time');
		expect(arrival.leftOut).toEqual(expect.arrayContaining(['event_created_at', 'event_created_at_ms']));
		expect(prepared(subscriptionPayload(), { lateEvents: 'useArrival' }).event).toHaveProperty('time');
	});

	it('takes the time from the milliseconds where the text is missing or no time', () => {
		for (const event_created_at of [undefined, null, 'yesterday', '2026-03-02 08:00:05']) {
			const event = prepared(subscriptionPayload({ event_created_at }));
			expect(event.event.time).toBe('2026-03-02T08:00:05.250Z');
			expect(event.leftOut).not.toContain('event_created_at_ms');
		}
		const event = prepared(subscriptionPayload({ event_created_at: 'x', event_created_at_ms: 'y' }));
		expect(event.event).not.toHaveProperty('time');
	});

	it.each(['undefined', 'NULL', '[object Object]', 'x'.repeat(513)])('prepares nothing for the custom id %s', (user_id) => {
		expect(prepare(eventOf(subscriptionPayload({ user_id })), preparationSettings(), now)).toHaveProperty('problem');
	});

	it('prepares nothing for an event without a name', () => {
		expect(prepare(eventOf({ name: 'PURCHASE_VALIDATED' }), preparationSettings(), now)).toEqual({
			problem: 'The payload has no event_name.',
		});
	});
});

describe('attributeValue', () => {
	it.each([
		['text', 'a', 'a'],
		['text', 42, '42'],
		['text', '', undefined],
		['text', true, undefined],
		['text', {}, undefined],
		['number', 9.9, 9.9],
		['number', '9.90', 9.9],
		['number', '1e3', undefined],
		['number', '', undefined],
		['number', null, undefined],
		['integer', 12, 12],
		['integer', '12', 12],
		['integer', 1.5, undefined],
		['boolean', false, false],
		['boolean', 'false', undefined],
		['boolean', 0, undefined],
		['date', '2026-03-02T08:00:05.000Z', '2026-03-02T08:00:05Z'],
		['date', '2026-03-02T09:00:05+01:00', '2026-03-02T08:00:05Z'],
		['date', '2026-03-02T08:00:05', undefined],
		['date', '2026-02-30T08:00:05Z', undefined],
		['date', '2024-02-29T08:00:05Z', '2024-02-29T08:00:05Z'],
		['date', '2026-13-02T08:00:05Z', undefined],
		['date', '1772438405250', '2026-03-02T08:00:05.250Z'],
		['date', '1772438405', '2026-03-02T08:00:05Z'],
		['date', '177243840525', undefined],
	] as const)('%s of %j is %j', (type, value, expected) => {
		expect(attributeValue(value, type, 300)).toBe(expected);
	});

	it('writes any instant of the years 0 to 9999 so that it reads back the same', () => {
		fc.assert(
			fc.property(fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
				expect(Date.parse(instant(date.toISOString()) ?? '')).toBe(date.getTime());
				expect(instant(date.getTime())).toBe(instant(date.toISOString()));
			}),
		);
		for (const value of [8.64e15, -8.64e15, Number.NaN, Infinity, {}, null]) expect(instant(value)).toBeUndefined();
	});
});

describe('prepare, whatever the payload', () => {
	const key = fc.oneof(
		fc.constantFrom(
			'event_name',
			'event_id',
			'user_id',
			'store',
			'event_created_at',
			'event_created_at_ms',
			'plan_price_in_eur',
			'plan_price_in_usd',
			'amount_in_usd',
			'__proto__',
			'constructor',
			...attributeRules.map(({ source }) => source),
		),
		fc.string(),
	);
	const value = fc.oneof(
		fc.jsonValue(),
		fc.constantFrom(...serverEvents.map(({ name }) => name)),
		fc.string({ maxLength: 400, minLength: 60 }),
		fc.double({ noNaN: true }).filter(Number.isFinite),
		fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
	);
	const name = fc.constantFrom(...serverEvents.map((event) => event.name), 'BRAND_NEW', 'NOT-A-NAME', '');
	const text = fc.tuple(name, fc.array(fc.tuple(key, value), { maxLength: 60 })).map(([eventName, entries]) => {
		const members = [...entries, ['event_name', eventName] as const];
		return `{${members.map(([member, content]) => `${JSON.stringify(member)}:${JSON.stringify(content)}`).join(',')}}`;
	});
	const names = fc.constantFrom(...attributeRules.map(({ name }) => name), appCurrencyAttribute, 'unknown', '__proto__');
	const settings = fc.record({
		naming: fc.record({ prefix: fc.constantFrom('', 'ply_', 'purchasely_', 'Ä'), overrides: fc.constant(new Map()) }),
		attributes: fc.array(names, { maxLength: 80 }),
		family: fc.constantFrom('project', 'app'),
		lateEvents: fc.constantFrom('keepTime', 'useArrival'),
	}) as fc.Arbitrary<ReturnType<typeof preparationSettings>>;

	it('breaks no rule of Batch, loses no key and touches no prototype', () => {
		let preparedOnes = 0;
		fc.assert(
			fc.property(text, settings, (body, given) => {
				const event = eventOf(body);
				const result = prepare(event, given, now);
				expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
				if ('problem' in result) {
					expect(result.problem).not.toBe('');
					return;
				}
				preparedOnes++;
				const { prepared: made } = result;
				expect(made.event.name).toMatch(/^[a-z0-9_]{1,30}$/);
				expect(made.eventId).not.toBe('');
				const limits = eventLimits(given.family);
				const attributes = Object.entries(made.event.attributes ?? {});
				expect(attributes.length).toBeLessThanOrEqual(limits.attributes);
				expect(Object.getPrototypeOf(made.event.attributes ?? {})).toBe(Object.prototype);
				for (const [name, content] of attributes) {
					expect(name).toMatch(/^([a-z0-9_]{1,30}|date\([a-z0-9_]{1,30}\))$/);
					expect(['string', 'number', 'boolean']).toContain(typeof content);
					if (typeof content === 'string') expect(content.length).toBeLessThanOrEqual(limits.textCharacters);
					expect(content).not.toBe('');
				}
				expectNothingLost(event.payload, made);
				const { violations } = readNotation(made.event.attributes ?? {}, { timezone: 'UTC', family: given.family });
				expect(violations).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
		expect(preparedOnes).toBeGreaterThan(300);
	});
});

/** Every key is listed as left out or its value stands somewhere in the event, and never both. */
function expectNothingLost(payload: IDataObject, made: PreparedEvent): void {
	const attributes = made.event.attributes ?? {};
	const leftOut = new Set(made.leftOut);
	expect(leftOut.size).toBe(made.leftOut.length);
	for (const key of Object.keys(payload)) {
		const names = attributeRules
			.filter(({ source }) => source === key || source === key.replace(/_in_[a-z]{3}$/, '_in_<currency>'))
			.flatMap(({ name }) => [name, `date(${name})`]);
		const carried =
			key === 'event_name' ||
			(key === 'user_id' && made.customId !== undefined) ||
			(key === 'event_id' && made.eventId === String(payload.event_id)) ||
			(/^event_created_at/.test(key) && made.event.time !== undefined && made.event.time === instant(payload[key])) ||
			names.some((name) => Object.hasOwn(attributes, name));
		if (leftOut.has(key)) continue;
		expect(carried, `${key} is neither carried nor listed`).toBe(true);
	}
	for (const key of leftOut) expect(Object.hasOwn(payload, key)).toBe(true);
}

const samples = join(import.meta.dirname, '../../../../shared/samples/purchasely');
describe.skipIf(!existsSync(samples))("prepare: the vendor's samples", () => {
	const files = existsSync(samples)
		? readdirSync(samples).filter((file) => file.endsWith('.json') && !file.startsWith('signature'))
		: [];

	it.each(files)('%s', (file) => {
		const payload = JSON.parse(readFileSync(join(samples, file), 'utf8')) as IDataObject;
		const at = Date.parse(String(payload.event_created_at)) + 1000;
		const everything = attributeRules.slice(0, 20).map(({ name }) => name);
		for (const changes of [{}, { family: 'app' as const }, { attributes: everything }]) {
			const made = prepared(payload, changes, at);
			expect(made.event.name).toBe(`ply_${String(payload.event_name).toLowerCase()}`);
			expect(made.event.time).toBe(payload.event_created_at);
			expect(made.customId).toBe(payload.user_id);
			expect(made.platform).toBe(payload.store === 'APPLE_APP_STORE' ? 'ios' : 'android');
			expectNothingLost(payload, made);
		}
		expect(prepared(payload, {}, at).event.attributes).toMatchObject({
			product: payload.product,
			plan: payload.plan,
			environment: payload.environment,
		});
	});
});

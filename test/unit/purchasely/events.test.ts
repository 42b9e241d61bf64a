import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { whyNot } from '../../../nodes/PurchaselyTrigger/filter';
import { readCall } from '../../../nodes/PurchaselyTrigger/readCall';
import { shape } from '../../../nodes/PurchaselyTrigger/shape';
import { parseBody } from '../../../nodes/shared/webhook/body';
import type { AnonymousEvents } from '../../../nodes/shared/webhook/prepared/settings';
import { anonymousPayload, subscriptionPayload } from '../../fixtures/purchasely/payloads';
import { filterSettings, outputSettings, triggerSettings } from './settings';

const now = Date.parse('2026-03-02T08:00:10Z');

function received(payload: unknown) {
	const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
	return readCall(parseBody(bytes), bytes);
}

describe('readCall', () => {
	const idOf = (payload: IDataObject) => received(payload).id;

	it('takes event_id as identity', () => {
		expect(idOf(subscriptionPayload())).toBe('6d2f0d0c-6c0c-4c1f-9a57-0f5b6a1d9e11');
	});

	it('builds the documented key where event_id is missing, and tells events apart with it', () => {
		const old = subscriptionPayload({ event_id: undefined });
		expect(idOf(old)).toBe(
			'RENEWAL_DISABLED|subs_exampleexampleexample|2000000999000111|1772438405250|reader-42',
		);
		const others = [
			{ ...old, event_name: 'RENEWAL_ENABLED' },
			{ ...old, purchasely_subscription_id: 'subs_other' },
			{ ...old, store_transaction_id: '1' },
			{ ...old, event_created_at_ms: 1 },
			{ ...old, user_id: undefined, anonymous_user_id: 'a' },
		].map(idOf);
		expect(new Set([idOf(old), ...others]).size).toBe(6);
		expect(idOf(anonymousPayload({ event_id: null }))).toContain('|otp_exampleexample|');
	});

	it('falls back to the bytes when that key has too little in it', () => {
		expect(idOf({})).toMatch(/^sha256:[0-9a-f]{64}$/);
		expect(idOf({ event_name: 'X' })).not.toBe(idOf({ event_name: 'X', a: 1 }));
		expect(received('[1]').id).toMatch(/^sha256:/);
	});

	it('sees who is known', () => {
		const userOf = (user_id: unknown) => {
			const event = received({ ...subscriptionPayload(), user_id });
			return event.readable ? event.userId : undefined;
		};
		expect(userOf('reader-42')).toBe('reader-42');
		expect(userOf(42)).toBe('42');
		for (const nobody of [null, undefined, '', '  ', {}, [], true, 1.5]) expect(userOf(nobody)).toBeUndefined();
	});

	it.each(['12345678901234567890', '1.5', '{"id":1}', '["a"]', 'true'])('takes nobody for anonymous whose id is %s: it says what is wrong, and drops nothing', (id) => {
		const event = received(JSON.stringify(subscriptionPayload({ user_id: 'X' })).replace('"X"', id));
		expect(whyNot(event, filterSettings(), 'drop')).toBeUndefined();
		const [known, anonymous] = shape([event], triggerSettings(), {}, now);
		expect(anonymous).toEqual([]);
		expect(known?.[0]?.json).toMatchObject({ userId: null, anonymous: false, problem: expect.stringContaining('must be a text, or a whole number') });
	});
});

describe('whyNot', () => {
	const passes = (
		payload: unknown,
		changes: Parameters<typeof filterSettings>[0],
		anonymousEvents: AnonymousEvents = 'secondOutput',
	) => whyNot(received(payload), filterSettings(changes), anonymousEvents) === undefined;

	it('lets everything through where nothing is chosen', () => {
		for (const payload of [subscriptionPayload(), anonymousPayload(), {}, { event_name: 'BRAND_NEW' }]) {
			expect(passes(payload, {})).toBe(true);
		}
	});

	it('filters by event, unlisted ones too', () => {
		expect(passes(subscriptionPayload(), { events: new Set(['RENEWAL_DISABLED']) })).toBe(true);
		expect(passes(subscriptionPayload(), { events: new Set(['ACTIVATE']) })).toBe(false);
		expect(passes({ event_name: 'BRAND_NEW' }, { events: new Set(['BRAND_NEW']) })).toBe(true);
		expect(passes({}, { events: new Set(['ACTIVATE']) })).toBe(false);
	});

	it('filters by environment', () => {
		expect(passes(subscriptionPayload(), { environment: 'PRODUCTION' })).toBe(true);
		expect(passes(anonymousPayload(), { environment: 'PRODUCTION' })).toBe(false);
		expect(passes(anonymousPayload(), { environment: 'SANDBOX' })).toBe(true);
	});

	it('filters by store, in either spelling', () => {
		const stores = new Set(['HUAWEI_APPGALLERY']);
		expect(passes(subscriptionPayload({ store: 'HUAWEI_APP_GALLERY' }), { stores })).toBe(true);
		expect(passes(subscriptionPayload({ store: 'STRIPE' }), { stores })).toBe(false);
		expect(passes(subscriptionPayload({ store: 'NEW_STORE' }), { stores })).toBe(false);
	});

	it('filters by purchase type', () => {
		const purchaseTypes = new Set(['CONSUMABLE']);
		expect(passes(anonymousPayload(), { purchaseTypes })).toBe(true);
		expect(passes(subscriptionPayload(), { purchaseTypes })).toBe(false);
		expect(passes(subscriptionPayload({ purchase_type: undefined }), { purchaseTypes })).toBe(false);
	});

	it('drops anonymous events only where that is chosen', () => {
		expect(passes(anonymousPayload(), {}, 'drop')).toBe(false);
		expect(passes(subscriptionPayload(), {}, 'drop')).toBe(true);
		expect(passes(anonymousPayload(), {}, 'pass')).toBe(true);
	});

	it('lets through what cannot be read', () => {
		const narrow = { events: new Set(['ACTIVATE']), environment: 'PRODUCTION' } as const;
		expect(passes('[]', narrow, 'drop')).toBe(true);
	});
});

describe('shape', () => {
	const headers = { 'x-purchasely-timestamp': '1772438406' };
	const prepared = (payload: unknown, changes = {}) => shape([received(payload)], triggerSettings(changes), headers, now);

	it('puts anonymous events on the second output, or with the others', () => {
		expect(prepared(anonymousPayload()).map((items) => items.length)).toEqual([0, 1]);
		expect(prepared(subscriptionPayload()).map((items) => items.length)).toEqual([1, 0]);
		const together = { output: outputSettings({ anonymousEvents: 'pass' }) };
		expect(prepared(anonymousPayload(), together).map((items) => items.length)).toEqual([1]);
	});

	it('gives a prepared event with what an IF node asks for, and the payload', () => {
		const [[item]] = prepared(subscriptionPayload());
		expect(item?.json).toMatchObject({
			eventName: 'RENEWAL_DISABLED',
			environment: 'PRODUCTION',
			store: 'APPLE_APP_STORE',
			anonymous: false,
			batch: { customId: 'reader-42', event: { name: 'ply_renewal_disabled' } },
			purchasely: subscriptionPayload(),
		});
		expect(item?.json).not.toHaveProperty('headers');
		expect(item?.json).not.toHaveProperty('problem');
	});

	it('leaves the payload out and puts the headers in where that is chosen', () => {
		const output = outputSettings({ includeHeaders: true, includePayload: false });
		const [[item]] = prepared(subscriptionPayload(), { output });
		expect(item?.json).not.toHaveProperty('purchasely');
		expect(item?.json.headers).toEqual(headers);
	});

	it('gives the payload as received where that is chosen; a key of its own stays', () => {
		const output = outputSettings({ form: 'received' });
		expect(prepared(subscriptionPayload(), { output })[0]?.[0]?.json).toEqual(subscriptionPayload());
		const withHeaders = { output: { ...output, includeHeaders: true } };
		expect(prepared(subscriptionPayload(), withHeaders)[0]?.[0]?.json).toEqual({ ...subscriptionPayload(), headers });
		expect(prepared({ user_id: 'a', headers: 'mine' }, withHeaders)[0]?.[0]?.json.headers).toBe('mine');
	});

	it('lets an event without a possible name out, with the problem', () => {
		const event_name = 'SUBSCRIPTION_MOVED_TO_ANOTHER_STORE';
		const [[item]] = prepared(subscriptionPayload({ event_name }));
		expect(item?.json.eventName).toBe(event_name);
		expect(item?.json.problem).toContain('ply_subscription_moved_to_another_store');
		expect(item?.json).not.toHaveProperty('batch');
		expect(item?.json.purchasely).toMatchObject({ event_name });
	});

	it('lets a signed body that is no object out on the first output, as text', () => {
		const [known, anonymous] = prepared('["ACTIVATE"]');
		expect(known?.[0]?.json).toEqual({ problem: expect.stringContaining('no JSON object'), body: '["ACTIVATE"]' });
		expect(anonymous).toEqual([]);
	});
});

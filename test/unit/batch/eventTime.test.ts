import { describe, expect, it } from 'vitest';

import type { Attribute } from '../../../nodes/shared/batch/attributes/attribute';
import { checkEvent } from '../../../nodes/shared/batch/contract/checks';
import { fitTimeWindow, timeWindowOf } from '../../../nodes/shared/batch/eventTime';
import type { TrackedEvent } from '../../../nodes/shared/batch/event';

const now = Date.UTC(2026, 0, 10);
const day = 24 * 3_600_000;
const event = (time: number | undefined, attributes: Array<[string, Attribute]> = []): TrackedEvent => ({
	name: 'order_paid',
	time,
	attributes: new Map(attributes),
	tags: [],
});

describe('timeWindowOf', () => {
	it.each([
		[now, 'inside'],
		[now - 1, 'inside'],
		[now - day, 'inside'],
		[now - day - 1, 'tooOld'],
		[now + 1, 'aheadByClock'],
		[now + 60_000, 'aheadByClock'],
		[now + 60_001, 'inTheFuture'],
		[0, 'tooOld'],
	])('%d is %s', (time, expected) => expect(timeWindowOf(time, now)).toBe(expected));
});

describe('fitTimeWindow', () => {
	it('sends an event of a clock that runs up to a minute ahead as of now', () => {
		expect(fitTimeWindow('project', event(now + 60_000), now, 'refuse')).toEqual({ kind: 'send', event: event(now) });
		expect(fitTimeWindow('project', event(now + 60_001), now, 'refuse')).toMatchObject({ kind: 'refuse' });
	});

	it('leaves an event inside the window, and one without time, as it is', () => {
		for (const time of [undefined, now, now - day]) {
			expect(fitTimeWindow('app', event(time), now, 'skip')).toEqual({ kind: 'send', event: event(time) });
		}
	});

	it.each([
		[now - day - 1, 'is older than the 24 hours Batch accepts'],
		[now + 3_600_000, 'lies in the future, which Batch does not accept'],
	])('refuses and skips for the reason there is', (time, reason) => {
		expect(fitTimeWindow('project', event(time), now, 'refuse')).toMatchObject({
			violation: { field: 'Event Time', value: new Date(time).toISOString(), rule: `${reason}; see Events Outside the Time Window` },
		});
		expect(fitTimeWindow('project', event(time), now, 'skip')).toEqual({
			kind: 'skip',
			reason: `Its time (${new Date(time).toISOString()}) ${reason}`,
		});
	});

	it('sends without time, and keeps the time as an attribute', () => {
		const fitted = fitTimeWindow('project', event(0), now, 'sendWithoutTime');
		expect(fitted).toEqual({
			kind: 'send',
			event: event(undefined, [['original_time', { type: 'date', value: 0 }]]),
			sentWithoutTime: true,
		});
	});

	it.each([
		['project', 20],
		['app', 15],
	] as const)('leaves the time out, and says so, where the attributes of the %s family are full', (family, limit) => {
		const full = (count: number) => Array.from({ length: count }, (_unused, index): [string, Attribute] => [`a_${index}`, { type: 'integer', value: 1 }]);
		const fitted = fitTimeWindow(family, event(0, full(limit)), now, 'sendWithoutTime');
		expect(fitted).toEqual({
			kind: 'send',
			event: event(undefined, full(limit)),
			sentWithoutTime: true,
			originalTimeLeftOut: `The event has ${limit} attributes, and Batch takes ${limit}`,
		});
		const roomForOne = fitTimeWindow(family, event(0, full(limit - 1)), now, 'sendWithoutTime');
		for (const sent of [fitted, roomForOne]) expect(sent.kind === 'send' && checkEvent(family, sent.event)).toEqual([]);
		expect(roomForOne).not.toHaveProperty('originalTimeLeftOut');
	});

	it('never replaces an attribute of that name', () => {
		const own: Array<[string, Attribute]> = [['original_time', { type: 'text', value: 'mine' }]];
		expect(fitTimeWindow('project', event(0, own), now, 'sendWithoutTime')).toEqual({
			kind: 'send',
			event: event(undefined, own),
			sentWithoutTime: true,
			originalTimeLeftOut: 'The event has an attribute of this name',
		});
	});
});

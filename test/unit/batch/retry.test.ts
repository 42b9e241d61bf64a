import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Exchange } from '../../../nodes/shared/batch/client/exchange';
import { attemptsAtMost, decideRetry, retryAfterOf } from '../../../nodes/shared/batch/client/pace';
import { answer, errorOf, noAnswer } from './support/exchanges';

const now = Date.UTC(2026, 0, 10, 9, 30);
const decide = (exchange: Exchange, { attempt = 1, repeatable = false, random = 0.5 } = {}) =>
	decideRetry(exchange, { attempt, repeatable, random, now });

const { project, app } = errorOf;
const page = '<html>Bad Gateway</html>';
const accept = { kind: 'accept' };
const refused = { kind: 'giveUp', mayHaveArrived: false, isTemporary: false };
const lost = { kind: 'giveUp', mayHaveArrived: true, isTemporary: true };
const again = { kind: 'wait', isRateLimit: false, mayHaveArrived: false };
const later = { kind: 'wait', isRateLimit: true, mayHaveArrived: false };
const againAfterLoss = { kind: 'wait', isRateLimit: false, mayHaveArrived: true };

/** What happens · what follows for a call that must not run twice · for one that may. */
const table: Array<[string, Exchange, object, object]> = [
	['200', answer(200, { token: 't' }), accept, accept],
	['202', answer(202, { code: 'SUCCESS' }), accept, accept],
	['202 in part', answer(202, { code: 'SUCCESS_WITH_PARTIAL_ERRORS' }), accept, accept],
	['204', answer(204), accept, accept],
	['a redirect', answer(302, '', { location: 'https://evil.example' }), refused, refused],
	...[project, app].flatMap((body): typeof table => [
		['400 MISSING_PARAMETER', answer(400, body('MISSING_PARAMETER')), refused, refused],
		['400 MALFORMED_PARAMETER', answer(400, body('MALFORMED_PARAMETER')), refused, refused],
		['400 MALFORMED_JSON_BODY', answer(400, body('MALFORMED_JSON_BODY')), refused, refused],
		['401', answer(401, body('AUTHENTICATION_INVALID')), refused, refused],
		['403', answer(403, body('API_MISUSE')), refused, refused],
		['404', answer(404, body('ROUTE_NOT_FOUND')), refused, refused],
		['429', answer(429, body('TOO_MANY_REQUESTS')), later, later],
		['500', answer(500, body('SERVER_ERROR')), again, again],
		['503', answer(503, body('MAINTENANCE_ERROR')), again, again],
	]),
	['a web page in place of an answer', answer(200, page, { 'content-type': 'text/html; charset=utf-8' }), { ...lost, isTemporary: false }, refused],
	['a web page with an error', answer(404, page, { 'content-type': 'text/html' }), refused, refused],
	['413 of a gateway', answer(413, page), refused, refused],
	['429 of a gateway', answer(429, page), later, later],
	['500 of a gateway', answer(500, page), lost, againAfterLoss],
	['502 of a gateway', answer(502, page), lost, againAfterLoss],
	['502 in the words of Batch', answer(502, project('SERVER_ERROR')), lost, againAfterLoss],
	['503 of a gateway', answer(503, page), lost, againAfterLoss],
	['503 of a gateway that speaks JSON', answer(503, { message: 'Service Unavailable' }), lost, againAfterLoss],
	['504 of a gateway', answer(504, ''), lost, againAfterLoss],
	['a refused connection', noAnswer('ECONNREFUSED', true), again, again],
	['an unknown host', noAnswer('ENOTFOUND', true), refused, refused],
	['a certificate that is signed by itself', noAnswer('DEPTH_ZERO_SELF_SIGNED_CERT', true), refused, refused],
	['a text in place of an answer', answer(200, 'OK'), { ...lost, isTemporary: false }, refused],
	['an address that is none', noAnswer('ERR_INVALID_URL', true), refused, refused],
	['a reset', noAnswer('ECONNRESET', false), lost, againAfterLoss],
	['a time-out', noAnswer('ECONNABORTED', false), lost, againAfterLoss],
];

describe('decideRetry', () => {
	it.each(table)('%s', (_name, exchange, once, repeatable) => {
		expect(decide(exchange)).toMatchObject(once);
		expect(decide(exchange, { repeatable: true })).toMatchObject(repeatable);
	});

	it.each(table)('%s: gives up at the last attempt, and says whether it may have arrived', (_name, exchange, _once, repeatable) => {
		const decision = decide(exchange, { attempt: attemptsAtMost, repeatable: true });
		if (!('mayHaveArrived' in repeatable) || !('isRateLimit' in repeatable)) expect(decision).toMatchObject(repeatable);
		else expect(decision).toEqual({ kind: 'giveUp', mayHaveArrived: repeatable.mayHaveArrived, isTemporary: true });
	});

	it('waits 1, 2, 4, 8 and 16 seconds, less half of it by chance', () => {
		for (const [random, waits] of [
			[1, [1_000, 2_000, 4_000, 8_000, 16_000]],
			[0, [500, 1_000, 2_000, 4_000, 8_000]],
		] as const) {
			const decisions = [1, 2, 3, 4, 5].map((attempt) => decide(answer(503, project('MAINTENANCE_ERROR')), { attempt, random }));
			expect(decisions.map((decision) => decision.kind === 'wait' && decision.milliseconds)).toEqual(waits);
		}
	});

	it('waits at least 5 seconds after a 429 and never longer than the longest back-off needs', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
				const decision = decide(answer(429), { attempt, random });
				expect(decision.kind === 'wait' && decision.milliseconds).toBeGreaterThanOrEqual(5_000);
				expect(decision.kind === 'wait' && decision.milliseconds).toBeLessThanOrEqual(30_000);
			}),
		);
	});

	it.each([
		['seconds', '60', 60_000],
		['seconds as a number', 60, 60_000],
		['a date', 'Sat, 10 Jan 2026 09:31:00 GMT', 60_000],
	])('honours Retry-After in %s, on 429 and on 503', (_form, value, milliseconds) => {
		const headers = { 'retry-after': value };
		expect(decide(answer(429, '', headers))).toMatchObject({ kind: 'wait', milliseconds });
		expect(decide(answer(503, project('MAINTENANCE_ERROR'), headers))).toMatchObject({ kind: 'wait', milliseconds });
	});

	it.each(['1', '0', '-5', '', 'soon', 'Sat, 10 Jan 2026 09:29:00 GMT', undefined, null, {}])(
		'waits 5 seconds although Retry-After says %j',
		(value) => {
			expect(decide(answer(429, '', { 'retry-after': value }), { random: 0 })).toMatchObject({ milliseconds: 5_000 });
		},
	);

	it('gives up when it is to wait for more than five minutes, and does not call a lost answer refused', () => {
		const headers = { 'retry-after': '301' };
		expect(decide(answer(429, '', headers))).toEqual({ kind: 'giveUp', mayHaveArrived: false, isTemporary: true });
		expect(decide(answer(503, page, headers), { repeatable: true })).toEqual(lost);
		expect(decide(answer(429, '', { 'retry-after': '300' }))).toMatchObject({ kind: 'wait', milliseconds: 300_000 });
	});

	it('reads no Retry-After out of nothing', () => {
		expect(retryAfterOf({}, now)).toBeUndefined();
		expect(retryAfterOf({ 'retry-after': 'Infinity' }, now)).toBeUndefined();
	});
});

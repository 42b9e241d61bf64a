import { describe, expect, it } from 'vitest';

import { describeFailure, type FailureContext } from '../../../nodes/shared/batch/client/describeFailure';
import { noAnswerFrom, tookTooLong, tooMuch } from '../../../nodes/shared/batch/client/exchange';
import { readErrorOfBatch, readPartialErrors } from '../../../nodes/shared/batch/client/readAnswer';
import { TooMuch } from '../../../nodes/shared/bounded';
import { answer, errorOf, noAnswer } from './support/exchanges';

const context: FailureContext = {
	route: { family: 'project' },
	mayHaveArrived: false,
	repeatable: false,
	wasTemporary: false,
	now: Date.UTC(2026, 0, 10, 9, 30),
};

describe('describeFailure', () => {
	it.each([
		['project', errorOf.project('MALFORMED_PARAMETER')],
		['app', errorOf.app('MALFORMED_PARAMETER')],
	])('leads with the words of Batch (%s family)', (family, body) => {
		expect(describeFailure(answer(400, body), context)).toEqual({
			message: `MALFORMED_PARAMETER, says the ${family} family`,
			advice: 'Check the values of this row against the message above.',
			statusCode: 400,
			code: 'MALFORMED_PARAMETER',
			mayHaveArrived: false,
			concernsEveryCall: false,
			cause: 'refused',
		});
	});

	it('takes a 403 of a route that names one thing for a word about that thing', () => {
		const described = describeFailure(answer(403, errorOf.project('API_MISUSE')), { ...context, route: { family: 'project', forbidden: 'object' } });
		expect(described).toMatchObject({ statusCode: 403, concernsEveryCall: false, advice: expect.stringContaining('status and type') });
	});

	it.each([
		[302, 'refused', false, /redirects elsewhere/],
		[401, 'credentials', true, /REST API Key and the Project Key/],
		[403, 'credentials', true, /does not allow this call/],
		[404, 'refused', true, /does not know this address/],
		[413, 'refused', false, /too large/],
		[429, 'rateLimited', true, /rate limit/],
		[500, 'unavailable', false, /down or under maintenance/],
	] as const)('HTTP %d is %s, concerns every call: %s, and comes with advice', (status, cause, concernsEveryCall, advice) => {
		expect(describeFailure(answer(status), context)).toMatchObject({
			message: `Batch answered with HTTP ${status}`,
			cause,
			concernsEveryCall,
			advice: expect.stringMatching(advice),
		});
	});

	it('names the app key of the platform', () => {
		const { advice } = describeFailure(answer(401), { ...context, route: { family: 'app' }, platform: 'android' });
		expect(advice).toBe('Check the REST API Key and the Android App Key in the Batch credential.');
	});

	it('shows a page that a proxy answered with, without its markup and cut short', () => {
		const page = `<html><body><h1>Bad\n Gateway</h1>${'x'.repeat(500)}</body></html>`;
		const { message } = describeFailure(answer(502, page), context);
		expect(message).toMatch(/^Batch answered with HTTP 502: Bad Gateway x+$/);
		expect(message.length).toBeLessThan(250);
	});

	it('does not take a web page for an answer of Batch', () => {
		const page = answer(200, '<h1>Log in</h1>', { 'content-type': 'text/html' });
		const failure = { message: 'A web page answered in place of Batch: Log in', concernsEveryCall: true, cause: 'unavailable' };
		expect(describeFailure(page, context)).toMatchObject({ ...failure, advice: expect.stringMatching(/^Check the API Address/) });
		expect(describeFailure(page, { ...context, mayHaveArrived: true }).advice).toMatch(/^It may have been delivered\. Check/);
	});

	it('says that it may have been delivered, and whether it was sent again', () => {
		const lost = { ...context, mayHaveArrived: true };
		for (const exchange of [noAnswer('ECONNRESET', false), answer(502)]) {
			expect(describeFailure(exchange, lost).advice).toMatch(/^It may have been delivered.* It is not sent again/);
			expect(describeFailure(exchange, { ...lost, repeatable: true }).advice).toMatch(/^It may have been delivered.* nor did sending it again/);
		}
	});

	it('holds no code of the network in its message, since n8n would put a text of its own in its place', () => {
		for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EUNHEARDOF', 'ERR_INVALID_URL']) {
			const { message } = describeFailure({ kind: 'noAnswer', code, message: `connect ${code} 127.0.0.1:443`, neverSent: true }, context);
			expect(message).toMatch(/^Batch could not be reached: .+/);
			expect(message).not.toContain(code);
		}
	});

	it('says how long a server asks to wait where that is longer than a run waits', () => {
		const { advice } = describeFailure(answer(429, '', { 'retry-after': '3600' }), { ...context, wasTemporary: true });
		expect(advice).toBe('The server asks to wait 3600 s, and a run waits 300 s at most. Run it again after that time.');
	});

	it('says what was too much or too long, with the bound', () => {
		const large = tooMuch(new TooMuch('The answer of the server', 'bytes', 16 * 1024 * 1024));
		expect(describeFailure(large, context)).toMatchObject({
			message: 'The answer of the server is larger than 16 MB, which is the most that is read',
			advice: expect.stringContaining('check the API Address'),
		});
		expect(describeFailure(tookTooLong(120_000), context).message).toMatch(/the answer took longer than 120 s$/);
	});

	it('says no more than a few lines of what a server says', () => {
		const { message } = describeFailure(answer(502, '<'.repeat(4_000_000)), context);
		const long = describeFailure(answer(400, { error_code: 'X', error_message: 'x'.repeat(4_000_000) }), context);
		expect(message.length + long.message.length).toBeLessThan(2_500);
	});

	it('passes on what Batch asks to wait', () => {
		expect(describeFailure(answer(429, '', { 'retry-after': '7' }), context).retryAfter).toBe(7_000);
		expect(describeFailure(answer(429, '', { 'retry-after': 'Sat, 10 Jan 2026 09:30:07 GMT' }), context).retryAfter).toBe(7_000);
		expect(describeFailure(answer(429), context)).not.toHaveProperty('retryAfter');
	});
});

describe('noAnswerFrom', () => {
	it('digs code and message out of any wrapping', () => {
		const inner = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:443'), { code: 'ECONNREFUSED' });
		const wrapped = new Error('outermost', { cause: new Error('middle', { cause: inner }) });
		expect(noAnswerFrom(wrapped)).toEqual({ kind: 'noAnswer', code: 'ECONNREFUSED', message: inner.message, neverSent: true });
	});

	it.each([
		['ENOTFOUND', true],
		['EAI_AGAIN', true],
		['CERT_HAS_EXPIRED', true],
		['ERR_INVALID_URL', true],
		['ECONNRESET', false],
		['ETIMEDOUT', false],
		['ECONNABORTED', false],
		['EPIPE', false],
		['', false],
	])('takes %s for a call that was never sent: %s', (code, neverSent) => {
		expect(noAnswerFrom(Object.assign(new Error('x'), { code }))).toMatchObject({ neverSent });
	});

	it('takes anything that is thrown, and ends on causes that go in circles', () => {
		const circle: { message: string; cause?: unknown } = { message: 'round' };
		circle.cause = circle;
		expect(noAnswerFrom(circle)).toMatchObject({ message: 'round', neverSent: false });
		for (const thrown of ['text', undefined, null, 7]) expect(noAnswerFrom(thrown)).toMatchObject({ message: String(thrown), code: '' });
	});
});

describe('readErrorOfBatch', () => {
	it.each<[unknown, object | undefined]>([
		[{ error_code: 'X', error_message: 'm' }, { code: 'X', message: 'm' }],
		[{ error_code: 31, error_message: 'm' }, { code: '31', message: 'm' }],
		[{ code: 31, type: 'X', message: 'm' }, { code: 'X', message: 'm' }],
		[{ code: 31, message: 'm' }, { code: '31', message: 'm' }],
		[{ message: 'm' }, { message: 'm' }],
		[{ code: 31 }, undefined],
		[{ error_message: '' }, undefined],
		[{ message: { text: 'm' } }, undefined],
		['<html>', undefined],
		[null, undefined],
		[undefined, undefined],
		[[], undefined],
	])('reads %j as %j', (body, expected) => expect(readErrorOfBatch(body)).toEqual(expected));
});

describe('readPartialErrors', () => {
	it('reads the fields that are what they should be, and leaves the others out', () => {
		const errors = [{ bulk_index: 3, reason: 'r', category: 'attribute', attribute: 'plan' }, { bulk_index: '3', category: 1 }, 'odd'];
		expect(readPartialErrors({ code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors })).toEqual([
			{ bulkIndex: 3, reason: 'r', category: 'attribute', attribute: 'plan' },
			{ bulkIndex: 3, reason: '{"bulk_index":"3","category":1}' },
			{ bulkIndex: undefined, reason: '"odd"' },
		]);
	});
});

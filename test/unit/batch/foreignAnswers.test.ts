import { describe, expect, it } from 'vitest';

import type { Exchange } from '../../../nodes/shared/batch/client/exchange';
import { noAnswerFrom } from '../../../nodes/shared/batch/client/exchange';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { push } from '../../../nodes/shared/batch/routes/push';
import { apiThrough } from './support/api';
import { answer } from './support/exchanges';
import { VirtualClock } from './support/virtualClock';

const call = async (exchange: Exchange, repeatable: boolean) => {
	const clock = new VirtualClock();
	const startedAt = clock.now();
	const api = apiThrough(async () => exchange, clock);
	const result = await clock.finish(api.call({ route: repeatable ? profiles.update : push.send, platform: repeatable ? undefined : 'ios', body: [], repeatable }));
	return { result, waited: clock.now() - startedAt };
};

describe('an answer that says yes and is not Batch’s', () => {
	it.each([
		['a text', answer(200, 'OK')],
		['JSON of somebody else', answer(200, { status: 'ok' })],
		['an empty object', answer(200, {})],
		['nothing', answer(200, '')],
		['a page', answer(200, '<h1>Log in</h1>', { 'content-type': 'text/html' })],
	])('is no success: %s', async (_name, exchange) => {
		const profile = await call(exchange, true);
		expect(profile.result).toMatchObject({ ok: false, failure: { mayHaveArrived: false } });
		const sent = await call(exchange, false);
		expect(sent.result).toMatchObject({ ok: false, failure: { mayHaveArrived: true, message: expect.stringContaining('answered in place of Batch') } });
	});

	it('is Batch’s own where it holds what Batch documents', async () => {
		expect((await call(answer(202, { code: 'SUCCESS' }), true)).result.ok).toBe(true);
		expect((await call(answer(201, { token: 't' }), false)).result.ok).toBe(true);
	});
});

describe('what waiting does not mend', () => {
	it.each(['ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
		'is said at once: %s',
		async (code) => {
			const { result, waited } = await call(noAnswerFrom(Object.assign(new Error('no'), { code })), true);
			expect(result).toMatchObject({ ok: false, failure: { mayHaveArrived: false } });
			expect(waited).toBe(0);
		},
	);

	it('is said at once of a server that speaks no TLS: nothing was sent, whatever the call does', async () => {
		const error = new Error('write EPROTO 40ACB2:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:77:');
		const { result, waited } = await call(noAnswerFrom(Object.assign(error, { code: 'EPROTO' })), false);
		expect(result).toMatchObject({ ok: false, failure: { mayHaveArrived: false, message: expect.stringContaining('speaks no TLS') } });
		expect(waited).toBe(0);
	});

	it('knows that nothing was sent where the proxy hung up before it opened a way', async () => {
		const exchange = noAnswerFrom(new Error('Proxy connection ended before receiving CONNECT response'));
		const { result } = await call(exchange, false);
		expect(result).toMatchObject({ ok: false, failure: { mayHaveArrived: false } });
	});

	it('says of a 407 that it is the proxy’s', async () => {
		const { result } = await call(answer(407, ''), true);
		expect(result).toMatchObject({ ok: false, failure: { statusCode: 407, advice: expect.stringContaining('proxy') } });
	});
});

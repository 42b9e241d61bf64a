import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

const own = { platforms: ['ios', 'android'], requestType: 'review', idType: 'custom_id', subjectId: '={{ $json.id }}' };
const create = { resource: 'privacyRequest', operation: 'create', ...own };
const createAndWait = { resource: 'privacyRequest', operation: 'createAndWait', ...own, waitEvery: 1 };
const get = { resource: 'privacyRequest', operation: 'get', platform: 'ios', requestId: '={{ $json.id }}' };
const getMany = { resource: 'privacyRequest', operation: 'getAll', platform: 'ios', returnAll: true };

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
beforeEach(() => {
	batch.sandbox.reset();
	for (const platform of ['ios', 'android', 'web'] as const) batch.sandbox.state.userData[platform].set('reader-1', {});
});
afterAll(async () => await batch.stop());

const filed = () => batch.sandbox.state.requests.filter(({ path, method }) => path.endsWith('gdpr/request') && method === 'POST');
const platformsOf = (json: IDataObject) => json.platforms as Record<string, IDataObject>;

describe('Privacy Request → Create', () => {
	it('files one request for each platform, and gives the id of each', async () => {
		const { items, error } = await batch.run({ ...create, options: { callbackUrl: 'https://example.org/done' } }, [{ id: 'reader-1' }]);
		expect(error).toBeUndefined();
		expect(filed().map(({ platform, body }) => [platform, body])).toEqual(
			['ios', 'android'].map((platform) => [platform, { request_type: 'review', callback_url: 'https://example.org/done', id: { type: 'custom_id', value: 'reader-1' } }]),
		);
		expect(items[0].json).toEqual({
			status: 'accepted',
			requestType: 'review',
			idType: 'custom_id',
			id: 'reader-1',
			platforms: { iOS: { status: 'accepted', requestId: expect.any(String) }, Android: { status: 'accepted', requestId: expect.any(String) } },
		});
	});

	it('says first what became of it', async () => {
		const { items } = await batch.run(create, [{ id: 'reader-1' }]);
		expect(Object.keys(items[0].json)).toEqual(['status', 'requestType', 'idType', 'id', 'platforms']);
	});

	it.each([create, createAndWait])('asks for an advertising ID in the one app whose it is', async (parameters) => {
		const { items } = await batch.run({ ...parameters, idType: 'advertising_id', platforms: ['every'], platform: 'android', waitAtMost: 1 }, [{ id: '5ca811b6-46e9-4847-9381-3911bd5fcd7b' }]);
		expect(filed().map(({ platform }) => platform)).toEqual(['android']);
		expect(Object.keys(platformsOf(items[0].json))).toEqual(['Android']);
	});

	it.each([undefined, null, {}, [1], true, '', 'undefined'])('refuses the id %j and goes on', async (id) => {
		const { items } = await batch.run(create, [{ id } as IDataObject, { id: 'reader-1' }]);
		expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
		expect(items[0].json.error).toMatch(/^ID \(/);
		expect(filed()).toHaveLength(2);
	});

	it.each([['requestType', 'erase', 'Request'], ['idType', '={{ null }}', 'ID Type'], ['platforms', '={{ [] }}', 'Platforms'], ['options', { callbackUrl: 'ftp://example.org' }, 'Callback URL']])(
		'refuses %s %j, naming the field',
		async (name, value, label) => {
			const { error } = await batch.run({ ...create, [name]: value }, [{ id: 'reader-1' }]);
			expect(error?.message).toContain(label);
			expect(filed()).toEqual([]);
		},
	);

	it('files nothing twice when an answer is lost, and tells what is known, also under Retry On Fail', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'gdpr/request' } });
		const { items } = await batch.run(create, [{ id: 'reader-1' }], { tries: 3, onError: 'continueRegularOutput' });
		expect(filed()).toHaveLength(2);
		expect(platformsOf(items[0].json)).toMatchObject({ iOS: { status: 'unknown' }, Android: { status: 'accepted', requestId: expect.any(String) } });
	});

	it('shows what would be sent', async () => {
		const { items } = await batch.run({ ...create, options: { previewOnly: true } }, [{ id: 'reader-1' }]);
		expect(items[0].json).toMatchObject({ status: 'preview', preview: [{ method: 'POST', path: 'gdpr/request', platform: 'iOS', body: { request_type: 'review' } }, { platform: 'Android' }] });
		expect(filed()).toEqual([]);
	});
});

describe('Privacy Request → Create and Wait, Get, Get Many', () => {
	it('waits until each request is done, and gives the address of the file of a review', async () => {
		const { items } = await batch.run(createAndWait, [{ id: 'reader-1' }]);
		expect(items[0].json).toMatchObject({ status: 'accepted' });
		for (const result of Object.values(platformsOf(items[0].json))) {
			expect(result).toMatchObject({ status: 'done', requestId: expect.any(String), data_url: expect.stringMatching(/^http/) });
		}
	});

	it('brings the file of each finished review, where that is wanted', async () => {
		const { items, error } = await batch.run({ ...createAndWait, options: { binaryField: 'review' } }, [{ id: 'reader-1' }]);
		expect(error).toBeUndefined();
		const platforms = platformsOf(items[0].json);
		expect(Object.keys(items[0].binary!)).toEqual(['review_ios', 'review_android']);
		for (const [name, field] of [['iOS', 'review_ios'], ['Android', 'review_android']] as const) {
			const { requestId } = platforms[name];
			expect(Buffer.from(items[0].binary![field].data, 'base64')).toEqual(batch.sandbox.state.files.get(String(requestId)));
		}
		const one = await batch.run({ ...createAndWait, platforms: ['ios'], options: { binaryField: 'review' } }, [{ id: 'reader-1' }]);
		expect(Object.keys(one.items[0].binary!)).toEqual(['review']);
		const removal = await batch.run({ ...createAndWait, requestType: 'remove', options: { binaryField: 'review' } }, [{ id: 'reader-1' }]);
		expect(removal.items[0].binary).toBeUndefined();
	});

	it('does not lose the ids when the file of a review does not come', async () => {
		batch.sandbox.faults.add({ kind: '404', match: { path: '/signed-files/' } });
		const { items } = await batch.run({ ...createAndWait, options: { binaryField: 'review' } }, [{ id: 'reader-1' }]);
		expect(Object.keys(items[0].binary!)).toEqual(['review_android']);
		const { json } = items[1];
		expect(json).toMatchObject({ status: 'partial', error: expect.stringContaining('404'), advice: expect.stringContaining('Get') });
		expect(platformsOf(json)).toMatchObject({ iOS: { status: 'done', requestId: expect.any(String) }, Android: { status: 'done' } });
	});

	it('removes, and tells what Batch says of somebody it does not know', async () => {
		const { items } = await batch.run({ ...createAndWait, requestType: 'remove' }, [{ id: 'reader-1' }, { id: 'nobody' }]);
		expect(batch.sandbox.state.userData.ios.has('reader-1')).toBe(false);
		expect(platformsOf(items[1].json).iOS).toMatchObject({ status: 'done', batchError: 'User not found' });
	});

	it('says pending with the ids when the time is up, and Get goes on', async () => {
		Object.assign(batch.sandbox.state.privacyHandling, { afterViews: 1_000, afterMilliseconds: 600_000 });
		const { items } = await batch.run({ ...createAndWait, waitAtMost: 1 }, [{ id: 'reader-1' }]);
		expect(items[0].json.status).toBe('pending');
		const { requestId } = platformsOf(items[0].json).iOS;
		expect(requestId).toEqual(expect.any(String));
		const seen = await batch.run(get, [{ id: requestId } as IDataObject]);
		expect(seen.items[0].json).toMatchObject({ status: 'pending', request_type: 'review' });
	});

	it('does not lose the ids when asking fails', async () => {
		batch.sandbox.faults.add({ kind: '400', match: { path: 'gdpr/request/' }, times: 10 });
		const { items } = await batch.run(createAndWait, [{ id: 'reader-1' }]);
		expect(platformsOf(items[0].json).iOS).toMatchObject({ status: 'pending', requestId: expect.any(String), reason: expect.stringContaining('could not be asked') });
	});

	it('refuses a wait that is none', async () => {
		const { error } = await batch.run({ ...createAndWait, waitAtMost: '={{ undefined }}' }, [{ id: 'reader-1' }]);
		expect(error?.message).toContain('Wait at Most (Seconds)');
		expect(filed()).toEqual([]);
	});

	it('gets a request, and goes on when another does not exist', async () => {
		const { items } = await batch.run(create, [{ id: 'reader-1' }]);
		const { requestId } = platformsOf(items[0].json).iOS;
		const seen = await batch.run(get, [{ id: 'nowhere' }, { id: requestId } as IDataObject, { id: null }], { onError: 'continueRegularOutput' });
		expect(seen.items.map(({ json }) => [json.httpCode, json.request_type])).toEqual([[404, undefined], [undefined, 'review'], [undefined, undefined]]);
		expect(seen.items[2].json.error).toContain('Request ID (empty) must not be empty');
	});

	it('fetches the file of a finished review, where that is wanted', async () => {
		Object.assign(batch.sandbox.state.privacyHandling, { afterViews: 1, afterMilliseconds: 600_000 });
		const { items } = await batch.run(create, [{ id: 'reader-1' }]);
		const { requestId } = platformsOf(items[0].json).iOS;
		const wanted = { ...get, options: { binaryField: 'review' } };
		const early = await batch.run(wanted, [{ id: requestId } as IDataObject]);
		expect(early.items[0].json.status).toBe('pending');
		expect(early.items[0].binary).toBeUndefined();
		const { items: done, error } = await batch.run(wanted, [{ id: requestId } as IDataObject]);
		expect(error).toBeUndefined();
		expect(done[0].json).toMatchObject({ status: 'done', data_url: expect.any(String) });
		const { data, mimeType, fileName } = done[0].binary!.review;
		expect(Buffer.from(data, 'base64')).toEqual(batch.sandbox.state.files.get(String(requestId)));
		expect([mimeType, fileName]).toEqual(['application/zip', `${String(requestId)}.zip`]);
		expect(batch.sandbox.state.violations).toEqual([]);
		batch.sandbox.faults.add({ kind: '404', match: { path: '/signed-files/' } });
		const lost = await batch.run(wanted, [{ id: requestId } as IDataObject]);
		expect(lost.error?.message).toContain('404');
	});

	it('lists the requests of an app, up to the limit', async () => {
		await batch.run(create, [{ id: 'reader-1' }, { id: 'reader-2' }]);
		const all = await batch.run(getMany);
		expect(all.items.map(({ json }) => (json.id as IDataObject).value)).toEqual(['reader-2', 'reader-1']);
		const one = await batch.run({ ...getMany, returnAll: false, limit: 1 });
		expect(one.items).toHaveLength(1);
	});
});

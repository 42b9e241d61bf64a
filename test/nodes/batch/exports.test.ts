import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeBreaches } from '../harness/contract.ts';
import { batchCredential, BatchUnderTest } from '../harness/batch.ts';
import { searchList } from '../harness/editor.ts';
import { executeNode } from '../harness/execute.ts';

const create = { resource: 'export', operation: 'create' };
const createAndWait = { resource: 'export', operation: 'createAndWait', waitEvery: 1 };
const get = { resource: 'export', operation: 'get' };
const getMany = { resource: 'export', operation: 'getAll' };
const download = { resource: 'export', operation: 'download' };
const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as unknown as INodeParameters;
const app = { api: 'app', platform: 'ios', campaign: byId('={{ $json.campaign }}') };
const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();

describe('Export', () => {
	let batch: BatchUnderTest;
	let campaign: string;
	beforeEach(async () => {
		batch = await BatchUnderTest.start();
		batch.sandbox.state.exporting.stepMilliseconds = 1;
		campaign = [...batch.sandbox.state.campaigns.ios.values()][0].campaign_token;
	});
	afterEach(async () => await batch.stop());

	const creations = () => batch.sandbox.state.requests.filter(({ method }) => method === 'POST');
	const downloads = () => batch.sandbox.state.requests.filter(({ path }) => path.startsWith('/signed-files/'));
	const profiles = (count: number, linesPerPart = 100_000) => {
		Object.assign(batch.sandbox.state.exporting, { sampleLines: count, linesPerPart });
	};

	describe('Create', () => {
		it('asks for attributes and identifiers, of a segment', async () => {
			const { items, error } = await batch.run({ ...create, attributes: '$email_address, plan', segment: byId('vip') });
			expect(error).toBeUndefined();
			expect(items[0].json).toEqual({ status: 'accepted', id: expect.stringMatching(/^export_/) });
			expect(creations()[0].body).toEqual({
				export_type: 'ATTRIBUTES',
				attributes: ['$email_address', 'plan'],
				identifiers: ['custom_id'],
				filter: { segment: 'vip' },
			});
		});

		it('says what became of the row, whatever status the export has at Batch', async () => {
			const answer = createServer((request, response) => {
				request.resume();
				response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"export_9","status":"RUNNING"}');
			});
			await new Promise<void>((resolve) => answer.listen(0, '127.0.0.1', resolve));
			const { port } = answer.address() as AddressInfo;
			const credentials = { batchApi: { ...batchCredential(batch.sandbox), apiAddress: `http://127.0.0.1:${port}` } };
			const { items } = await executeNode({ parameters: { ...create, attributes: 'plan' }, items: [{}], credentials });
			answer.close();
			expect(items[0].json).toEqual({ status: 'accepted', id: 'export_9', exportStatus: 'RUNNING' });
		});

		it('asks for events and for reachability of a period', async () => {
			await batch.run({ ...create, exportType: 'events', eventNames: 'push_open', from: '2026-01-01', to: '' }, [{}], { onError: 'continueRegularOutput' });
			await batch.run({ ...create, exportType: 'events', eventNames: 'push_open', from: ago(3), to: '' });
			await batch.run({ ...create, exportType: 'reachability', channels: ['sms'], from: ago(3), to: ago(1) });
			expect(creations().map(({ body }) => body)).toMatchObject([
				{ export_type: 'EVENTS', events: ['push_open'], identifiers: ['custom_id'], to: 'now' },
				{ export_type: 'REACHABILITY', channels: ['sms'], to: expect.stringMatching(/Z$/) },
			]);
		});

		it('asks for the ids and the events of a campaign of an app', async () => {
			for (const appExport of ['ids', 'events']) {
				const { items, error } = await batch.run({ ...create, ...app, appExport, from: ago(3), ids: ['custom_id', 'install_id'] }, [{ campaign }]);
				expect(error).toBeUndefined();
				expect(items[0].json).toEqual({ status: 'accepted', id: expect.any(String), platform: 'iOS' });
			}
			expect(creations().map(({ path }) => path.split('/').slice(-2))).toEqual([[campaign, 'ids'], [campaign, 'events']]);
			expect(creations()[0].body).toMatchObject({ to: 'now', events: ['push_sent', 'push_open', 'push_error'], ids: ['custom_id', 'install_id'] });
		});

		it('warns of a beginning that the app API leaves out without a word, and refuses it for the project', async () => {
			const { items, hints } = await batch.run({ ...create, ...app, from: ago(91) }, [{ campaign }]);
			expect(items[0].json).toMatchObject({ status: 'accepted', warning: expect.stringContaining('more than 90 days ago') });
			expect(hints[0]).toMatchObject({ type: 'warning', message: expect.stringContaining('Batch does not say so') });
			const { error } = await batch.run({ ...create, exportType: 'events', eventNames: 'push_open', from: ago(91) });
			expect(error?.message).toContain('must not be more than 90 days ago');
			expect(creations()).toHaveLength(1);
		});

		it.each<[string, INodeParameters, string]>([
			['nothing to export', { attributes: '', identifiers: [] }, 'Attributes'],
			['an identifier that is none', { identifiers: ['email'] }, 'IDs'],
			['attributes that are an object', { attributes: '={{ ({ a: 1 }) }}' }, 'Attributes'],
			['no events', { exportType: 'events', eventNames: '={{ undefined }}' }, 'Events'],
			['a channel that is none', { exportType: 'reachability', channels: ['fax'] }, 'Channels'],
			['a beginning that is no date', { exportType: 'reachability', from: '={{ ({}) }}' }, 'From'],
			['no beginning', { exportType: 'reachability', from: '={{ null }}' }, 'From'],
			['a beginning behind the end', { exportType: 'reachability', from: ago(1), to: ago(2) }, 'From'],
			['a beginning in the future', { exportType: 'reachability', from: ago(-1) }, 'From'],
			['a segment that is an object', { segment: byId('={{ ({ a: 1 }) }}') }, 'Segment'],
			['no campaign', { api: 'app', platform: 'ios', campaign: byId('={{ null }}') }, 'Campaign'],
			['a platform that is none', { ...app, platform: '={{ 3 }}' }, 'Platform'],
			['a key that a field sets', { options: { additionalJson: '{"export_type":"EVENTS"}' } }, 'Additional Fields'],
		])('refuses %s, and the others go on', async (_words, parameters, field) => {
			const { items } = await batch.run({ ...create, ...parameters }, [{}], { onError: 'continueRegularOutput' });
			expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: expect.stringContaining(field) }] });
			expect(creations()).toEqual([]);
		});

		it('refuses a segment that an expression leaves empty: the export would be of everybody', async () => {
			const { items } = await batch.run({ ...create, attributes: 'plan', segment: byId('={{ $json.segment }}') }, [{}, { segment: 'vip' }]);
			expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
			expect(items[0].json.error).toContain('Segment (empty)');
			expect(creations().map(({ body }) => body)).toMatchObject([{ filter: { segment: 'vip' } }]);
		});

		it('warns once in the editor, however many items it is said of', async () => {
			const { items, hints } = await batch.run({ ...create, ...app, from: ago(91) }, [{ campaign }, { campaign }, { campaign }]);
			expect(items.map(({ json }) => json.warning)).toEqual(Array(3).fill(expect.stringContaining('more than 90 days ago')));
			expect(hints).toHaveLength(1);
		});

		it('refuses a campaign of the project API, which no app knows', async () => {
			const { error } = await batch.run({ ...create, ...app, from: ago(3) }, [{ campaign: 'orchestration_1' }]);
			expect(error?.message).toBe('Campaign (orchestration_1) is an ID of the project API, which no app knows');
			expect(creations()).toEqual([]);
		});

		it.each([
			['https://dashboard.batch.com/apps', 'https://dashboard.batch.com/apps'],
			['={{ $json.address }}', 'https://dashboard.batch.com/settings'],
		])('names the address %s, which is that of no campaign', async (address, shown) => {
			const locator = { __rl: true, mode: 'url', value: address } as unknown as INodeParameters;
			const { items } = await batch.run({ ...create, ...app, campaign: locator, from: ago(3) }, [{ address: 'https://dashboard.batch.com/settings' }], { onError: 'continueRegularOutput' });
			expect(items[0].json.error).toBe(`Campaign (${shown}) is not an address in which it can be found`);
		});

		it('asks for a campaign where an expression gives no address', async () => {
			const locator = { __rl: true, mode: 'url', value: '={{ $json.nowhere }}' } as unknown as INodeParameters;
			const { items } = await batch.run({ ...create, ...app, campaign: locator, from: ago(3) }, [{}], { onError: 'continueRegularOutput' });
			expect(items[0].json.error).toBe('Campaign (empty) must be chosen');
		});

		it('sends what only Additional Fields can say', async () => {
			await batch.run({ ...create, options: { additionalJson: '{"format":"parquet"}' } });
			expect(takeBreaches()).not.toEqual([]);
			expect(creations()[0].body).toMatchObject({ export_type: 'ATTRIBUTES', format: 'parquet' });
		});

		it('leaves the campaign that does not exist out, and creates the others', async () => {
			const { items } = await batch.run({ ...create, ...app, from: ago(3) }, [{ campaign: 'nobody' }, { campaign }, { campaign: '..' }]);
			expect(items.map(({ json }) => json.status)).toEqual(['refused', 'accepted', 'refused']);
			expect(items[2].json.error).toContain('campaign token');
		});

		it('says when the next export of a segment is due, and creates ten at once', async () => {
			const segment = byId('vip');
			const { items, error } = await batch.run({ ...create, segment }, Array.from({ length: 11 }, () => ({})), { onError: 'continueRegularOutput' });
			expect(error).toBeUndefined();
			expect(creations()).toHaveLength(10);
			expect(items.slice(0, 10).every(({ json }) => json.status === 'accepted')).toBe(true);
			const due = Date.parse(String(items[9].json.nextExportAt)) - Date.now();
			expect(due).toBeGreaterThan(11 * 60_000);
			expect(due).toBeLessThan(13 * 60_000);
			expect(items[10].json).toMatchObject({ status: 'refused', error: expect.stringContaining('the next one is due at 20') });
			// Others go by their own rate.
			const { items: others } = await batch.run(create);
			expect(others[0].json.status).toBe('accepted');
		});

		it('waits for the next export of a segment where it is told to, and ends when it is cancelled', async () => {
			let cancel: () => void = () => undefined;
			let isOver = false;
			const parameters = { ...create, segment: byId('vip'), options: { whenUsedUp: 'wait' } };
			const running = batch
				.run(parameters, Array.from({ length: 11 }, () => ({})), { onStart: (stop) => (cancel = stop) })
				.finally(() => (isOver = true));
			await expect.poll(() => creations().length, { timeout: 20_000 }).toBe(10);
			// Refused, it would be over at once.
			await wait(500);
			expect(isOver).toBe(false);
			cancel();
			await running;
			expect(creations()).toHaveLength(10);
		});

		it('offers the segments of the project', async () => {
			const found = await searchList({ method: 'searchSegments', parameters: create, credentials: { batchApi: batchCredential(batch.sandbox) } });
			const [segment] = batch.sandbox.state.segments;
			expect(found.results).toHaveLength(batch.sandbox.state.segments.length);
			const code = String((segment as unknown as IDataObject).code);
			expect(found.results.map(({ value }) => value)).toContain(code);
			const { items } = await batch.run({ ...create, segment: { __rl: true, mode: 'list', value: code } as unknown as INodeParameters });
			expect(items[0].json.status).toBe('accepted');
			expect(creations()[0].body).toMatchObject({ filter: { segment: code } });
		});

		it('never makes two: a lost answer is unknown, and says how to look', async () => {
			batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'profiles/export' } });
			const { items } = await batch.run(create, [{}], { onError: 'continueRegularOutput', tries: 3 });
			expect(items[0].json).toMatchObject({ status: 'unknown', advice: expect.stringContaining('Export → Get Many') });
			expect(creations()).toHaveLength(1);
		});

		it('shows what would be sent, without a credential', async () => {
			const { items } = await batch.run({ ...create, options: { previewOnly: true } }, [{}], { credential: { restApiKey: '', projectKey: 'any' } });
			expect(items[0].json).toMatchObject({ status: 'preview', preview: { method: 'POST', path: 'profiles/export', body: { export_type: 'ATTRIBUTES' } } });
			expect(batch.sandbox.state.requests).toEqual([]);
		});
	});

	describe('Create and Wait', () => {
		it('waits until the export is ready, and lists its files', async () => {
			const { items, error } = await batch.run(createAndWait);
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({ status: 'accepted', id: expect.stringMatching(/^export_/), exportStatus: 'SUCCESS', files: [{ part: 1 }] });
		});

		it('gives the rows of a campaign of an app, and the file as it is', async () => {
			const wait = { ...createAndWait, ...app, from: ago(3), pushEvents: ['push_open'] };
			const rows = await batch.run({ ...wait, download: 'rows' }, [{ campaign }]);
			expect(rows.error).toBeUndefined();
			expect(rows.items).toHaveLength(3);
			expect(rows.items[0].json).toMatchObject({ _export: { part: 1, row: 1 } });
			const { items } = await batch.run({ ...wait, download: 'binary' }, [{ campaign }]);
			const text = Buffer.from(items[0].binary!.data.data, 'base64').toString();
			expect(text).toMatch(/^custom_id;event_type\ncustom_id-1;push_opened\n/);
			expect(items[0].binary!.data).toMatchObject({ mimeType: 'text/csv', fileName: expect.stringMatching(/_1\.csv$/) });
		});

		it('says when the time is up what Download goes on with', async () => {
			batch.sandbox.state.exporting.stepByView = false;
			batch.sandbox.state.exporting.stepMilliseconds = 600_000;
			profiles(3);
			const { items, error } = await batch.run({ ...createAndWait, waitAtMost: 1 });
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({ status: 'pending', id: expect.stringMatching(/^export_/), exportStatus: 'CREATED', reason: expect.stringContaining('1 seconds') });
			const { id } = items[0].json;
			const tooEarly = await batch.run({ ...download, export: byId(id) });
			expect(tooEarly.error?.message).toContain('not ready yet (CREATED)');
			batch.sandbox.state.exporting.stepMilliseconds = 1;
			const later = await batch.run({ ...download, export: byId('={{ $json.id }}') }, [items[0].json]);
			expect(later.items).toHaveLength(3);
		});

		it('ends with the reason when Batch could not make it, and a retry makes no second', async () => {
			batch.sandbox.state.exporting.failures = 5;
			const { error } = await batch.run(createAndWait, [{}], { tries: 3 });
			expect(error?.message).toMatch(/The export export_\w+ ended with ERROR/);
			expect(creations()).toHaveLength(1);
			const { error: ofApp } = await batch.run({ ...createAndWait, ...app, from: ago(3) }, [{ campaign }]);
			expect(ofApp?.message).toContain('ended with ERROR: the export failed');
		});

		it.each([
			['how far it is', 'exports/view'],
			['for its files', 'exports/download'],
		])('goes through in part when Batch takes it and then refuses to be asked %s', async (_words, path) => {
			batch.sandbox.faults.add({ kind: '400', match: { path } });
			const { items } = await batch.run({ ...createAndWait, attributes: 'plan', download: 'binary' }, [{}], { onError: 'continueRegularOutput' });
			expect(items[0].json).toMatchObject({ status: 'partial', id: expect.stringMatching(/^export_/), error: expect.any(String), advice: expect.stringMatching(/The export export_\w+ was created/) });
			expect(creations()).toHaveLength(1);
		});

		it('reads everything before it creates anything', async () => {
			const { error } = await batch.run({ ...createAndWait, download: 'rows', rowsPerRun: 0 });
			expect(error?.message).toContain('Rows per Run');
			expect(creations()).toEqual([]);
		});
	});

	describe('Get and Get Many', () => {
		it('give the exports of each family as Batch has them', async () => {
			const { items: created } = await batch.run(create, [{}, {}]);
			await batch.run({ ...create, ...app, from: ago(3) }, [{ campaign }]);
			const { items: one } = await batch.run({ ...get, export: byId('={{ $json.id }}') }, [created[0].json]);
			expect(one[0].json).toMatchObject({ id: created[0].json.id, scope: 'PROFILE_ATTRIBUTES', status: expect.stringMatching(/^[A-Z]+$/) });
			const { items: all } = await batch.run({ ...getMany, returnAll: true });
			expect(all.map(({ json }) => json.id).toSorted()).toEqual(created.map(({ json }) => json.id).toSorted());
			const { items: some } = await batch.run({ ...getMany, limit: 1 });
			expect(some).toHaveLength(1);
			const { items: ofApp } = await batch.run({ ...getMany, api: 'app', platform: 'ios', returnAll: true });
			expect(ofApp).toHaveLength(1);
			const { items: again } = await batch.run({ ...get, api: 'app', platform: 'ios', export: byId(ofApp[0].json.id) });
			expect(again[0].json).toMatchObject({ uri: `campaign/${campaign}/ids` });
		});

		it('say which export does not exist, and read the others', async () => {
			const { items: created } = await batch.run(create);
			const { items } = await batch.run({ ...get, export: byId('={{ $json.id }}') }, [{ id: 'nobody' }, created[0].json, { id: null }]);
			expect(items.map(({ json }) => json.error !== undefined)).toEqual([true, false, true]);
			expect(items[0].json).toMatchObject({ status: 'refused', id: 'nobody', httpCode: 404 });
		});

		it('are offered in a list, with what they hold and their status', async () => {
			const { items } = await batch.run(create);
			const found = await searchList({ method: 'searchExports', parameters: get, credentials: { batchApi: batchCredential(batch.sandbox) } });
			expect(found.results).toEqual([{ value: items[0].json.id, name: expect.stringMatching(/^PROFILE_ATTRIBUTES · [A-Z]+ · 20/) }]);
		});
	});

	describe('Download', () => {
		const exported = async () => String((await batch.run({ ...createAndWait, attributes: 'plan' })).items[0].json.id);

		it('gives rows part after part, each with where it stands', async () => {
			profiles(5, 2);
			const id = await exported();
			const { items, error } = await batch.run({ ...download, export: byId(id) });
			expect(error).toBeUndefined();
			expect(items.map(({ json }) => json._export)).toEqual([1, 1, 2, 2, 3].map((part, index) => ({ id, part, row: (index % 2) + 1 })));
			expect(items[0].json).toMatchObject({ identifiers: { custom_id: expect.any(String) }, attributes: { plan: 'sample' } });
		});

		it.each(['lines', 'array'] as const)('stops at Rows per Run and goes on behind it (%s)', async (format) => {
			batch.sandbox.state.exporting.format = format;
			profiles(7, 3);
			const id = await exported();
			const names: unknown[] = [];
			let next: IDataObject | undefined = { part: 1, row: 1 };
			for (let run = 0; next !== undefined && run < 9; run++) {
				const options = { startPart: next.part, startRow: next.row } as INodeParameters;
				const { items, hints } = await batch.run({ ...download, export: byId(id), rowsPerRun: 2, options });
				names.push(...items.map(({ json }) => (json.identifiers as IDataObject).custom_id));
				next = (items.at(-1)?.json._export as IDataObject).next as IDataObject | undefined;
				if (next !== undefined) expect(hints[0].message).toContain('more rows');
			}
			expect(names).toHaveLength(7);
			expect(new Set(names).size).toBe(7);
		});

		it('asks again for a part that broke off, and gives every row once', async () => {
			profiles(4_000, 2_000);
			const id = await exported();
			batch.sandbox.faults.add({ kind: 'cut', match: { path: '/signed-files/', nth: 2 }, times: 2 });
			const { items, error } = await batch.run({ ...download, export: byId(id) });
			expect(error).toBeUndefined();
			expect(items).toHaveLength(4_000);
			expect(new Set(items.map(({ json }) => (json.identifiers as IDataObject).custom_id)).size).toBe(4_000);
			expect(downloads()).toHaveLength(4);
		});

		it('gives the parts before one that stays broken, and says where to go on', async () => {
			profiles(4_000, 2_000);
			const id = await exported();
			batch.sandbox.faults.add({ kind: 'cut', match: { path: '/signed-files/', nth: 2 }, times: 4 });
			const { items, hints } = await batch.run({ ...download, export: byId(id), output: 'binary' });
			expect(items.map(({ json }) => json.part ?? json.status)).toEqual([1, 'partial']);
			expect(items[1].json).toMatchObject({ id, next: { part: 2 }, error: expect.stringContaining('Part 2'), advice: expect.stringContaining('Start at Part 2') });
			expect(hints[0].message).toContain('1 of 1 rows');
			const { items: rest } = await batch.run({ ...download, export: byId(id), output: 'binary', options: { startPart: 2 } });
			expect(rest.map(({ json }) => json.part)).toEqual([2]);
		});

		it('goes on at the row behind the last that came out, of a part that stays broken', async () => {
			profiles(4_000, 2_000);
			const id = await exported();
			batch.sandbox.faults.add({ kind: 'cut', match: { path: '/signed-files/', nth: 2 }, times: 4 });
			const { items } = await batch.run({ ...download, export: byId(id) });
			const { next, status } = items.at(-1)!.json as { next: { part: number; row: number }; status: string };
			expect(status).toBe('partial');
			expect(next.part).toBe(2);
			const options = { startPart: next.part, startRow: next.row };
			const { items: rest, error } = await batch.run({ ...download, export: byId(id), options });
			expect(error).toBeUndefined();
			const places = [...items.slice(0, -1), ...rest].map(({ json }) => JSON.stringify(json._export));
			expect(places).toHaveLength(4_000);
			expect(new Set(places).size).toBe(4_000);
		});

		it('is an error when the first part stays broken', async () => {
			profiles(10);
			const id = await exported();
			batch.sandbox.faults.add({ kind: 'reset', match: { path: '/signed-files/' }, times: 4 });
			const { error } = await batch.run({ ...download, export: byId(id) });
			expect(error?.message).toContain('Part 1 of the export');
			expect(error?.description).toContain('Start at Part 1');
		});

		it('asks for a new link when the old one has expired', async () => {
			profiles(2);
			const id = await exported();
			batch.sandbox.faults.add({ kind: '404', match: { path: '/signed-files/' } });
			const { items } = await batch.run({ ...download, export: byId(id) });
			expect(items).toHaveLength(2);
		});

		/** A Batch that has an export with these files, each with this content. */
		const answering = async (files: unknown, content = '{"a":1}\n') => {
			const server = createServer((request, response) => {
				request.resume();
				if (request.url?.includes('exports/download') === true) return response.writeHead(302, { location: `http://${request.headers.host}/file` }).end();
				const isView = request.url?.includes('exports/view') === true;
				return response.writeHead(200, { 'content-type': 'application/json' }).end(isView ? JSON.stringify({ id: 'export_9', status: 'SUCCESS', files }) : content);
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as AddressInfo;
			return { close: () => server.close(), credential: { apiAddress: `http://127.0.0.1:${port}` } };
		};

		it.each<[string, unknown]>([
			['without a list of files', undefined],
			['with a file that cannot be asked for', [{ id: 'f1', part: 1 }, { part: 2 }]],
		])('says so of an export %s: its rows are not to be missed in silence', async (_words, files) => {
			const { close, credential } = await answering(files);
			const { items } = await batch.run({ ...download, export: byId('export_9') }, [{}], { credential, onError: 'continueRegularOutput' });
			close();
			expect(items.at(-1)?.json).toMatchObject({ status: 'refused', error: expect.stringContaining('export_9') });
		});

		it('gives numbers that JSON cannot carry exactly as texts', async () => {
			const { close, credential } = await answering([{ id: 'f1', part: 1 }], '{"id":9007199254740993,"name":"9007199254740993 \\" 1","n":[1,-90071992547409931],"x":1e400,"y":0.5}\n');
			const { items } = await batch.run({ ...download, export: byId('export_9') }, [{}], { credential });
			close();
			expect(items[0].json).toMatchObject({ id: '9007199254740993', name: '9007199254740993 " 1', n: [1, '-90071992547409931'], x: '1e400', y: 0.5 });
		});

		it('refuses to start behind the last part', async () => {
			profiles(2);
			const id = await exported();
			const { error } = await batch.run({ ...download, export: byId(id), options: { startPart: 9 } });
			expect(error?.message).toBe('Start at Part (9) must be at most 1: the export has no later part');
		});

		it('says that there was nothing', async () => {
			const id = await exported();
			const { items } = await batch.run({ ...download, export: byId(id) });
			expect(items.map(({ json }) => json)).toEqual([{ id, files: 1, rows: 0 }]);
		});

		it.each<[string, INodeParameters, string]>([
			['no export', { export: byId('={{ undefined }}') }, 'Export'],
			['half a row', { export: byId('export_1'), rowsPerRun: 1.5 }, 'Rows per Run'],
			['more rows than memory takes', { export: byId('export_1'), rowsPerRun: 1e9 }, 'Rows per Run'],
			['a part that is none', { export: byId('export_1'), options: { startPart: '={{ [] }}' } }, 'Start at Part'],
			['no field for the file', { export: byId('export_1'), output: 'binary', binaryField: '={{ null }}' }, 'Put Output File in Field'],
		])('refuses %s', async (_words, parameters, field) => {
			const { error } = await batch.run({ ...download, ...parameters });
			expect(error?.message).toContain(field);
			expect(batch.sandbox.state.requests).toEqual([]);
		});
	});
});

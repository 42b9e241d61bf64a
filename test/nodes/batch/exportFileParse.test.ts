import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { IBinaryKeyData, IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { executeNode } from '../harness/execute.ts';

const header = 'event,timestamp,custom_user_id,campaign_token\n';
const rows = (count: number): string =>
	Array.from({ length: count }, (_, row) => `push_sent,2026-03-01T10:00:00Z,user-${row},campaign\n`).join('');

const binaryOf = (content: string | Uint8Array, fileName: string): IBinaryKeyData => ({
	data: { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName },
});

async function parse(parameters: INodeParameters, binary: IBinaryKeyData[] = [], onError?: OnError) {
	return await executeNode({
		parameters: { resource: 'exportFile', operation: 'parse', ...parameters },
		credentials: {},
		items: binary.length === 0 ? [{}] : binary.map(() => ({})),
		binary,
		onError,
	});
}

const users = (items: Array<{ json: IDataObject }>): unknown[] => items.map(({ json }) => json.customId);

describe('Export File: Parse', () => {
	it.each([
		[{ output: 'lines' }, 'Output (lines) must be one of'],
		[{ output: 'batches', batchSize: '={{ "many" }}' }, 'Rows per Item (many) must be a number'],
		[{ binaryField: '={{ ({ name: 1 }) }}' }, 'Input Binary Field ({"name":1}) must be a text'],
		[{ fileFrom: 'attic', path: 'push.csv' }, 'File From (attic) must be one of'],
		[{ fileFrom: 's3', path: '={{ [1] }}' }, 'Path ([1]) must be a text'],
		[{ options: { encoding: 'martian' } }, 'Options: Encoding (martian) must be one of'],
		[{ options: { quote: 'reader-1' } }, 'Quote Character ("reader-1") must be one ASCII character'],
		[{ options: { delimiter: ';\n' } }, 'Delimiter (";\\n") must be one or more characters'],
		[{ options: { delimiter: ';', escape: ';' } }, 'Escape Character (";") must not be in the Delimiter'],
		[{ options: { badRowLimit: -1 } }, 'Options: Bad Rows Allowed (-1) must be a number of at least 0'],
	])('refuses the parameters %j, naming field, value and rule', async (parameters, rule) => {
		const { error } = await parse(parameters as INodeParameters, [binaryOf(header + rows(2), 'push.csv')]);
		expect(error?.message).toContain(rule);
	});

	it.each(['constructor', '__proto__', 'toString'])('does not take what every object has for a binary field: %s', async (binaryField) => {
		const { error } = await parse({ binaryField }, [binaryOf(header + rows(1), 'push.csv')]);
		expect(error?.message).toContain(`no binary field "${binaryField}"`);
	});

	it('turns the binaries of its items into rows, each tied to its item', async () => {
		const { items, error } = await parse({ options: { appPattern: '{app}_push_*' } }, [
			binaryOf(header + rows(2), 'shop_push_2026-03-01.csv'),
			binaryOf(gzipSync(header + rows(1)), 'news_push_2026-03-01.csv.gz'),
		]);
		expect(error).toBeUndefined();
		expect(users(items)).toEqual(['user-0', 'user-1', 'user-0']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }]);
		expect(items[2]?.json._file).toMatchObject({ name: 'news_push_2026-03-01.csv.gz', date: '2026-03-01', app: 'news', row: 1 });
	});

	it('leaves the columns of any other CSV what their header calls them, so that they become attributes of those names', async () => {
		const crm = 'custom_id,plan,subscribed,since\nreader-1,gold,yes,2026-03-01\n';
		const { items } = await parse({}, [binaryOf(crm, 'crm.csv')]);
		expect(items[0]?.json).toMatchObject({ custom_id: 'reader-1', plan: 'gold', subscribed: 'yes', since: '2026-03-01' });
	});

	it.each([
		['nothing', '', 'header certain: no'],
		['a mark', '\ufeff', 'header certain: no'],
		['blank lines', '\n\r\n\n', 'header certain: no'],
		['a header', 'custom_id;plan\n', 'header certain: yes; delimiter assumed: ;'],
		['a header without a line end, compressed', gzipSync('email'), 'header certain: yes'],
	])('says of a file that holds %s how it was read, for it gives no item', async (_what, content, how) => {
		for (const output of ['rows', 'batches']) {
			const { items, error, hints } = await parse({ output }, [binaryOf(content, 'people.csv')]);
			expect(error).toBeUndefined();
			expect(items).toEqual([]);
			expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining(`people.csv has no rows. It was read like this: ${how}`) })]);
		}
		const summary = await parse({ output: 'summary' }, [binaryOf(content, 'people.csv')]);
		expect(summary.items).toMatchObject([{ json: { rows: 0, _file: { readAs: [expect.stringContaining(how.split(';')[0]!), ...Array<unknown>(3).fill(expect.any(String))] } } }]);
		expect(summary.hints).toEqual([]);
	});

	it('gives batches and summaries, and rows that are no rows with their reason', async () => {
		const file = [binaryOf(`${header}${rows(100)}push_sent\n`, 'push.csv')];
		const batches = await parse({ output: 'batches', batchSize: 60 }, file);
		expect(batches.items.map(({ json }) => (json.rows as unknown[] | undefined)?.length ?? json.problem)).toEqual([
			60,
			40,
			'Line 102 has 1 field instead of 4',
		]);
		const summary = await parse({ output: 'summary' }, file);
		expect(summary.items[0]?.json).toMatchObject({ rows: 100, badRows: 1, events: { push_sent: 100 } });
	});

	it('says which item has a file that cannot be read, and can go on with the others', async () => {
		const whole = gzipSync(header + rows(1000));
		const files = [binaryOf(whole.subarray(0, whole.length / 2), 'cut.csv.gz'), binaryOf(header + rows(1), 'fine.csv')];
		const alone = await parse({}, [files[0]]);
		expect(alone.error).toMatchObject({ message: expect.stringContaining('stops in the middle'), context: { itemIndex: 0 } });
		const { items, hints } = await parse({}, files);
		expect(hints[0]?.message).toContain('1 of 2 rows did not go through');
		expect(items.map(({ json, pairedItem }) => [json.customId ?? json.status, pairedItem])).toEqual([
			['refused', { item: 0 }],
			['user-0', { item: 1 }],
		]);
	});

	it.each<[string, INodeParameters, object]>([
		['a number for a text', { options: { delimiter: 5 } }, { field: 'Options: Delimiter', value: '5', rule: 'must be a text' }],
		['a list for a text', { options: { appPattern: '={{ [1] }}' } }, { field: 'Options: App in File Name', value: '[1]', rule: 'must be a text' }],
		['an object for a text', { options: { quote: { a: 1 } } }, { field: 'Options: Quote Character', value: '{"a":1}', rule: 'must be a text' }],
		['a text for a number', { options: { badRowLimit: 'many' } }, { field: 'Options: Bad Rows Allowed', value: 'many', rule: 'must be a number of at least 0' }],
		['a number beyond its bounds', { options: { skipLines: -1 } }, { field: 'Options: Lines to Skip', value: '-1', rule: 'must be a number of at least 0 and of at most 10000' }],
		['a text for yes or no', { options: { shortRows: 'yes' } }, { field: 'Options: Short Rows Allowed', value: 'yes', rule: 'must be true or false' }],
		['what is no choice', { options: { encoding: 'klingon' } }, { field: 'Options: Encoding', value: 'klingon' }],
		['no number of rows', { output: 'batches', batchSize: '={{ 0 }}' }, { field: 'Rows per Item', value: '0' }],
		['what is no output', { output: 'rose' }, { field: 'Output', value: 'rose' }],
		['what is no place', { fileFrom: 'moon', path: 'push.csv' }, { field: 'File From', value: 'moon' }],
	])('refuses %s with field, value and rule, and goes on with the other items', async (_name, parameters, problem) => {
		const { error } = await parse(parameters, [binaryOf(header + rows(1), 'push.csv')]);
		expect(error?.message).toContain((problem as { field: string }).field);
		const files = [binaryOf(header + rows(1), 'push.csv'), binaryOf(header + rows(1), 'push.csv')];
		const { items } = await parse(parameters, files, 'continueRegularOutput');
		expect(items).toHaveLength(2);
		expect(items[0]?.json).toMatchObject({ status: 'refused', problems: [problem] });
	});

	it('takes an option that an expression leaves missing for one that was not added', async () => {
		const { items, error } = await parse({ options: { appPattern: '={{ undefined }}', badRowLimit: null as never } }, [binaryOf(header + rows(2), 'push.csv')]);
		expect(error).toBeUndefined();
		expect(users(items)).toEqual(['user-0', 'user-1']);
	});

	it('calls a column that is called error otherwise, so that n8n does not take its rows for failed', async () => {
		const file = binaryOf('custom_id,error,batchError\nreader-1,timeout,mine\n', 'log.csv');
		const { items } = await parse({}, [file]);
		expect(items[0]?.json).toMatchObject({ custom_id: 'reader-1', batchError: 'mine', batchError_2: 'timeout' });
		expect(items[0]?.json).not.toHaveProperty('error');
		const inBatches = await parse({ output: 'batches' }, [file]);
		expect(inBatches.items[0]?.json.rows).toMatchObject([{ error: 'timeout', batchError: 'mine' }]);
	});

	it('brings the fields of its item along, and ends the workflow for one file of several, where that is asked for', async () => {
		const files = [binaryOf(header + rows(1), 'push.csv'), binaryOf('%PDF-1.7', 'push.pdf')];
		const { items } = await parse({ options: { includeInput: true } }, files);
		expect(items[0]?.json).toMatchObject({ customId: 'user-0', input: {} });
		expect(items[1]?.json).toMatchObject({ status: 'refused', input: {} });
		const { error } = await parse({ options: { refusedRows: 'stop' } }, files);
		expect(error?.message).toContain('PDF');
	});

	it('names the binary field that an item does not have', async () => {
		const { items } = await parse({}, [], 'continueRegularOutput');
		expect(items[0]?.json).toMatchObject({ status: 'refused', error: 'The item has no binary field "data"' });
	});

	describe('from a storage', () => {
		let server: Server;
		let address: string;

		beforeAll(async () => {
			server = createServer((request, response) => {
				if (request.url !== '/exports/push.csv') return response.writeHead(404).end();
				const content = header + rows(3);
				response.writeHead(200, { 'content-length': Buffer.byteLength(content), etag: '"1"' });
				return response.end(request.method === 'HEAD' ? undefined : content);
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/exports/`;
		});

		afterAll(async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		});

		const stored = async (path: string) =>
			await executeNode({
				parameters: { resource: 'exportFile', operation: 'parse', fileFrom: 'http', path },
				credentials: { batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses: true } },
			});

		it('reads the file at the path', async () => {
			expect(users((await stored('push.csv')).items)).toEqual(['user-0', 'user-1', 'user-2']);
		});

		it('says when there is none', async () => {
			expect((await stored('other.csv')).error?.message).toContain('There is no file "other.csv"');
		});
	});
});

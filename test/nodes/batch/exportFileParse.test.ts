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
		[{ output: 'lines' }, 'Output must be one of'],
		[{ output: 'batches', batchSize: '={{ "many" }}' }, 'Rows per Item must be a number'],
		[{ binaryField: '={{ ({ name: 1 }) }}' }, 'Input Binary Field must be a text'],
		[{ fileFrom: 'attic', path: 'push.csv' }, 'File From must be one of'],
		[{ fileFrom: 's3', path: '={{ [1] }}' }, 'Path must be a text'],
		[{ options: { encoding: 'martian' } }, 'Options: Encoding must be one of'],
		[{ options: { badRowLimit: -1 } }, 'Options: Bad Rows Allowed must be a number of at least 0'],
	])('refuses the parameters %j, naming field and rule', async (parameters, rule) => {
		const { error } = await parse(parameters as INodeParameters, [binaryOf(header + rows(2), 'push.csv')]);
		expect(error?.message).toContain(rule);
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

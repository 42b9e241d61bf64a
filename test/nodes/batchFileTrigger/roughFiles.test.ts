import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { executeNode } from '../harness/execute.ts';
import { pollNode } from '../harness/poll.ts';
import { WebFiles } from '../harness/webFiles.ts';

/** Files of the maintainers, which are no part of a clone; test/unit/tabular composes their kinds anew. */
const folder = join(import.meta.dirname, '../../../../shared/samples/files');

interface Expected {
	rows: number;
	problems?: number;
	/** Of the first row. */
	first?: IDataObject;
	refused?: RegExp;
	options?: INodeParameters;
}

const time = '2026-03-01T10:00:00.000Z';
const tokens = [0, 1].map((number) => `aaaabbbbccccdddd0000000${number}`);
const expected: Readonly<Record<string, Expected>> = {
	'01-all-rows-bad.csv': { rows: 0, problems: 20 },
	'02-leading-malformed-quotes.csv': { rows: 1, problems: 3, first: { custom_id: 'u4' } },
	'04-row-over-1-MiB.csv.gz': { rows: 1, problems: 1 },
	'06-crlf-then-lf.csv': { rows: 8001 },
	'08-cr-only-with-final-lf.csv': { rows: 2 },
	'09-dos-end-of-file.csv': { rows: 2 },
	'10-footer-without-newline.csv': { rows: 2, problems: 1 },
	'11-latin1-behind-64KB.csv': { rows: 6150, options: { encoding: 'windows-1252' } },
	'12-auth0-ids-header.csv': { rows: 2, first: { custom_id: 'auth0|5f7c8ec7c33c6c004bbafe81' } },
	'14-ids-that-look-like-a-header.csv': { rows: 3 },
	'15-one-column-trailing-comma.csv': { rows: 3 },
	'16-two-text-columns-no-header.csv': { rows: 3 },
	'19-header-email.csv': { rows: 2, first: { email: 'a@example.com' } },
	'20-geo-decimal-comma.csv': { rows: 3, first: { latitude: '48,85', longitude: '2,35' } },
	'22-sep-line.csv': { rows: 2, first: { custom_id: 'u1', plan: 'a' }, options: { delimiter: ';' } },
	'23-spaces-around.csv': { rows: 2, first: { time, customId: 'u1' } },
	'25-inapp-no-header.csv': { rows: 200, first: { installationId: '0000000a-0000-4000-8000-000000000000', campaignToken: tokens[0] } },
	'26-push-one-campaign-numeric-ids.csv': { rows: 200, first: { customId: '1000', campaignToken: tokens[1] } },
	'28-transactional-only.csv': { rows: 30, first: { column_5: 'bbbbccccddddeeee00000000' } },
	'29-shop_push_2026-03-01.csv': { rows: 20, first: { time: '2026-03-01T00:00:00.000Z' } },
	'30-file-column.csv': { rows: 1, first: { _file_2: 'mine.pdf' } },
	'32-epoch-with-fraction.csv': { rows: 1, first: { time: '2026-03-01T10:00:00.123Z' } },
	'33-login-page.csv': { rows: 0, refused: /an HTML page/ },
	'34-pgp.asc': { rows: 0, refused: /encrypted with PGP/ },
	'35-backslash-quotes.csv': { rows: 5, first: { title: 'say "hi" 0' }, options: { escape: '\\' } },
	'36-wide-header.csv': { rows: 1 },
};

describe.runIf(existsSync(folder))('the rough files of the maintainers', () => {
	const files = new WebFiles();
	let address: string;

	beforeAll(async () => {
		address = await files.start();
	});

	afterAll(async () => {
		await files.stop();
	});

	it.each(Object.entries(expected))('%s gives what is right, through the trigger and through Parse', async (name, { rows, problems = 0, first, refused, options = {} }) => {
		const content = readFileSync(join(folder, name));
		files.files.set(name, { content, modifiedAt: new Date('2026-03-01T00:00:00Z'), tag: '"1"' });
		const credentials = { batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses: true } };
		const parameters = { source: 'http', webFiles: 'names', filePattern: name, startFrom: 'all', pollTimes: { item: [{ mode: 'everyMinute' }] }, options: { unchangedFor: 0, attempts: 1, ...options } };
		const outputs = await pollNode({ type: 'batchFileTrigger', workflowId: randomUUID(), credentials, parameters });
		const [items = [], setAside = []] = (outputs ?? []).map((output) => output.map(({ json }) => json));
		expect(items).toHaveLength(rows);
		if (first !== undefined) expect(items[0]).toMatchObject(first);
		const givenUp = setAside.filter(({ attempts }) => attempts !== undefined);
		expect(setAside.length - givenUp.length).toBe(problems);
		// What holds no row, or is no table, is told of.
		expect(givenUp).toHaveLength(rows === 0 ? 1 : 0);

		const parsed = await executeNode({
			parameters: { resource: 'exportFile', operation: 'parse', options },
			credentials: {},
			items: [{}],
			binary: [{ data: { data: content.toString('base64'), mimeType: 'text/csv', fileName: name } }],
		});
		if (refused !== undefined) {
			expect(parsed.error?.message).toMatch(refused);
			expect(givenUp[0]?.problem).toMatch(refused);
			return;
		}
		expect(parsed.items.filter(({ json }) => json.problem === undefined)).toHaveLength(rows);
		expect(parsed.items.filter(({ json }) => json.problem !== undefined)).toHaveLength(problems);
		if (first !== undefined) expect(parsed.items[0]?.json).toMatchObject(first);
	});
});

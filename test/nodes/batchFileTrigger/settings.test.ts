import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pollNode, type Poll } from '../harness/poll.ts';
import { WebFiles } from '../harness/webFiles.ts';

const hour = 60 * 60_000;
const header = 'event,timestamp,custom_user_id\n';

const server = new WebFiles();
let address: string;
let nodes = 0;

beforeAll(async () => {
	address = await server.start();
});

afterAll(async () => {
	await server.stop();
});

/** A trigger on that server; what it remembers is its own. */
function trigger(parameters: INodeParameters = {}, allowPrivateAddresses = true) {
	const workflowId = `settings-${++nodes}`;
	const staticData: IDataObject = {};
	const poll = async (options: Poll = {}) =>
		await pollNode(
			{
				type: 'batchFileTrigger',
				workflowId,
				credentials: { batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses } },
				parameters: {
					source: 'http',
					webFiles: 'names',
					filePattern: 'push_{yyyy-MM-dd}.csv',
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					...parameters,
					options: { unchangedFor: 0, ...(parameters.options as INodeParameters | undefined) },
				},
			},
			{ staticData, ...options },
		);
	return { poll, staticData };
}

const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * 24 * hour).toISOString().slice(0, 10);

describe('files known by name', () => {
	it('are asked for by the dates of the last days', async () => {
		server.files.clear();
		server.files.set(`push_${day(3)}.csv`, { content: `${header}push_sent,2026-03-01,a\n`, modifiedAt: new Date(Date.now() - 70 * hour) });
		server.files.set(`push_${day(1)}.csv`, { content: `${header}push_sent,2026-03-01,b\n`, modifiedAt: new Date() });
		server.asked.length = 0;
		const { poll } = trigger();
		expect((await poll())?.[0]?.map(({ json }) => json.customId)).toEqual(['b']);
		expect(new Set(server.asked)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7].map((daysAgo) => `push_${day(daysAgo)}.csv`)));
		expect(await poll()).toBeNull();
	});

	it('of unknown age are old at activation, and new when they change', async () => {
		server.files.clear();
		server.files.set('latest.csv', { content: `${header}push_sent,2026-03-01,a\n`, tag: '"1"' });
		const { poll } = trigger({ filePattern: 'latest.csv' });
		expect(await poll()).toBeNull();
		server.files.set('latest.csv', { content: `${header}push_sent,2026-03-02,b\n`, tag: '"2"' });
		expect((await poll())?.[0]?.map(({ json }) => json.customId)).toEqual(['b']);
	});

	it('of unknown age are new when n8n has lost what it knew at activation', async () => {
		server.files.clear();
		server.files.set('latest.csv', { content: `${header}push_sent,2026-03-01,a\n` });
		const { poll } = trigger({ filePattern: 'latest.csv' });
		expect((await poll({ activation: 'update' }))?.[0]).toHaveLength(1);
	});
});

describe('settings that cannot work', () => {
	it.each([
		[{ filePattern: '*.csv' }, 'must name the file'],
		[{ filePattern: '' }, 'must name the file'],
		[{ afterReading: 'move', targetFolder: ' ' }, 'Give the folder that files are moved to'],
		[{ folder: 'in', afterReading: 'move', targetFolder: 'in/' }, 'it is the folder that is watched'],
		[{ folder: 'in', options: { quarantineFolder: 'in' } }, 'it is the folder that is watched'],
		[{ output: 'file', waitForSet: 'quiet', filePattern: 'a.csv' }, 'needs a directory index'],
		[{ output: 'file', waitForSet: 'count', webFiles: 'index', partPattern: '{part}.csv' }, 'must hold {part} and {count}'],
		[{ output: 'file', waitForSet: 'marker', webFiles: 'index', markerFile: ' ' }, 'Give the name of the marker file'],
		[{ output: 'file', waitForSet: 'sometimes', webFiles: 'index' }, 'Wait for a Set must be one of'],
		[{ output: 'file', waitForSet: 'quiet', webFiles: 'index', quietFor: 0 }, 'Quiet For (Minutes) must be a number of at least 1'],
		[{ startFrom: 'date', startDate: 'soon' }, '"soon" under Start Date is not a date'],
	])('%j are refused before anything is asked', async (parameters, message) => {
		server.asked.length = 0;
		await expect(trigger(parameters as INodeParameters).poll()).rejects.toThrow(message);
		expect(server.asked).toEqual([]);
	});

	it('and a private address are for somebody to put right', async () => {
		await expect(trigger({}, false).poll()).rejects.toMatchObject({ failure: { cause: 'configuration-invalid' } });
	});
});

describe('a start date', () => {
	it('is one of the workflow’s time zone', async () => {
		server.files.clear();
		server.files.set(`push_${day(1)}.csv`, { content: `${header}push_sent,2026-03-01,a\n`, modifiedAt: new Date('2026-03-01T22:59:59Z') });
		server.files.set(`push_${day(0)}.csv`, { content: `${header}push_sent,2026-03-01,b\n`, modifiedAt: new Date('2026-03-01T23:00:00Z') });
		const { poll } = trigger({ startFrom: 'date', startDate: '2026-03-02T00:00:00' });
		expect((await poll())?.[0]?.map(({ json }) => json.customId)).toEqual(['b']);
	});
});

describe('columns of one’s own', () => {
	it('have the meaning that is set', async () => {
		server.files.clear();
		server.files.set('audience.csv', { content: 'who;since\nreader-1;2026-03-01\n', modifiedAt: new Date() });
		const { poll } = trigger({
			filePattern: 'audience.csv',
			options: { columns: { values: [{ column: 'who', field: 'customId' }] }, delimiter: ';', hasHeader: 'yes', kind: 'other' },
		});
		expect((await poll())?.[0]?.[0]?.json).toMatchObject({ customId: 'reader-1', _file: { name: 'audience.csv', row: 1, date: null, app: null } });
	});
});

describe('an output chosen in the middle of a file', () => {
	it('begins the file again, so that it has all of it', async () => {
		server.files.clear();
		const rows = Array.from({ length: 50 }, (_, row) => `push_sent,2026-03-01,user-${row}\n`).join('');
		server.files.set('push.csv', { content: header + rows, modifiedAt: new Date() });
		const first = trigger({ filePattern: 'push.csv', rowsPerRun: 20 });
		expect((await first.poll())?.[0]).toHaveLength(20);
		const second = trigger({ filePattern: 'push.csv', output: 'summary' });
		const outputs = await second.poll({ staticData: first.staticData });
		expect(outputs?.[0]?.map(({ json }) => json.rows)).toEqual([50]);
	});
});

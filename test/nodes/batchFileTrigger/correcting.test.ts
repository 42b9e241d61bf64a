import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { pollNode } from '../harness/poll.ts';
import { WebFiles } from '../harness/webFiles.ts';

const files = new WebFiles();
let address: string;

beforeAll(async () => {
	address = await files.start();
});

afterAll(async () => {
	await files.stop();
});

beforeEach(() => files.files.clear());

/** A trigger that asks for one file by its name; its options can be changed between two polls. */
class Trigger {
	options: INodeParameters = {};
	readonly staticData: IDataObject = {};
	private readonly workflowId = randomUUID();

	constructor(
		readonly name: string,
		readonly parameters: INodeParameters = {},
	) {}

	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<[IDataObject[], IDataObject[]]> {
		const parameters = {
			source: 'http',
			webFiles: 'names',
			filePattern: this.name,
			startFrom: 'all',
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			...this.parameters,
			options: { unchangedFor: 0, ...this.options },
		};
		const credentials = { batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses: true } };
		const outputs = await pollNode({ type: 'batchFileTrigger', workflowId: this.workflowId, credentials, parameters }, { staticData: this.staticData, mode });
		const [items = [], setAside = []] = outputs ?? [];
		// As if n8n had written it down long ago.
		const watch = this.staticData.watch as IDataObject | undefined;
		if (watch !== undefined) this.staticData.watch = { ...watch, id: randomUUID().slice(0, 8) };
		return [items.map(({ json }) => json), setAside.map(({ json }) => json)];
	}
}

function put(name: string, content: string | Buffer): void {
	files.files.set(name, { content, modifiedAt: new Date('2026-03-01T00:00:00Z'), tag: '"1"' });
}

const ids = (items: IDataObject[]) => items.map(({ custom_id: id }) => id);

describe('a wrong guess', () => {
	it('about the encoding is corrected while the file is in trouble: what could not be read comes, and nothing twice', async () => {
		const ascii = Array.from({ length: 6_000 }, (_, index) => `u${index};Durand\n`);
		const latin = Array.from({ length: 150 }, (_, index) => `x${index};Andr\xe9\n`);
		put('people.csv', Buffer.from(`custom_id;nom\n${ascii.join('')}${latin.join('')}`, 'latin1'));
		const trigger = new Trigger('people.csv');
		const [first, problems] = await trigger.poll();
		expect(first).toHaveLength(6_000);
		expect(problems[0]?.problem).toContain('set Encoding');
		trigger.options = { encoding: 'windows-1252' };
		const [then] = await trigger.poll();
		expect(ids(then)).toEqual(latin.map((_, index) => `x${index}`));
		expect(then[0]).toMatchObject({ nom: 'André' });
		expect(await trigger.poll()).toEqual([[], []]);
	});

	it('about the delimiter is corrected when the file was given up, which was not deleted', async () => {
		put('tilde.csv', `custom_id;plan\n${'u1~gold\n'.repeat(20)}`);
		const trigger = new Trigger('tilde.csv', { afterReading: 'delete' });
		const [rows, setAside] = await trigger.poll();
		expect(rows).toEqual([]);
		expect(setAside).toHaveLength(21);
		expect(setAside.at(-1)).toMatchObject({ problem: expect.stringContaining('None of its 20 rows can be read') });
		expect(await trigger.poll()).toEqual([[], []]);
		expect(files.files.has('tilde.csv')).toBe(true);
		trigger.options = { delimiter: '~', skipLines: 1, hasHeader: 'no' };
		const [corrected] = await trigger.poll();
		expect(corrected).toHaveLength(20);
		expect(corrected[0]).toMatchObject({ column_1: 'u1', column_2: 'gold' });
	});

	it('about the header is seen in a test run, and corrected with one option', async () => {
		put('two.csv', 'marie;gold\npaul;silver\n');
		const trigger = new Trigger('two.csv');
		const [seen] = await trigger.poll('manual');
		expect(seen).toHaveLength(2);
		expect((seen[0]?._file as IDataObject).readAs).toContain('header assumed: no');
		expect((seen[1]?._file as IDataObject).readAs).toBeUndefined();
		trigger.options = { hasHeader: 'yes' };
		const [corrected] = await trigger.poll('manual');
		expect(corrected).toMatchObject([{ marie: 'paul', gold: 'silver', _file: { readAs: expect.arrayContaining(['header certain: yes']) } }]);
	});

	it('about everything makes the test run say how the file was read', async () => {
		put('bad.csv', `custom_id;plan\n${'lonely\n'.repeat(20)}`);
		const trigger = new Trigger('bad.csv');
		await expect(trigger.poll('manual')).rejects.toMatchObject({ description: expect.stringMatching(/None of its 20 rows.*Line 2 has 1 field instead of 2.*delimiter assumed: ;/) });
	});

	it('is told in the summary, too', async () => {
		put('push.csv', 'event,timestamp,custom_user_id\npush_sent,2026-03-01T10:00:00Z,u1\n');
		const [[summary]] = await new Trigger('push.csv', { output: 'summary' }).poll();
		expect(summary).toMatchObject({ rows: 1, _file: { readAs: expect.arrayContaining(['header certain: yes', 'kind certain: push events']) } });
	});
});

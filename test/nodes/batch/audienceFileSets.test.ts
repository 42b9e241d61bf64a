import { gzipSync } from 'node:zlib';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { later, minute, Watch } from '../batchFileTrigger/conformance/watch.ts';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../harness/audienceFile.ts';
import { batchCredential } from '../harness/batch.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { executeNode } from '../harness/execute.ts';
import { moveClock, type MovedClock } from '../harness/movedClock.ts';

let clock: MovedClock;
let server: Fixture;
let sandbox: Sandbox;
let files: AudienceFiles;
beforeAll(async () => {
	clock = moveClock();
	server = await startEmbeddedSftp();
});
afterAll(async () => {
	await server.stop();
	clock.stop();
});
beforeEach(async () => {
	sandbox = await startCheckedSandbox({ enforceRateLimits: false });
	Object.assign(sandbox.state.indexing, { late: true, afterViews: 1, afterMilliseconds: Infinity });
	files = new AudienceFiles(sandbox, server);
	await files.create('gone');
});
afterEach(async () => await sandbox.close());

/** Each polls until its set is there. */
type Completion = (watch: Watch) => Promise<IDataObject[]>;

const poll = async (watch: Watch): Promise<IDataObject[]> => (await watch.poll())?.[0]?.map(({ json }) => json) ?? [];
const atOnce: Completion = poll;
const afterMarker: Completion = async (watch) => {
	expect(await poll(watch)).toEqual([]);
	await watch.write('_SUCCESS', '');
	expect(await poll(watch)).toEqual([]);
	return await poll(watch);
};
const afterQuiet: Completion = async (watch) => {
	expect(await poll(watch)).toEqual([]);
	let items: IDataObject[] = [];
	await later(6 * minute, async () => void (items = await poll(watch)));
	return items;
};

const parts = [people(4_000), people(4_000, 4_000), people(4_000, 7_999)];
const all = people(11_999).toSorted();

const sets: Array<[how: string, trigger: INodeParameters, name: (part: number) => string, complete: Completion]> = [
	['the count in the names', { waitForSet: 'count' }, (part) => `crm-part-${part}-of-3.csv.gz`, atOnce],
	['a count that the names tell in a way of their own', { waitForSet: 'count', partPattern: '{set}.{part}.{count}.csv.gz' }, (part) => `crm.${part}.3.csv.gz`, atOnce],
	['a marker file', { waitForSet: 'marker', markerFile: '_SUCCESS' }, (part) => `part-${part}.csv.gz`, afterMarker],
	['quiet', { waitForSet: 'quiet', quietFor: 5, setPattern: '{set}_*.csv.gz' }, (part) => `crm_${part}.csv.gz`, afterQuiet],
];

describe.each([
	['an app', syncOfApp, '1.1'],
	['a project', syncOfProject, 'project'],
] as const)('Batch File Trigger → Audience → Sync From File, for %s', (_whose, own, family) => {
	const sync = async (item: IDataObject, parameters: INodeParameters = {}) =>
		await executeNode({
			// The field Set takes what the trigger puts out as it is there.
			parameters: { ...own, fileFrom: 'sftp', storedFile: 'set', afterReading: 'delete', ...parameters },
			items: [item],
			credentials: { batchApi: batchCredential(sandbox), batchStorageSftpApi: server.credential() },
		});

	it.each(sets)('makes a set that is complete by %s one replacement, and the next one another', async (_how, trigger, name, complete) => {
		const watch = new Watch(server, { output: 'file', startFrom: 'all', filePattern: '*.csv.gz', ...trigger });
		const put = async (content: readonly string[], part: number) => await watch.write(name(part), gzipSync(fileOf(content)));
		await put(parts[2]!, 3);
		await put(parts[0]!, 1);
		if (complete !== afterMarker) expect(await poll(watch), 'a part is missing').toEqual([]);
		await put(parts[1]!, 2);
		const items = await complete(watch);
		expect(items).toHaveLength(1);
		const { items: [report], error } = await sync(items[0]!, { options: { fewestMembers: '0' } });
		expect(error).toBeUndefined();
		expect(report?.json).toMatchObject({ status: 'accepted', ids: 12_000, unique: 11_999, duplicates: 1, calls: 2, afterReading: [{ state: 'deleted' }, { state: 'deleted' }, { state: 'deleted' }] });
		expect(files.members(family)).toEqual(all);
		for (const part of [1, 2, 3]) expect(await watch.read(name(part))).toBeUndefined();
	});

	it.each([
		['overwrite', people(8)],
		['added', [...people(8), 'gone']],
		['removed', []],
	])('does with a set what its names say: %s', async (action, after) => {
		const watch = new Watch(server, { output: 'file', startFrom: 'all', waitForSet: 'count', partPattern: '{set}.{part}of{count}.csv.gz' });
		const isRemoved = action === 'removed';
		for (const part of [1, 2]) await watch.write(`vip.${action}.${part}of2.csv.gz`, gzipSync(fileOf(isRemoved ? ['gone', `nobody-${part}`] : people(4, (part - 1) * 4))));
		const [item] = await poll(watch);
		const told = { mode: 'fileName', audienceFrom: 'fileName', fileNamePattern: '{segment}.{action}.{part}of2.csv*', audienceName: '{segment}' };
		const { items: [report], error } = await sync(item!, { ...told, options: { fewestMembers: '0' } });
		expect(error).toBeUndefined();
		expect(report?.json).toMatchObject({ status: 'accepted', audience: 'vip', mode: { overwrite: 'replace', added: 'add', removed: 'remove' }[action] });
		expect(files.members(family)).toEqual(after.toSorted());
	});
});

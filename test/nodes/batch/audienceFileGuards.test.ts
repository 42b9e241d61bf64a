import { gzipSync } from 'node:zlib';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../harness/audienceFile.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
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
	sandbox.state.indexing.afterViews = 0;
	files = new AudienceFiles(sandbox, server);
	await files.create(...people(10));
});
afterEach(async () => await sandbox.close());

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');
const jsonOf = ({ items }: { items: Array<{ json: IDataObject }> }) => items[0].json;
const members = people(10).toSorted();
const saidBy = ({ error }: { error?: { message: string; description?: string | null } }) => `${error?.message} ${error?.description}`;

describe.each([
	['an app', syncOfApp, '1.1'],
	['a project', syncOfProject, 'project'],
] as const)('Audience → Sync From File: the file that would have done damage to the audience of %s', (_whose, own, family) => {
	const large = people(20_001);
	const cut = fileOf(large.map((id) => `${id};1`), 'id;n').slice(0, -8);
	const badEnd = `${fileOf(large.map((id) => `${id};1`), 'id;n')}${lines('bad', 'bad', 'bad')}`;
	const harmful: Array<[file: string, content: string | Uint8Array, parameters: INodeParameters, reason: string]> = [
		['a large one whose last line is cut off', cut, {}, 'is cut off'],
		['a large one in gzip that is cut off', gzipSync(cut).subarray(0, -20), {}, 'stops in the middle'],
		['a large one with bad lines at its end', badEnd, { options: { badRowLimit: 2 } }, 'bad rows'],
		['an empty one, to be added', '', { mode: 'add' }, 'has no line'],
		['an empty one, to be removed', lines('id'), { mode: 'remove' }, 'has no line'],
		['an empty one that says what to do in each line', lines('id;s'), { mode: 'lines', actionColumn: 's' }, 'has no line'],
		['one of four, by its name all there are', lines('id', 'a', 'b', 'c', 'd'), { mode: 'fileName', fileNamePattern: '{action}.csv', wordsToReplace: 'vip' }, '4) must be at least 50% of the 10 members it holds'],
		['one of ten lines that name four', lines('id', ...people(4), ...people(4), 'reader-0', 'reader-1'), {}, '4) must be at least 50% of the 10 members it holds'],
		['one of ten lines with six that are NULL', lines('id;n', ...people(4).map((id) => `${id};1`), ...Array.from({ length: 6 }, () => 'NULL;1')), {}, '4) must be at least 50%'],
		['one of no people but those who did not consent', lines('id', ...Array.from({ length: 10 }, () => '00000000-0000-0000-0000-000000000000')), {}, 'holds no ID in any of 10 lines'],
		['a status column that says what nobody knows', lines('id;s', 'a;maybe', 'b;'), { mode: 'lines', actionColumn: 's' }, 'such as "maybe", which is none of the words of Action Column'],
		['a column of kinds without the one that is meant', lines('id;k', 'a;ios_channel', 'b;email'), { options: { kindColumn: 'k', kindWords: 'named_user' } }, 'ID Type Column (k) says in none of 2 lines what is meant: named_user'],
		['a column of kinds that is not there', lines('id;k', 'a;x'), { options: { kindColumn: 'kind', kindWords: 'x' } }, 'ID Type Column (kind) is no column of the file'],
		['a status column that is not there', lines('id;k', 'a;x'), { mode: 'lines', actionColumn: 'status' }, 'Action Column (status) is no column of the file'],
		['an attribute column that is not there', lines('id;k', 'a;x'), { attributeColumns: { attribute: [{ column: 'plan', name: 'plan', type: 'text' }] } }, 'Attributes (plan) is no column of the file'],
		['kinds without words', lines('id;k', 'a;x'), { options: { kindColumn: 'k' } }, 'must say which lines are meant'],
		['words without kinds', lines('id;k', 'a;x'), { options: { kindWords: 'x' } }, 'must name the column, since ID Types to Take is set'],
	];

	it.each(harmful)('%s', async (_file, content, parameters, reason) => {
		const result = await files.ofBinary(content, { ...own, ...parameters });
		expect(saidBy(result)).toContain(reason);
		expect(files.changes).toHaveLength(0);
		expect(files.members(family)).toEqual(members);
	});

	it('one that is much smaller than what was last replaced whole, and not than what a replacement left that was broken off', async () => {
		const run = { workflowId: `whole-${family}`, staticData: {} };
		const whole = await files.ofBinary(fileOf(people(20_000)), own, run);
		expect(jsonOf(whole)).toMatchObject({ status: 'accepted', calls: 2 });
		sandbox.faults.add({ kind: '400', match: family === 'project' ? { path: 'audiences/update' } : { method: 'PATCH' } });
		const broken = await files.ofBinary(fileOf(people(20_000)), own, run);
		expect(saidBy(broken)).toContain('broken off after 1 of 2 calls');
		expect(files.members(family)).toHaveLength(10_000);
		const small = await files.ofBinary(fileOf(people(6_000)), own, run);
		expect(saidBy(small)).toContain('6000) must be at least 50% of the 20000 members it had after it was last replaced');
		expect(files.members(family)).toHaveLength(10_000);
	});

	it('an empty one, in a difference: it is not taken for a list of those who go, and the one before stays where it is', async () => {
		const difference = { ...own, mode: 'difference', afterReading: 'move', targetFolder: 'done', previousFiles: 'vip_*.csv' };
		await server.shelf.remove('done');
		await server.shelf.write('done/vip_1.csv', fileOf(people(10)));
		await server.shelf.write('in/vip_2.csv', lines('id'));
		expect(saidBy(await files.ofStored('in/vip_2.csv', difference))).toContain('Empty File (vip_2.csv) has no line');
		const skipped = await files.ofStored('in/vip_2.csv', { ...difference, options: { emptyFile: 'skip' } });
		expect(jsonOf(skipped)).toMatchObject({ status: 'skipped' });
		expect(files.changes).toHaveLength(0);
		expect(await server.shelf.read('done/vip_1.csv')).toBeDefined();
		expect(await server.shelf.read('in/vip_2.csv')).toBeDefined();
		const applied = await files.ofStored('in/vip_2.csv', { ...difference, options: { emptyFile: 'apply' } });
		expect(jsonOf(applied)).toMatchObject({ status: 'accepted', comparedWith: 'done/vip_1.csv', removed: 10 });
		expect(files.members(family)).toEqual([]);
	});

	it('a set, in a difference', async () => {
		await server.shelf.write('in/vip_2.csv', fileOf(people(10)));
		await server.shelf.write('in/vip_3.csv', fileOf(people(10)));
		const difference = { ...own, mode: 'difference', afterReading: 'move', targetFolder: 'done', previousFiles: 'vip_*.csv' };
		expect(saidBy(await files.ofStored(['in/vip_2.csv', 'in/vip_3.csv'], difference))).toContain('takes one file, and this is a set: let it replace');
		expect(sandbox.state.requests).toHaveLength(0);
	});

	const parts = ['set/vip_1.csv', 'set/vip_2.csv', 'set/vip_3.csv'];
	const setOf: Array<[parts: string, third: string | Uint8Array | undefined, reason: string]> = [
		['a part is not there', undefined, 'There is no file "set/vip_3.csv"'],
		['a part is cut off', 'id;n\nreader-8;1\nreader-9', 'is cut off'],
		['a part is empty', '', 'Empty File (vip_3.csv) has no line'],
		['a part has other columns', 'user;n\nreader-8;1\n', 'ID Column (id) is no column of the file'],
		['a part is a page', '<!doctype html><html><body>Please log in</body></html>', 'HTML page'],
	];

	it.each(setOf)('a set of which %s', async (_what, third, reason) => {
		await server.shelf.write(parts[0], lines('id;n', ...people(4).map((id) => `${id};1`)));
		await server.shelf.write(parts[1], lines('id;n', ...people(4, 4).map((id) => `${id};1`)));
		await server.shelf.remove(parts[2]);
		if (third !== undefined) await server.shelf.write(parts[2], third);
		const result = await files.ofStored(parts, { ...own, afterReading: 'delete' });
		expect(saidBy(result)).toContain(reason);
		expect(files.changes).toHaveLength(0);
		expect(files.members(family)).toEqual(members);
		for (const path of parts.slice(0, 2)) expect(await server.shelf.read(path)).toBeDefined();
	});

	it('a set that is suddenly small as a whole; one whose parts are small alone is none', async () => {
		await server.shelf.write(parts[0], lines('id', ...people(3)));
		await server.shelf.write(parts[1], lines('id', ...people(3)));
		expect(saidBy(await files.ofStored(parts.slice(0, 2), own))).toContain('3) must be at least 50% of the 10 members it holds');
		expect(files.changes).toHaveLength(0);
		await server.shelf.write(parts[1], lines('id', ...people(3, 3)));
		expect(jsonOf(await files.ofStored(parts.slice(0, 2), own))).toMatchObject({ status: 'accepted', unique: 6 });
		expect(files.members(family)).toEqual(people(6));
	});
});

describe('Audience → Sync From File: custom IDs in several apps', () => {
	const inBoth = { idType: 'custom_ids', platforms: ['ios', 'web'], options: { ifMissing: 'fail' } };
	const held = (platform: 'ios' | 'web') => [...sandbox.state.customAudiences[platform]['1.1'].get('vip')!.members.keys()].toSorted();
	beforeEach(() => {
		const { customAudiences } = sandbox.state;
		customAudiences.web['1.1'].set('vip', { ...customAudiences.ios['1.1'].get('vip')!, members: new Map(people(4).map((id) => [id, {}])) });
	});

	it('sends nothing to any when one would lose most of its members', async () => {
		const { error } = await files.ofBinary(lines('id', ...people(4)), inBoth);
		expect(error?.message).toContain('Members of the audience "vip" (iOS) (4) must be at least 50% of the 10 members it holds');
		expect(files.changes).toHaveLength(0);
	});

	it('sends nothing to any when one has no such audience', async () => {
		sandbox.state.customAudiences.web['1.1'].delete('vip');
		expect((await files.ofBinary(lines('id', ...people(8)), inBoth)).error?.message).toContain("no audience 'vip'");
		expect(files.changes).toHaveLength(0);
	});

	it('says which app has all of it when another breaks off, leaves the file, and ends right when it is run again', async () => {
		await server.shelf.write('in/both.csv', fileOf(people(10_001)));
		const stored = { ...inBoth, afterReading: 'delete', options: { fewestMembers: '0' } };
		sandbox.faults.add({ kind: '400', match: { method: 'PATCH', path: '/web/' } });
		const { error } = await files.ofStored('in/both.csv', stored);
		expect(error?.message).toContain('broken off after 1 of 2 calls');
		expect(error?.message).toContain('sent whole before: "vip" (iOS)');
		expect(held('ios')).toEqual(people(10_001).toSorted());
		expect(await server.shelf.read('in/both.csv')).toBeDefined();
		const again = await files.ofStored('in/both.csv', stored);
		expect(jsonOf(again)).toMatchObject({ status: 'accepted', audiences: [{ platform: 'iOS' }, { platform: 'Web' }], afterReading: [{ state: 'deleted' }] });
		expect(held('web')).toEqual(people(10_001).toSorted());
	});
});

describe('Audience → Sync From File: what is said of IDs', () => {
	const spelled = lines('id', 'ab-CD', 'AB-cd', ' AB-CD ', 'AB-CD');

	it('takes advertising IDs for the same that are the same in the case that is chosen', async () => {
		sandbox.state.customAudiences.ios['1.0'].get('vip')!.type = 'advertising_ids';
		const result = await files.ofBinary(spelled, { mode: 'add', idType: 'advertising_ids', options: { idCase: 'lower' } });
		expect(jsonOf(result)).toMatchObject({ ids: 4, unique: 1, duplicates: 3 });
		expect(files.members('1.0')).toEqual([...members, 'ab-cd'].toSorted());
	});

	it.each<[string, INodeParameters, '1.0' | '1.1' | 'project']>([
		['of an app', { ...syncOfApp, idType: 'custom_ids', platforms: ['ios'] }, '1.0'],
		['of a project', syncOfProject, 'project'],
		['of installations', syncOfApp, '1.1'],
	])('writes no other IDs in another case, whatever was chosen (%s)', async (_whose, own, family) => {
		const result = await files.ofBinary(spelled, { ...own, mode: 'add', options: { idCase: 'lower' } });
		expect(jsonOf(result)).toMatchObject({ ids: 4, unique: 3, duplicates: 1 });
		expect(files.members(family)).toEqual([...members, 'AB-CD', 'AB-cd', 'ab-CD'].toSorted());
	});

	it.each([
		['MD5', 'd41d8cd98f00b204e9800998ecf8427e'],
		['SHA-1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
		['SHA-256', 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855'],
	])('warns of what looks like %s, and sends it', async (_name, hash) => {
		const result = await files.ofBinary(lines('id', hash, 'reader-1'), { mode: 'add' });
		expect(jsonOf(result).warnings).toEqual([expect.stringContaining('1 of 2 IDs look like hashes')]);
		expect(files.members()).toContain(hash);
	});

	it('takes no line for an ID whose status nobody knows, and the others', async () => {
		const content = lines('id;s', 'a;added', 'reader-0;Removed', 'reader-1;maybe', 'reader-2;', 'b;SYNC');
		const result = await files.ofBinary(content, { mode: 'lines', actionColumn: 's' });
		expect(jsonOf(result)).toMatchObject({ lines: 5, ids: 3, added: 2, removed: 1, refused: 2, refusedLines: [{ value: 'maybe' }, { value: '' }] });
		expect(files.members()).toEqual(['a', 'b', ...people(9, 1)].toSorted());
	});
});

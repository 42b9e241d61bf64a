import { gzipSync } from 'node:zlib';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../harness/audienceFile.ts';
import { batchCredential } from '../harness/batch.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { searchList } from '../harness/editor.ts';
import { executeNode } from '../harness/execute.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

let server: Fixture;
let sandbox: Sandbox;
let files: AudienceFiles;
beforeAll(async () => {
	server = await startEmbeddedSftp();
});
afterAll(async () => await server.stop());
beforeEach(async () => {
	sandbox = await startCheckedSandbox({ enforceRateLimits: false });
	sandbox.state.indexing.afterViews = 0;
	files = new AudienceFiles(sandbox, server);
});
afterEach(async () => await sandbox.close());

const idsIn = (body: unknown) => (body as { ids: Array<{ id: string; action?: string; attributes?: object }> }).ids;
const jsonOf = ({ items }: { items: Array<{ json: IDataObject }> }) => items[0].json;
const lines = (...all: string[]) => all.map((line) => `${line}\n`).join('');

/** Each with what a family does with it: the members before are a, b. */
const modes: Array<[mode: string, parameters: INodeParameters, file: string, after: string[]]> = [
	['replace', { mode: 'replace' }, lines('id', 'b', 'c', 'c'), ['b', 'c']],
	['add', { mode: 'add' }, lines('id', 'c', 'd'), ['a', 'b', 'c', 'd']],
	['remove', { mode: 'remove' }, lines('id', 'b', 'z'), ['a']],
	[
		'as each line says',
		{ mode: 'lines', actionColumn: 'status', wordsToAdd: 'subscribed, x', wordsToRemove: 'Unsubscribed' },
		lines('id,status', 'c,Subscribed', 'a,unsubscribed', 'd,X', 'd,unsubscribed'),
		['b', 'c'],
	],
];

describe('Audience → Sync From File: what a file means', () => {
	const families: Array<[family: string, parameters: INodeParameters, version: 'project' | '1.0' | '1.1']> = [
		['the project', syncOfProject, 'project'],
		['installations of an app (1.1)', syncOfApp, '1.1'],
		['custom IDs of an app (1.0)', { ...syncOfApp, idType: 'custom_ids', platforms: ['ios'] }, '1.0'],
	];

	it.each(families.flatMap(([family, own, version]) => modes.map((mode) => [family, ...mode, own, version] as const)))('in %s: %s', async (_family, name, parameters, file, after, own, version) => {
		await files.create('a', 'b');
		const result = await files.ofBinary(file, { ...own, ...parameters });
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject({ status: 'accepted', audiences: [{ audience: 'vip', state: 'applied' }] });
		// In the app family 1.1 alone can replace, whatever the ids are.
		expect(files.members(name === 'replace' && version === '1.0' ? '1.1' : version)).toEqual(after);
	});

	it('goes to each app for custom IDs', async () => {
		await files.create();
		sandbox.state.customAudiences.web['1.0'].set('vip', { ...sandbox.state.customAudiences.ios['1.0'].get('vip')!, members: new Map() });
		const result = await files.ofBinary(lines('id', 'a'), { mode: 'add', idType: 'custom_ids', platforms: ['ios', 'web'] });
		expect(jsonOf(result)).toMatchObject({ audiences: [{ platform: 'iOS', sent: 1 }, { platform: 'Web', sent: 1 }] });
		expect([...sandbox.state.customAudiences.web['1.0'].get('vip')!.members.keys()]).toEqual(['a']);
	});

	it.each([
		['vip_added.csv', ['a', 'b', 'c']],
		['vip_CHANGED.csv', ['a', 'b', 'c']],
		['vip_removed.csv', ['a']],
		['vip_overwrite.csv', ['b', 'c']],
	])('does what the name %s says', async (fileName, after) => {
		await files.create('a', 'b');
		const result = await files.ofBinary(lines('id', 'b', 'c'), { mode: 'fileName', fileNamePattern: '{segment}_{action}.csv' }, { fileName });
		expect(result.error).toBeUndefined();
		expect(files.members()).toEqual(after);
	});

	it('tells whoever looks for an audience of custom IDs in vain that Words to Replace leads to another version', async () => {
		await files.create('a', 'b');
		sandbox.state.customAudiences.ios['1.1'].clear();
		const says = { idType: 'custom_ids', platforms: ['ios'], mode: 'fileName', fileNamePattern: '{segment}_{action}.csv' };
		const missing = await files.ofBinary(lines('id', 'c'), says, { fileName: 'vip_added.csv' });
		expect(missing.error?.message).toContain("no audience 'vip'");
		expect(missing.error?.description).toContain('It is the one of this name in App API 1.1, which alone can replace. Without Words to Replace it is the one in 1.0.');
		expect(files.changes).toEqual([]);
		const added = await files.ofBinary(lines('id', 'c'), { ...says, wordsToReplace: '' }, { fileName: 'vip_added.csv' });
		expect(added.error).toBeUndefined();
		expect(files.members('1.0')).toEqual(['a', 'b', 'c']);
		const replaced = await files.ofBinary(lines('id', 'c'), { ...says, mode: 'replace' });
		expect(replaced.error?.description).toContain('in App API 1.1, which alone can replace');
		expect(replaced.error?.description).not.toContain('Words to Replace');
	});

	it('refuses a name that says nothing known, and a pattern that does not ask', async () => {
		await files.create('a');
		const other = await files.ofBinary(lines('id', 'b'), { mode: 'fileName', fileNamePattern: '{segment}_{action}.csv' }, { fileName: 'vip_wiped.csv' });
		expect(other.error?.message).toContain('{action} in the name vip_wiped.csv (wiped) must be one of: add, added, changed, sync, remove');
		const unasked = await files.ofBinary(lines('id', 'b'), { mode: 'fileName', fileNamePattern: '{segment}.csv' });
		expect(unasked.error?.message).toContain('must have the group {action}');
		const unfit = await files.ofBinary(lines('id', 'b'), { mode: 'fileName', fileNamePattern: '{segment}_{action}.txt' });
		expect(unfit.error?.message).toContain('does not fit the name of the file, vip.csv');
		expect(sandbox.state.requests).toEqual([]);
	});

	it('names the audience by the name of the file, and creates it where that is wanted', async () => {
		const named = { audienceFrom: 'fileName', fileNamePattern: '{segment}_{date}.csv*', audienceName: 'news_{segment}' };
		const missing = await files.ofBinary(lines('id', 'a'), named, { fileName: 'sports_fr_2026-03-01.csv' });
		expect(missing.error?.message).toContain("no audience 'news_sports_fr'");
		expect(missing.error?.description).toContain('If the Audience Is Missing');
		expect(files.changes).toEqual([]);
		const created = await files.ofBinary(lines('id', 'a'), { ...named, options: { ifMissing: 'create' } }, { fileName: 'sports_fr_2026-03-01.csv' });
		expect(jsonOf(created)).toMatchObject({ status: 'accepted', audience: 'news_sports_fr', audiences: [{ created: true, sent: 1 }] });
		expect(files.members('1.1', 'news_sports_fr')).toEqual(['a']);
		const unnameable = await files.ofBinary(lines('id', 'a'), named, { fileName: 'sports été_2026-03-01.csv' });
		expect(unnameable.error?.message).toContain('Audience Name (news_sports été) must be 1 to 255 letters');
	});

	it('sends calls of ten thousand, the next one while the one before is on its way', async () => {
		await files.create();
		const result = await files.ofBinary(fileOf([...people(20_001), ...people(500)]), { mode: 'add' });
		expect(jsonOf(result)).toMatchObject({ lines: 20_501, ids: 20_501, unique: 20_001, duplicates: 500, added: 20_001, calls: 3 });
		expect(files.changes.map(({ body }) => idsIn(body).length)).toEqual([10_000, 10_000, 1]);
		expect(files.members()).toEqual(people(20_001).toSorted());
	});

	it('replaces with the first ten thousand, and adds the rest once that is applied', async () => {
		await files.create('gone');
		Object.assign(sandbox.state.indexing, { late: true, delays: [1_200, 900, 0] });
		await server.shelf.write('vip.csv', fileOf(people(20_001)));
		const result = await files.ofStored('vip.csv', { options: { fewestMembers: '0' } });
		expect(result.error).toBeUndefined();
		expect(sandbox.state.requests.map(({ method }) => method).join(' ')).toMatch(/^GET PUT( GET)+ PATCH PATCH( GET)+$/);
		expect(files.members()).toEqual(people(20_001).toSorted());
		expect(jsonOf(result)).toMatchObject({ status: 'accepted', calls: 3, files: [{ path: 'vip.csv', size: expect.any(Number) }] });
	});

	it('shows what it would do, and sends nothing', async () => {
		const result = await executeNode({
			parameters: { ...syncOfApp, options: { previewOnly: true } },
			items: [{}],
			binary: [{ data: { data: Buffer.from(fileOf(people(15_000))).toString('base64'), mimeType: 'text/csv', fileName: 'vip.csv' } }],
			credentials: {},
		});
		expect(jsonOf(result)).toMatchObject({ status: 'preview', audience: 'vip', unique: 15_000, added: 15_000, calls: 2, firstId: 'reader-0' });
		expect(sandbox.state.requests).toEqual([]);
	});

	it('says pending, and leaves the file, when it is not applied in time', async () => {
		await files.create();
		Object.assign(sandbox.state.indexing, { late: true, afterViews: 1_000, afterMilliseconds: 100_000 });
		await server.shelf.write('late.csv', fileOf(people(3)));
		const result = await files.ofStored('late.csv', { waitAtMost: 1, afterReading: 'delete' });
		expect(jsonOf(result)).toMatchObject({ status: 'pending', audiences: [{ state: 'pending', indexingToken: expect.any(String) }] });
		expect(await server.shelf.read('late.csv')).toBeDefined();
	});
});

describe('Audience → Sync From File: the shapes that files come in', () => {
	const shapes: Array<[shape: string, content: string | Uint8Array, parameters: INodeParameters, after: string[]]> = [
		['IDs without a header', lines('a', 'b'), { header: 'no', idColumn: '1' }, ['a', 'b']],
		['one line, and no line end behind it', 'a', { header: 'no', idColumn: '1' }, ['a']],
		['an export of Batch, by the name of a column', lines('install_id;custom_id;advertising_id;event_type', 'i1;c1;ad1;push_sent', 'i2;;ad2;push_sent'), { idColumn: 'install_id' }, ['i1', 'i2']],
		['the same, by another', lines('install_id;custom_id;advertising_id;event_type', 'i1;c1;ad1;push_sent', 'i2;;ad2;push_sent'), { idColumn: 'custom_id' }, ['c1']],
		['the same, with a byte order mark, line ends of DOS and quotes', '\uFEFF"install_id";"custom_id";"advertising_id"\r\n"i1";"c1";""\r\n"i2";"";"ad2"\r\n', { idColumn: 'install_id' }, ['i1', 'i2']],
		['the same, by a number', lines('install_id;custom_id;advertising_id;event_type', 'i1;c1;ad1;push_sent'), { idColumn: '3' }, ['ad1']],
		[
			'mixed kinds of IDs, told by a column',
			lines('identifier_type,identifier', 'named_user,a', 'ios_channel,x', 'Named_User,b'),
			{ idColumn: 'identifier', options: { kindColumn: 'identifier_type', kindWords: 'named_user' } },
			['a', 'b'],
		],
		['mixed kinds of IDs, told by the first of columns without a header', lines('crm;a', 'device;x', 'crm;b'), { header: 'no', idColumn: '2', options: { kindColumn: '1', kindWords: 'CRM, email' } }, ['a', 'b']],
		['a status column of numbers, without a header', lines('a;1', 'b;0', 'c;1'), { header: 'no', idColumn: '1', mode: 'lines', actionColumn: '2', wordsToAdd: '1', wordsToRemove: '0' }, ['a', 'c']],
		['a column of kinds, a status column, and one that says more', lines('id;kind;status;plan', 'a;crm;in;gold', 'b;crm;out;', 'c;ios;in;gold'), { mode: 'lines', actionColumn: 'status', wordsToAdd: 'in', wordsToRemove: 'out', attributeColumns: { attribute: [{ column: 'plan', name: 'plan', type: 'text' }] }, options: { kindColumn: 'kind', kindWords: 'crm' } }, ['a']],
		['a byte order mark', `\uFEFF${lines('id', 'a')}`, {}, ['a']],
		['a byte order mark and no header', `\uFEFF${lines('a', 'b')}`, { header: 'no', idColumn: '1' }, ['a', 'b']],
		['Windows-1252', Buffer.from(lines('prénom;id', 'Zoé;zoé-1'), 'latin1'), {}, ['zoé-1']],
		['Windows-1252 with what Latin-1 has not', Buffer.from([...Buffer.from('id;prix\nzo\xe9-', 'latin1'), 0x80, ...Buffer.from('-1;5 '), 0x80, 0x0a]), {}, ['zoé-€-1']],
		['Windows-1252 that is said to be', Buffer.from(lines('id', 'zo\xe9-1'), 'latin1'), { options: { encoding: 'windows-1252' } }, ['zoé-1']],
		['UTF-16', Buffer.from(`\uFEFF${lines('id;x', 'é1;1')}`, 'utf16le'), {}, ['é1']],
		['gzip', gzipSync(lines('id', 'a', 'b')), {}, ['a', 'b']],
		['line ends of DOS', 'id;n\r\na;1\r\nb;2\r\n', {}, ['a', 'b']],
		['quoted values', lines('"id","n"', '"a","1"', '"b,c","2"'), {}, ['a', 'b,c']],
		...[',', ';', '\t', '|', '^', '`'].map((sign): [string, string, INodeParameters, string[]] => [`the delimiter ${JSON.stringify(sign)}`, lines(['n', 'id'].join(sign), ['1', 'a'].join(sign)), { delimiter: sign }, ['a']]),
		['IDs that hold what parts columns elsewhere', lines('id', 'auth0|5f7c', 'auth0|5f7d'), {}, ['auth0|5f7c', 'auth0|5f7d']],
	];

	it.each(shapes)('takes %s', async (_shape, content, parameters, after) => {
		await files.create();
		const result = await files.ofBinary(content, parameters);
		expect(result.error).toBeUndefined();
		expect(files.members()).toEqual(after.toSorted());
	});

	it('takes columns as attributes, leaves empty cells out, and what an attribute cannot hold', async () => {
		await files.create();
		const attributeColumns = { attribute: [{ column: 'plan', name: 'plan', type: 'text' }, { column: '3', name: 'score', type: 'integer' }] };
		const content = lines('id;plan;score', 'a;gold;7', 'b;;x', 'c;NULL;\\N', 'a;silver;8');
		const result = await files.ofBinary(content, { attributeColumns });
		expect(idsIn(files.changes[0].body).toSorted((one, other) => one.id.localeCompare(other.id))).toEqual([
			{ id: 'a', attributes: { plan: 'silver', score: 8 } },
			{ id: 'b' },
			{ id: 'c' },
		]);
		expect(jsonOf(result)).toMatchObject({ valuesLeftOut: 1, duplicates: 1 });
		const strict = await files.ofBinary(content, { attributeColumns, options: { valuesNotTaken: 'refuse', fewestMembers: '0' } });
		expect(jsonOf(strict)).toMatchObject({ refused: 1, refusedLines: [{ file: 'vip.csv', value: 'x', reason: expect.stringContaining('Attribute score') }] });
		expect(files.members()).toEqual(['a', 'c']);
	});

	it('writes advertising IDs in the case that is chosen', async () => {
		await files.create();
		sandbox.state.customAudiences.ios['1.0'].get('vip')!.type = 'advertising_ids';
		const content = lines('id', 'ab-CD', '00000000-0000-0000-0000-000000000000');
		const result = await files.ofBinary(content, { mode: 'add', idType: 'advertising_ids', options: { idCase: 'upper' } });
		expect(files.members('1.0')).toEqual(['AB-CD']);
		expect(jsonOf(result)).toMatchObject({ lines: 2, ids: 1, withoutId: 1 });
	});

	it('takes for no ID what is none, cuts what cannot be seen, and refuses what cannot be one', async () => {
		await files.create();
		const none = ['', '""', 'NULL', 'null', '\\N', '\u200B', '\u00A0\uFEFF', '00000000-0000-0000-0000-000000000000', '00000000000000000000000000000000'];
		const refused = ['undefined', '[object Object]', 'x'.repeat(513), 'a\u0001b', '"two\nlines"'];
		const content = lines('id;n', ...[...none, ...refused, '\u00A0a\u200B', 'b', '0'].map((id) => `${id === '""' ? '""""""' : id};1`));
		const { items } = await files.ofBinary(content, { options: { refusedLines: 'items' } });
		expect(items[0].json).toMatchObject({ lines: none.length + refused.length + 3, ids: 3, withoutId: none.length, refused: refused.length });
		expect(files.members()).toEqual(['0', 'a', 'b']);
		expect(items.slice(1).map(({ json }) => json)).toMatchObject([
			{ status: 'refused', file: 'vip.csv', line: 11, value: 'undefined', reason: expect.stringContaining('is not an identity') },
			{ line: 12 },
			{ line: 13, reason: 'must be at most 512 characters' },
			{ line: 14, reason: expect.stringContaining('control character') },
			{ line: 15, reason: expect.stringContaining('line break') },
		]);
	});

	it('warns of hashes, of a header that was taken for an ID, and of a file that ends open', async () => {
		await files.create();
		const result = await files.ofBinary(`custom_id\n${'d41d8cd98f00b204e9800998ecf8427e'}\nreader-1`, { header: 'no', idColumn: '1' });
		expect(jsonOf(result).warnings).toEqual([
			expect.stringContaining('1 of 3 IDs look like hashes'),
			'vip.csv: Its first line was taken for an id and reads like a header: custom_id',
			expect.stringContaining('Its last line has no line end'),
		]);
	});

	it('says how it was read', async () => {
		await files.create();
		const result = await files.ofBinary(lines('id;n', 'a;1'));
		expect(jsonOf(result)).toMatchObject({ readAs: [{ name: 'vip.csv', lines: 1, header: ['id', 'n'], how: expect.arrayContaining(['header certain: yes', 'encoding assumed: UTF-8']) }] });
	});
});

describe('Audience → Sync From File: guards', () => {
	/** What would have done damage, and what keeps it from that. */
	const harmful: Array<[file: string, content: string | Uint8Array, parameters: INodeParameters, reason: string]> = [
		['an empty file', '', {}, 'Empty File (vip.csv) has no line'],
		['a file with nothing but a header', lines('id'), {}, 'Empty File (vip.csv) has no line'],
		['blank lines', '\n\n\n', {}, 'has no line'],
		['a column of blanks', lines('id;n', ';1', 'NULL;2'), {}, 'ID Column (id) holds no ID in any of 2 lines'],
		['a column of no IDs', lines('id', 'undefined', 'null'), {}, 'holds no ID in any of 2 lines, such as "undefined"'],
		['an empty file that may be applied, with lines and no IDs', lines('id;n', ';1'), { options: { emptyFile: 'apply' } }, 'holds no ID in any of 1 lines'],
		['suddenly few members', lines('id', 'a', 'b', 'c', 'd'), {}, '4) must be at least 50% of the 10 members it holds'],
		['fewer than a number', lines('id', 'a', 'b', 'c', 'd'), { options: { fewestMembers: '5' } }, '4) must be at least 5 members'],
		['a gzip file that is cut off', gzipSync(fileOf(people(5_000))).subarray(0, 8_000), {}, 'stops in the middle'],
		['a last line that is cut off', 'id;n\na;1\nb', {}, 'is cut off'],
		['a quoted value that is cut off', '"id";"n"\n"a";"1"\n"b', {}, 'is cut off'],
		['a page in place of the file', '<!doctype html><html><body>Please log in</body></html>', {}, 'HTML page'],
		['a column that is not there', lines('user;n', 'a;1'), {}, 'ID Column (id) is no column of the file. Its header is: "user", "n"'],
		['a name without a header', lines('a'), { header: 'no' }, 'must be the number of a column, since the file has no header'],
		['a number beyond the columns', lines('a'), { header: 'no', idColumn: '2' }, 'is no column of the file: it has 1'],
		['two columns of one name', lines('id;id', 'a;b'), {}, 'is the name of 2 columns'],
		['a header nobody chose', lines('id', 'a'), { header: 'ask' }, 'Header (ask) must be one of: yes, no'],
		['too many bad lines', lines('id;n', 'a;1', 'b', 'c'), { options: { badRowLimit: 1 } }, '2 bad rows'],
		['lines that are all bad', lines('id;n', 'b', 'c'), {}, 'None of its lines can be read'],
		['words that mean two things', lines('id;s', 'a;x'), { mode: 'lines', actionColumn: 's', wordsToAdd: 'x', wordsToRemove: 'x' }, 'Words to Remove (x) means add, too'],
		['no column that says what to do', lines('id;s', 'a;x'), { mode: 'lines' }, 'Action Column (empty) must name the column'],
		['an attribute that cannot be one', lines('id;s', 'a;x'), { attributeColumns: { attribute: [{ column: 's', name: 'Not Good', type: 'text' }] } }, 'Attribute name (Not Good) must be'],
	];

	it.each(harmful)('keeps the audience from %s', async (_file, content, parameters, reason) => {
		await files.create(...people(10));
		const { error } = await files.ofBinary(content, parameters);
		expect(`${error?.message} ${error?.description}`).toContain(reason);
		expect(files.changes).toEqual([]);
		expect(files.members()).toEqual(people(10).toSorted());
	});

	it('empties an audience by an empty file where that is said, and skips one where that is', async () => {
		await files.create(...people(10));
		const skipped = await files.ofBinary(lines('id'), { options: { emptyFile: 'skip' } });
		expect(jsonOf(skipped)).toMatchObject({ status: 'skipped', reason: 'vip.csv has no line' });
		expect(files.changes).toEqual([]);
		const applied = await files.ofBinary('', { options: { emptyFile: 'apply' } });
		expect(applied.error).toBeUndefined();
		expect(jsonOf(applied)).toMatchObject({ status: 'accepted', lines: 0, calls: 1, audiences: [{ state: 'applied', sent: 0 }] });
		expect(files.members()).toEqual([]);
	});

	it('keeps a file that changed while it was read from being taken for what it was', async () => {
		await files.create(...people(10));
		await server.shelf.write('busy.csv', fileOf(people(200_000)));
		const running = files.ofStored('busy.csv', { afterReading: 'delete' });
		await expect.poll(() => sandbox.state.requests.length, { interval: 1 }).toBe(1);
		await server.shelf.write('busy.csv', fileOf(people(200_001)), new Date(Date.now() + 60_000));
		const { error } = await running;
		expect(error?.message).toMatch(/became another file while it was read|bytes now|gone|cut off|changed/);
		expect(files.changes).toEqual([]);
		expect(await server.shelf.read('busy.csv')).toBeDefined();
	});

	it('ends red for one bad file among several, after the others were sent', async () => {
		await files.create();
		const run = { items: [{}, {}], binary: [lines('id'), lines('id', 'a')].map((content) => ({ data: { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName: 'vip.csv' } })) };
		const { error } = await files.ofBinary('', {}, run);
		expect(error?.message).toContain('1 of 2 rows did not go through');
		expect(files.members()).toEqual(['a']);
	});
});

describe('Audience → Sync From File: sets', () => {
	it('sends all parts of a set as one replacement, each part by its own header', async () => {
		await files.create('gone');
		await server.shelf.write('set/vip_1.csv', lines('id;n', 'a;1', 'b;2'));
		await server.shelf.write('set/vip_2.csv', lines('n;id', '1;b', '2;c'));
		const result = await files.ofStored(['set/vip_1.csv', 'set/vip_2.csv'], { storedFile: 'set', afterReading: 'delete' });
		expect(result.error).toBeUndefined();
		expect(files.members()).toEqual(['a', 'b', 'c']);
		expect(files.changes).toHaveLength(1);
		expect(jsonOf(result)).toMatchObject({ set: 'night', lines: 4, unique: 3, duplicates: 1, afterReading: [{ state: 'deleted' }, { state: 'deleted' }] });
		expect(await server.shelf.read('set/vip_1.csv')).toBeUndefined();
	});

	it.each<[string, unknown, string]>([
		['nothing', '={{ $json.nowhere }}', 'must be what the Batch File Trigger puts out'],
		['no file', { name: 'x', files: [] }, 'must have at least one file'],
		['a file without a path', { name: 'x', files: [{ name: 'vip.csv' }] }, 'has no path'],
		['the same file twice', { files: [{ path: 'a.csv' }, { _file: { path: 'a.csv' } }] }, 'is in the set twice'],
		['a text', 'vip.csv', 'must be'],
	])('refuses %s for a set', async (_name, set, reason) => {
		await files.create('a');
		const { error } = await files.ofStored('x.csv', { storedFile: 'set', set: typeof set === 'string' ? set : JSON.stringify(set) });
		expect(error?.message).toContain('Set');
		expect(error?.message).toContain(reason);
		expect(files.changes).toEqual([]);
	});

	it('refuses parts that mean different things, and a part that is empty', async () => {
		await files.create('a');
		await server.shelf.write('set/vip_add.csv', lines('id', 'b'));
		await server.shelf.write('set/vip_remove.csv', lines('id'));
		const differ = await files.ofStored(['set/vip_add.csv', 'set/vip_remove.csv'], { storedFile: 'set', mode: 'fileName', fileNamePattern: 'vip_{action}.csv' });
		expect(differ.error?.message).toContain('the files of a set must agree');
		const empty = await files.ofStored(['set/vip_add.csv', 'set/vip_remove.csv'], { storedFile: 'set' });
		expect(empty.error?.message).toContain('Empty File (vip_remove.csv) has no line');
		expect(files.changes).toEqual([]);
	});
});

describe('Audience → Sync From File: after reading', () => {
	it('moves a file once it is applied, over none that is there', async () => {
		await files.create();
		await server.shelf.write('in/vip.csv', lines('id', 'a'));
		const first = await files.ofStored('in/vip.csv', { afterReading: 'move', targetFolder: 'done' });
		expect(jsonOf(first)).toMatchObject({ afterReading: [{ name: 'vip.csv', state: 'moved', to: 'done/vip.csv' }] });
		await server.shelf.write('in/vip.csv', lines('id', 'b'));
		const second = await files.ofStored('in/vip.csv', { afterReading: 'move', targetFolder: 'done/' });
		expect(jsonOf(second)).toMatchObject({ afterReading: [{ state: 'moved', to: expect.stringMatching(/^done\/vip-.+\.csv$/) }] });
		expect((await server.shelf.read('done/vip.csv'))?.toString()).toBe(lines('id', 'a'));
	});

	it('leaves a version that came after the one that was read', async () => {
		await files.create();
		await server.shelf.write('in/new.csv', lines('id', 'a'));
		Object.assign(sandbox.state.indexing, { late: true, afterViews: 2, afterMilliseconds: 100_000 });
		const running = files.ofStored('in/new.csv', { afterReading: 'delete' });
		await expect.poll(() => files.changes.length, { interval: 5, timeout: 30_000 }).toBe(1);
		await server.shelf.write('in/new.csv', lines('id', 'a', 'b'), new Date(Date.now() + 60_000));
		expect(jsonOf(await running)).toMatchObject({ status: 'accepted', afterReading: [{ state: 'another' }] });
		expect(await server.shelf.read('in/new.csv')).toBeDefined();
	});

	it('says that there is no such file', async () => {
		await files.create();
		const { error } = await files.ofStored('in/none.csv');
		expect(error?.message).toContain('There is no file "in/none.csv"');
	});
});

describe('Audience → Sync From File: difference', () => {
	const difference = { mode: 'difference', afterReading: 'move', targetFolder: 'diff', previousFiles: 'vip_*.csv' };
	const attributeColumns = { attribute: [{ column: 'plan', name: 'plan', type: 'text' }] };

	it('replaces first, then sends what changed against the file before, and keeps one to compare with', async () => {
		await files.create('stranger');
		await server.shelf.write('d/vip_1.csv', lines('id;plan', 'a;gold', 'b;gold', 'c;'));
		const first = await files.ofStored('d/vip_1.csv', { ...difference, attributeColumns });
		expect(jsonOf(first)).toMatchObject({ status: 'accepted', comparedWith: null, comparedWhy: expect.stringContaining('there is no file before it in diff'), afterReading: [{ to: 'diff/vip_1.csv' }] });
		expect(files.members()).toEqual(['a', 'b', 'c']);

		await server.shelf.write('d/vip_2.csv', lines('id;plan', 'a;gold', 'b;silver', 'd;'));
		const second = await files.ofStored('d/vip_2.csv', { ...difference, attributeColumns });
		expect(jsonOf(second)).toMatchObject({ comparedWith: 'diff/vip_1.csv', idsBefore: 3, unique: 3, added: 2, removed: 1, changed: 1, calls: 1 });
		expect(idsIn(files.changes.at(-1)?.body).toSorted((one, other) => one.id.localeCompare(other.id))).toEqual([
			{ action: 'add', id: 'b', attributes: { plan: 'silver' } },
			{ action: 'remove', id: 'c' },
			{ action: 'add', id: 'd' },
		]);
		expect(files.members()).toEqual(['a', 'b', 'd']);
		expect(await server.shelf.read('diff/earlier/vip_1.csv')).toBeDefined();

		await server.shelf.write('d/vip_3.csv', lines('id;plan', 'd;', 'a;gold', 'b;silver'));
		const third = await files.ofStored('d/vip_3.csv', { ...difference, attributeColumns });
		expect(jsonOf(third)).toMatchObject({ status: 'accepted', added: 0, removed: 0, calls: 0, audiences: [{ state: 'applied', sent: 0 }] });
	});

	it('replaces when the audience has lost its members, and when several files could be the one before', async () => {
		await files.create('a');
		for (const name of ['vip_1.csv', 'vip_2.csv']) await server.shelf.write(`diff2/${name}`, lines('id', 'a'));
		await server.shelf.write('d/vip_3.csv', lines('id', 'a', 'b'));
		const two = await files.ofStored('d/vip_3.csv', { ...difference, targetFolder: 'diff2' });
		expect(jsonOf(two)).toMatchObject({ comparedWith: null, comparedWhy: expect.stringContaining('2 files in diff2') });
		sandbox.state.customAudiences.ios['1.1'].get('vip')!.members.clear();
		await server.shelf.write('d/vip_4.csv', lines('id', 'a', 'b', 'c'));
		const lost = await files.ofStored('d/vip_4.csv', { ...difference, targetFolder: 'diff2' });
		expect(jsonOf(lost)).toMatchObject({ comparedWith: null, comparedWhy: expect.stringContaining('the audience has no members') });
		expect(files.members()).toEqual(['a', 'b', 'c']);
	});

	it('keeps an audience from a file that is suddenly much smaller than the one before', async () => {
		await files.create('a');
		await server.shelf.write('diff3/vip_1.csv', fileOf(people(10)));
		await server.shelf.write('d/vip_5.csv', fileOf(people(4)));
		const { error } = await files.ofStored('d/vip_5.csv', { ...difference, targetFolder: 'diff3' });
		expect(error?.message).toContain('4) must be at least 50% of the 10 members');
		expect(files.changes).toEqual([]);
		expect(await server.shelf.read('diff3/vip_1.csv')).toBeDefined();
	});

	it.each<[string, INodeParameters, string]>([
		['without Move the File', { afterReading: 'leave' }, 'must move the file'],
		['without names', { previousFiles: '' }, 'Previous Files (empty) must name'],
		['with names that leave this file out', { previousFiles: 'other_*' }, 'does not fit the name of this file, vip_6.csv'],
	])('refuses a difference %s', async (_name, parameters, reason) => {
		await files.create('a');
		await server.shelf.write('d/vip_6.csv', lines('id', 'a'));
		const { error } = await files.ofStored('d/vip_6.csv', { ...difference, ...parameters });
		expect(error?.message).toContain(reason);
		expect(files.changes).toEqual([]);
	});

	it('refuses a difference of a binary', async () => {
		await files.create('a');
		const { error } = await files.ofBinary(lines('id', 'a'), difference);
		expect(error?.message).toContain('needs a stored file');
	});
});

describe('the list of audiences', () => {
	it('offers those that a file can go to: of 1.1 as long as one may replace', async () => {
		const credentials = { batchApi: batchCredential(sandbox) };
		const list = async (parameters: INodeParameters) => (await searchList({ method: 'searchAudiences', parameters: { resource: 'audience', ...parameters }, credentials })).results;
		const sync = { ...syncOfApp, idType: 'custom_ids', platforms: ['ios'], mode: 'fileName' };
		const installed = ['ios_installations_3', 'ios_installations_2', 'ios_installations_1'];
		expect((await list({ ...sync, wordsToReplace: 'full' })).map(({ value }) => value)).toEqual(installed);
		expect(await list({ ...sync, wordsToReplace: '' })).toHaveLength(12);
		expect(await list({ ...sync, mode: 'add' })).toHaveLength(12);
	});
});

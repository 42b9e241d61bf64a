import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../nodes/harness/audienceFile.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { Nightly } from '../servers/support/nightly.ts';
import { startOpenSsh } from '../servers/support/openssh.ts';
import { startS3 } from '../servers/support/s3.ts';

// A file of a million IDs, in every mode that each kind of audience has: Batch File Trigger → Sync From File in a real n8n.
// The project API is paced by its one call a second, so each of its modes takes minutes: -t "OpenSSH to a project Replace" runs one.

const million = 1_000_000;
const aCall = 10_000;

/** A kind of audience, and the sync that fills it. */
interface Family {
	readonly name: string;
	readonly of: 'project' | '1.0' | '1.1';
	readonly sync: INodeParameters;
	/** Of custom IDs of an app no replacing is documented (batch-api-1x.md §6). */
	readonly replaces: boolean;
}

const families: Family[] = [
	{ name: 'a project', of: 'project', sync: syncOfProject, replaces: true },
	{ name: 'custom IDs of an app', of: '1.0', sync: { ...syncOfApp, idType: 'custom_ids', platforms: ['ios'] }, replaces: false },
	{ name: 'installations of an app', of: '1.1', sync: syncOfApp, replaces: true },
];

let api: N8nClient;
let runs = 0;
beforeAll(async () => {
	const { url, owner } = inject('n8n');
	api = new N8nClient(url);
	await api.logIn(owner);
});

describe.each([
	['OpenSSH', startOpenSsh],
	['S3', async () => await startS3()],
] as const)('from %s', (storage, startServer) => {
	let fixture: Fixture;
	let sandbox: Sandbox;
	let audience: AudienceFiles;
	let nightly: Nightly;
	let folder: string;

	beforeAll(async () => {
		fixture = await startServer();
	});
	afterAll(async () => await fixture.stop());

	beforeEach(async () => {
		sandbox = await startSandbox({ enforceRateLimits: false, retention: { requests: 1_000, bodies: 5 } });
		sandbox.state.indexing.afterViews = 0;
		audience = new AudienceFiles(sandbox, fixture);
		folder = `run-${++runs}`;
		nightly = new Nightly(api, fixture, sandbox, folder);
		// The trigger takes what comes after it was published: what is there before makes the folder.
		await fixture.shelf.write(`${folder}/old.csv`, fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
	});
	afterEach(async () => {
		await nightly.stop();
		await sandbox.close();
	});

	describe.each(families)('to $name', ({ name, of, sync, replaces }) => {
		const activate = async (parameters: INodeParameters) =>
			await nightly.activate({ ...sync, ...parameters, options: { fewestMembers: '0' } });

		const fileSent = async (file: string, content: string): Promise<IDataObject> => {
			const report = await nightly.sync(file, content);
			process.stdout.write(`${storage}, ${name}, ${file}: ${report.lines} lines, ${report.calls} calls, ${report.seconds} s\n`);
			return report;
		};

		const isExactly = (expected: readonly string[]) => {
			const members = new Set(audience.members(of));
			const wanted = new Set(expected);
			const missing = [...wanted].filter((id) => !members.has(id)).slice(0, 5);
			const surplus = [...members].filter((id) => !wanted.has(id)).slice(0, 5);
			expect({ count: members.size, missing, surplus }).toEqual({ count: expected.length, missing: [], surplus: [] });
		};

		test.runIf(replaces)('Replace', { timeout: 900_000 }, async () => {
			await audience.create('stranger');
			await activate({ mode: 'replace' });
			expect(await fileSent('vip_replace.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', unique: million, calls: million / aCall });
			isExactly(people(million));
		});

		test('Add', { timeout: 900_000 }, async () => {
			await audience.create('stranger');
			await activate({ mode: 'add' });
			expect(await fileSent('vip_add.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', added: million, calls: million / aCall });
			isExactly(['stranger', ...people(million)]);
		});

		test('Remove', { timeout: 900_000 }, async () => {
			await audience.create('stranger');
			audience.fill(people(million));
			await activate({ mode: 'remove' });
			expect(await fileSent('vip_remove.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', removed: million, calls: million / aCall });
			isExactly(['stranger']);
		});

		test('As Each Line Says', { timeout: 900_000 }, async () => {
			const half = million / 2;
			await audience.create('stranger');
			audience.fill(people(half));
			await activate({ mode: 'lines', actionColumn: 'status' });
			const lines = [...people(half).map((id) => `${id};removed\n`), ...people(half, half).map((id) => `${id};added\n`)];
			const report = await fileSent('vip_lines.csv', `id;status\n${lines.join('')}`);
			expect(report).toMatchObject({ status: 'accepted', added: half, removed: half, calls: million / aCall });
			isExactly(['stranger', ...people(half, half)]);
		});

		test('As the File Name Says', { timeout: 1_500_000 }, async () => {
			await audience.create('stranger');
			await activate({ mode: 'fileName', fileNamePattern: 'vip_{action}_{part}.csv' });
			const first = replaces ? 'replace' : 'added';
			expect(await fileSent(`vip_${first}_1.csv`, fileOf(people(million)))).toMatchObject({ status: 'accepted', calls: million / aCall });
			const strangers = replaces ? [] : ['stranger'];
			isExactly([...strangers, ...people(million)]);
			const kept = 20_000;
			expect(await fileSent('vip_removed_2.csv', fileOf(people(million - kept)))).toMatchObject({ status: 'accepted', calls: (million - kept) / aCall });
			isExactly([...strangers, ...people(kept, million - kept)]);
			expect(await fileSent('vip_added_3.csv', fileOf(people(3)))).toMatchObject({ status: 'accepted', calls: 1 });
			isExactly([...strangers, ...people(3), ...people(kept, million - kept)]);
		});

		test.runIf(replaces)('Difference', { timeout: 1_500_000 }, async () => {
			await audience.create('stranger');
			await activate({ mode: 'difference', previousFiles: 'vip_*.csv', afterReading: 'move', targetFolder: `${folder}-done` });
			expect(await fileSent('vip_1.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', comparedWith: null, calls: million / aCall });
			isExactly(people(million));
			const [gone, come] = [50_000, 60_000];
			const next = [...people(million - gone), ...people(come, 2 * million)];
			expect(await fileSent('vip_2.csv', fileOf(next))).toMatchObject({
				status: 'accepted',
				comparedWith: `${folder}-done/vip_1.csv`,
				added: come,
				removed: gone,
				calls: (gone + come) / aCall,
			});
			isExactly(next);
			expect(await fixture.shelf.read(`${folder}-done/vip_2.csv`)).toBeDefined();
		});
	});
});

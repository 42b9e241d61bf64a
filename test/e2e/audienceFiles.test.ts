import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, inject, test, type ExpectStatic } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../nodes/harness/audienceFile.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { Nightly } from '../servers/support/nightly.ts';
import { startOpenSsh } from '../servers/support/openssh.ts';
import { startS3 } from '../servers/support/s3.ts';

// A file of a million IDs, in every mode that each kind of audience has: Batch File Trigger → Sync From File in a real n8n.
// What a mode takes is waiting, a second a call: they run beside each other, and -t "OpenSSH.*project" runs those of one kind.

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

/** An audience with a stranger in it, a folder of the server, and a workflow that keeps the one as files in the other say. */
interface Run {
	readonly expect: ExpectStatic;
	readonly audience: AudienceFiles;
	readonly folder: string;
	activate(parameters: INodeParameters): Promise<void>;
	/** Puts a file there and gives the report of its sync. */
	send(file: string, content: string): Promise<IDataObject>;
	/** Holds the audience against these members. */
	isExactly(expected: readonly string[]): void;
}

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
	beforeAll(async () => {
		fixture = await startServer();
	});
	afterAll(async () => await fixture.stop());

	describe.each(families)('to $name', ({ name, of, sync, replaces }) => {
		const patience = { timeout: 1_500_000 };

		async function withRun(expect: ExpectStatic, work: (run: Run) => Promise<void>): Promise<void> {
			const sandbox = await startSandbox({ enforceRateLimits: false, retention: { requests: 1_000, bodies: 5 } });
			sandbox.state.indexing.afterViews = 0;
			const audience = new AudienceFiles(sandbox, fixture);
			await audience.create('stranger');
			const folder = `run-${++runs}`;
			const nightly = new Nightly(api, fixture, sandbox, folder);
			// The trigger takes what comes after it was published: what is there before makes the folder.
			await fixture.shelf.write(`${folder}/old.csv`, fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
			const run: Run = {
				expect,
				audience,
				folder,
				activate: async (parameters) => await nightly.activate({ ...sync, ...parameters, options: { fewestMembers: '0' } }),
				async send(file, content) {
					const report = await nightly.sync(file, content);
					process.stdout.write(`${storage}, ${name}, ${file}: ${report.lines} lines, ${report.calls} calls, ${report.seconds} s\n`);
					return report;
				},
				isExactly(expected) {
					const members = new Set(audience.members(of));
					const wanted = new Set(expected);
					const missing = [...wanted].filter((id) => !members.has(id)).slice(0, 5);
					const surplus = [...members].filter((id) => !wanted.has(id)).slice(0, 5);
					expect({ count: members.size, missing, surplus }).toEqual({ count: expected.length, missing: [], surplus: [] });
				},
			};
			try {
				await work(run);
			} finally {
				await nightly.stop();
				await sandbox.close();
			}
		}

		test.runIf(replaces).concurrent('Replace', patience, async ({ expect }) => {
			await withRun(expect, async ({ activate, send, isExactly }) => {
				await activate({ mode: 'replace' });
				expect(await send('vip_replace.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', unique: million, calls: million / aCall });
				isExactly(people(million));
			});
		});

		test.concurrent('Add', patience, async ({ expect }) => {
			await withRun(expect, async ({ activate, send, isExactly }) => {
				await activate({ mode: 'add' });
				expect(await send('vip_add.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', added: million, calls: million / aCall });
				isExactly(['stranger', ...people(million)]);
			});
		});

		test.concurrent('Remove', patience, async ({ expect }) => {
			await withRun(expect, async ({ audience, activate, send, isExactly }) => {
				audience.fill(people(million));
				await activate({ mode: 'remove' });
				expect(await send('vip_remove.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', removed: million, calls: million / aCall });
				isExactly(['stranger']);
			});
		});

		test.concurrent('As Each Line Says', patience, async ({ expect }) => {
			await withRun(expect, async ({ audience, activate, send, isExactly }) => {
				const half = million / 2;
				audience.fill(people(half));
				await activate({ mode: 'lines', actionColumn: 'status' });
				const lines = [...people(half).map((id) => `${id};removed\n`), ...people(half, half).map((id) => `${id};added\n`)];
				const report = await send('vip_lines.csv', `id;status\n${lines.join('')}`);
				expect(report).toMatchObject({ status: 'accepted', added: half, removed: half, calls: million / aCall });
				isExactly(['stranger', ...people(half, half)]);
			});
		});

		test.concurrent('As the File Name Says', patience, async ({ expect }) => {
			await withRun(expect, async ({ activate, send, isExactly }) => {
				const kept = 20_000;
				const strangers = replaces ? [] : ['stranger'];
				// With words to replace, it is the audience of the version that can.
				await activate({ mode: 'fileName', fileNamePattern: 'vip_{action}_{part}.csv', ...(!replaces && { wordsToReplace: '' }) });
				const whole = await send(`vip_${replaces ? 'replace' : 'added'}_1.csv`, fileOf(people(million)));
				expect(whole).toMatchObject({ status: 'accepted', calls: million / aCall });
				isExactly([...strangers, ...people(million)]);
				expect(await send('vip_removed_2.csv', fileOf(people(million - kept)))).toMatchObject({ status: 'accepted', calls: (million - kept) / aCall });
				isExactly([...strangers, ...people(kept, million - kept)]);
				expect(await send('vip_added_3.csv', fileOf(people(3)))).toMatchObject({ status: 'accepted', calls: 1 });
				isExactly([...strangers, ...people(3), ...people(kept, million - kept)]);
			});
		});

		test.runIf(replaces).concurrent('Difference', patience, async ({ expect }) => {
			await withRun(expect, async ({ folder, activate, send, isExactly }) => {
				const [gone, come] = [50_000, 60_000];
				await activate({ mode: 'difference', previousFiles: 'vip_*.csv', afterReading: 'move', targetFolder: `${folder}-done` });
				expect(await send('vip_1.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', comparedWith: null, calls: million / aCall });
				isExactly(people(million));
				const next = [...people(million - gone), ...people(come, 2 * million)];
				const changes = { added: come, removed: gone, calls: (come + gone) / aCall };
				expect(await send('vip_2.csv', fileOf(next))).toMatchObject({ status: 'accepted', comparedWith: `${folder}-done/vip_1.csv`, ...changes });
				isExactly(next);
				expect(await fixture.shelf.read(`${folder}-done/vip_2.csv`)).toBeDefined();
			});
		});
	});
});

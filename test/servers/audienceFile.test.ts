import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { projectFolder } from '../../scripts/bootstrap.mjs';
import { startN8n } from '../../scripts/n8n-server.mjs';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../nodes/harness/audienceFile.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { Fixture } from './support/fixture.ts';
import type { RunningN8n } from './support/n8nPolls.ts';
import { Nightly } from './support/nightly.ts';
import { startOpenSsh } from './support/openssh.ts';
import { startS3 } from './support/s3.ts';

const million = 1_000_000;

describe.each([
	['OpenSSH', startOpenSsh],
	['S3', async () => await startS3()],
] as const)('an audience file on %s, through a real n8n', (_name, startServer) => {
	let folder: string;
	let n8n: RunningN8n;
	let fixture: Fixture;
	let sandbox: Sandbox;
	let audience: AudienceFiles;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'audience-file-'));
		fixture = await startServer();
		sandbox = await startSandbox({ enforceRateLimits: false, retention: { requests: 1_000, bodies: 5 } });
		sandbox.state.indexing.afterViews = 0;
		audience = new AudienceFiles(sandbox, fixture);
		await audience.create('stranger');
		n8n = await startN8n({ userFolder: folder, packages: [projectFolder], environment: {} });
	}, 300_000);

	afterAll(async () => {
		await n8n?.stop();
		await sandbox?.close();
		await fixture?.stop();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	});

	it('of a million IDs becomes exactly that audience, and what comes after it does what its name says', { timeout: 1_500_000 }, async () => {
		const nightly = new Nightly(n8n.api, fixture, sandbox, 'named');
		await fixture.shelf.write('named/old_replace.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await nightly.activate({ ...syncOfApp, mode: 'fileName', fileNamePattern: 'vip_{action}_{part}.csv', afterReading: 'delete', options: { fewestMembers: '0' } });
		const ids = people(million);
		expect(await nightly.sync('vip_replace_1.csv', fileOf(ids))).toMatchObject({ status: 'accepted', unique: million, calls: 100, afterReading: [{ state: 'deleted' }] });
		expect(new Set(audience.members())).toEqual(new Set(ids));
		expect(await fixture.shelf.read('named/vip_replace_1.csv')).toBeUndefined();
		expect(await nightly.sync('vip_removed_2.csv', fileOf(people(million - 20_000)))).toMatchObject({ status: 'accepted', removed: million - 20_000, calls: 98 });
		expect(audience.members()).toEqual(people(20_000, million - 20_000).toSorted());
		expect(await nightly.sync('vip_added_3.csv', fileOf(people(3)))).toMatchObject({ status: 'accepted', added: 3, calls: 1 });
		expect(audience.members()).toHaveLength(20_003);
	});

	it('of a million IDs is followed by what changed, in as few calls as that takes', { timeout: 1_500_000 }, async () => {
		const nightly = new Nightly(n8n.api, fixture, sandbox, 'compared');
		await fixture.shelf.write('compared/old.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await nightly.activate({ ...syncOfApp, mode: 'difference', previousFiles: 'vip_*.csv', afterReading: 'move', targetFolder: 'compared-done', options: { fewestMembers: '0' } });
		expect(await nightly.sync('vip_1.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', comparedWith: null, calls: 100 });
		const next = [...people(million - 5_000), ...people(6_000, 2 * million)];
		expect(await nightly.sync('vip_2.csv', fileOf(next))).toMatchObject({ status: 'accepted', comparedWith: 'compared-done/vip_1.csv', added: 6_000, removed: 5_000, calls: 2 });
		expect(new Set(audience.members())).toEqual(new Set(next));
		expect(await fixture.shelf.read('compared-done/vip_2.csv')).toBeDefined();
	});

	it('says what is done with each line, and becomes an audience of a project', { timeout: 900_000 }, async () => {
		const byLine = new Nightly(n8n.api, fixture, sandbox, 'lines');
		await fixture.shelf.write('lines/old.csv', 'id;status\nold;add\n', new Date(Date.now() - 48 * 60 * 60_000));
		await byLine.activate({ ...syncOfApp, idType: 'custom_ids', platforms: ['ios'], mode: 'lines', actionColumn: 'status' });
		expect(await byLine.sync('vip.csv', 'id;status\na;add\nstranger;remove\n')).toMatchObject({ status: 'accepted', added: 1, removed: 1 });
		expect(audience.members('1.0')).toEqual(['a']);
		const ofProject = new Nightly(n8n.api, fixture, sandbox, 'project');
		await fixture.shelf.write('project/old.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await ofProject.activate({ ...syncOfProject, mode: 'replace', options: { fewestMembers: '0' } });
		expect(await ofProject.sync('vip.csv', fileOf(people(30_000)))).toMatchObject({ status: 'accepted', calls: 3 });
		expect(audience.members('project')).toEqual(people(30_000).toSorted());
	});
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callProject, manyEdits, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
let now = start;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ now: () => now, enforceRateLimits: false });
});
beforeEach(() => {
	now = start;
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const attributesExport = { export_type: 'ATTRIBUTES', attributes: ['plan', 'birthdate'] };

async function createExport(): Promise<string> {
	const reply = await callProject(sandbox, 'profiles/export', attributesExport);
	expect(reply.status).toBe(202);
	return reply.json.id;
}

async function viewExport(id: string) {
	return (await callProject(sandbox, `exports/view?id=${id}`)).json;
}

/** @returns the signed link of the first file of a finished export */
async function createLink(): Promise<string> {
	const id = await createExport();
	now += 3_000;
	const [file] = (await viewExport(id)).files;
	const reply = await callProject(sandbox, `exports/download?id=${file.id}`);
	expect(reply.status).toBe(307);
	return reply.headers.get('location') ?? '';
}

describe('progress', () => {
	it('goes one step a view, with files at the end only', async () => {
		const id = await createExport();
		const views = [await viewExport(id), await viewExport(id), await viewExport(id)];
		expect(views.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
		expect(views.map(({ files }) => files.length)).toEqual([0, 0, 1]);
		expect(views[2]).toMatchObject({ id, scope: 'PROFILE_ATTRIBUTES', request: attributesExport });
	});

	it('goes one step a second too', async () => {
		const id = await createExport();
		expect((await callProject(sandbox, 'exports/list')).json.exports[0].status).toBe('CREATED');
		now += 3_000;
		expect((await viewExport(id)).status).toBe('SUCCESS');
	});

	it('goes by time alone, fails and is cut smaller when told', async () => {
		Object.assign(sandbox.state.exporting, { stepByView: false, failures: 1, linesPerPart: 2 });
		await callProject(sandbox, 'profiles/mass-update', manyEdits(5));
		const [failing, good] = [await createExport(), await createExport()];
		for (let views = 0; views < 5; views++) {
			expect(await viewExport(failing)).toMatchObject({ status: 'CREATED' });
		}
		now += 3_000;
		expect(await viewExport(failing)).toMatchObject({ status: 'ERROR', files: [] });
		expect((await viewExport(good)).files).toHaveLength(3);
	});

	it('answers 404 for another id', async () => {
		expect((await callProject(sandbox, 'exports/view?id=export_x')).status).toBe(404);
		expect((await callProject(sandbox, 'exports/view')).json.error_code).toBe('MISSING_PARAMETER');
	});
});

describe('files', () => {
	it('hold a JSON line a profile, in several parts', async () => {
		await callProject(sandbox, 'profiles/mass-update', manyEdits(1_000));
		await callProject(sandbox, 'profiles/update', [
			{
				identifiers: { custom_id: 'last' },
				attributes: { plan: 'gold', other: 'x', 'date(birthdate)': '1990-05-01T00:00:00Z' },
			},
		]);
		const id = await createExport();
		now += 3_000;
		const { files } = await viewExport(id);
		expect(files.map(({ part }: { part: number }) => part)).toEqual([1, 2]);
		const redirect = await send(files[1].url, 'GET', undefined, {
			authorization: `Bearer ${sandbox.keys.restApiKey}`,
			'x-batch-project': sandbox.keys.projectKey,
		});
		const file = await send(redirect.headers.get('location') ?? '', 'GET');
		expect(
			file.text
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line)),
		).toEqual([
			{
				identifiers: { custom_id: 'last' },
				attributes: { plan: 'gold', 'date(birthdate)': '1990-05-01T00:00:00Z' },
			},
		]);
		expect(files[1].size).toBe(Buffer.byteLength(file.text));
	});
});

describe('files of any size', () => {
	const read = async (format: 'lines' | 'array') => {
		Object.assign(sandbox.state.exporting, { sampleLines: 5_000, linesPerPart: 4_000, format });
		await callProject(sandbox, 'profiles/update', manyEdits(2));
		const id = await createExport();
		now += 3_000;
		const { files } = await viewExport(id);
		return await Promise.all(
			files.map(async (file: { id: string; size: number }) => {
				const { headers } = await callProject(sandbox, `exports/download?id=${file.id}`);
				const { text } = await send(headers.get('location') ?? '', 'GET');
				expect(Buffer.byteLength(text)).toBe(file.size);
				return text;
			}),
		);
	};

	it('are lines', async () => {
		const lines = (await read('lines')).flatMap((text) => text.trimEnd().split('\n'));
		expect(lines).toHaveLength(5_002);
		expect(JSON.parse(lines[2]).identifiers).toEqual({ custom_id: 'sample-000000000' });
	});

	it('are an array each', async () => {
		const rows = (await read('array')).map((text) => JSON.parse(text));
		expect(rows.map(({ length }) => length)).toEqual([4_000, 1_002]);
	});

	it('break off in the middle, and come whole the next time', async () => {
		sandbox.state.exporting.sampleLines = 50_000;
		sandbox.state.exporting.linesPerPart = 100_000;
		const link = await createLink();
		sandbox.faults.add({ kind: 'cut', match: { path: 'signed-files' } });
		const response = await fetch(link);
		await expect(response.text()).rejects.toThrow();
		expect((await send(link, 'GET')).text.split('\n')).toHaveLength(50_001);
	});
});

describe('the signed link', () => {
	it('opens without credentials, at another port', async () => {
		const link = new URL(await createLink());
		expect(link.origin).toBe(sandbox.fileUrl);
		expect(link.origin).not.toBe(sandbox.url);
		expect((await send(link.href, 'GET')).status).toBe(200);
		const atApi = `${sandbox.url}${link.pathname}${link.search}`;
		expect((await send(atApi, 'GET')).status).toBe(404);
		expect((await send(`${sandbox.fileUrl}/2.11/segments/list`, 'GET')).status).toBe(404);
		expect(sandbox.state.violations).toEqual([]);
	});

	it.each(['Authorization', 'X-Batch-Project', 'X-Authorization'])('refuses %s', async (name) => {
		const reply = await send(await createLink(), 'GET', undefined, { [name]: 'anything' });
		expect(reply.status).toBe(400);
		expect(sandbox.state.violations).toMatchObject([
			{ message: expect.stringContaining(name.toLowerCase()) },
		]);
	});

	it('expires after 20 minutes', async () => {
		const link = await createLink();
		now += 20 * 60 * 1000;
		expect((await send(link, 'GET')).status).toBe(200);
		now += 1;
		expect((await send(link, 'GET')).status).toBe(403);
	});

	it('opens no other file and no longer than signed', async () => {
		const link = new URL(await createLink());
		const later = new URL(link);
		later.searchParams.set('expires', String(now + 1e9));
		expect((await send(later.href, 'GET')).status).toBe(403);
		link.pathname = '/signed-files/file_other';
		expect((await send(link.href, 'GET')).status).toBe(403);
	});
});

describe('requests', () => {
	it.each([
		[{}, 'MISSING_PARAMETER'],
		[{ export_type: 'EVERYTHING' }, 'MALFORMED_PARAMETER'],
		[{ export_type: 'ATTRIBUTES' }, 'MISSING_PARAMETER'],
		[{ export_type: 'ATTRIBUTES', attributes: [] }, 'MALFORMED_PARAMETER'],
		[{ export_type: 'ATTRIBUTES', identifiers: ['email'] }, 'MALFORMED_PARAMETER'],
		[{ export_type: 'EVENTS', events: ['push_open'] }, 'MISSING_PARAMETER'],
		[{ export_type: 'EVENTS', from: '2026-02-01T00:00:00Z', to: 'now' }, 'MISSING_PARAMETER'],
		// 90 days before the sandbox's clock is 2025-12-01T12:00:00Z.
		[
			{ export_type: 'EVENTS', from: '2025-12-01T11:59:59Z', to: 'now', events: ['push_open'] },
			'MALFORMED_PARAMETER',
		],
		[
			{ export_type: 'REACHABILITY', from: '2026-02-01T00:00:00Z', to: 'now', channels: ['fax'] },
			'MALFORMED_PARAMETER',
		],
	])('%j is refused', async (body, code) => {
		const reply = await callProject(sandbox, 'profiles/export', body);
		expect(reply).toMatchObject({ status: 400, json: { error_code: code } });
	});

	it.each([
		{ export_type: 'ATTRIBUTES', identifiers: ['custom_id'], filter: { segment: 'code' } },
		{ export_type: 'EVENTS', from: '2025-12-01T12:00:00Z', to: 'now', events: ['push_open'] },
		{
			export_type: 'REACHABILITY',
			from: '2026-02-01T00:00:00Z',
			to: '2026-02-02T00:00:00Z',
			channels: ['email'],
		},
	])('%j is accepted', async (body) => {
		const reply = await callProject(sandbox, 'profiles/export', body);
		expect(reply).toMatchObject({ status: 202, json: { id: expect.stringMatching(/^export_/) } });
	});
});

import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BatchUnderTest, type BatchRun } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

const header = 'event,timestamp,custom_user_id,campaign_token,transactional_token\n';
const line = (campaign: string, transactional = '') => `push_sent,2026-03-01T10:00:00Z,reader,${campaign},${transactional}\n`;

let batch: BatchUnderTest;

// Each its own: what was looked up at one address is known in this process.
beforeEach(async () => {
	batch = await BatchUnderTest.start();
});

afterEach(async () => {
	await batch.stop();
});

const binaryOf = (content: string) => ({
	data: { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName: 'push.csv' },
});

async function parse(files: string[], parameters: INodeParameters = {}, run: BatchRun = {}) {
	return await batch.run(
		{ resource: 'exportFile', operation: 'parse', campaignNames: true, ...parameters },
		files.map(() => ({})),
		{ binary: files.map(binaryOf), ...run },
	);
}

const named = (items: Array<{ json: IDataObject }>) => items.map(({ json }) => [json.campaignToken, json.campaignName, json.campaignLabels]);
const paths = (): string[] => batch.sandbox.state.requests.map(({ path }) => path);

describe('Export File: Parse with Campaign Names', () => {
	it('adds those of an app and those of a project, asking once for all files', async () => {
		const { items, error, hints } = await parse([
			header + line('sandbox-ios-002') + line('orchestration_sandbox002') + line('', 'group'),
			header + line('sandbox-ios-002') + line('gone'),
		]);
		expect(error).toBeUndefined();
		expect(named(items)).toEqual([
			['sandbox-ios-002', 'Weekend reads 2', ['NEWS', 'DAILY']],
			['orchestration_sandbox002', 'Weekend reads 2', ['news']],
			[null, undefined, undefined],
			['sandbox-ios-002', 'Weekend reads 2', ['NEWS', 'DAILY']],
			['gone', null, []],
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 0, 0, 1, 1].map((item) => ({ item })));
		expect(paths().filter((path) => !path.endsWith('/gone')).toSorted()).toEqual(['/1.1/ios/campaigns/sandbox-ios-002', '/2.11/orchestrations/list']);
		expect(hints).toEqual([]);
	});

	it('adds them to summaries', async () => {
		const [ofApp, ofProject] = ['sandbox-ios-002', 'orchestration_sandbox002'] as const;
		const { items } = await parse([header + line(ofApp).repeat(2) + line(ofProject)], { output: 'summary' });
		expect(items[0]!.json.campaigns).toMatchObject([
			{ campaignToken: ofApp, rows: 2, campaignName: 'Weekend reads 2', campaignLabels: ['NEWS', 'DAILY'] },
			{ campaignToken: ofProject, rows: 1, campaignName: 'Weekend reads 2', campaignLabels: ['news'] },
		]);
	});

	it('keeps a project’s pace, and needs no more than a page for many', async () => {
		const tokens = Array.from({ length: 30 }, (_, index) => `orchestration_sandbox${String(index + 1).padStart(3, '0')}`);
		const { items } = await parse([header + tokens.map((token) => line(token)).join('')]);
		expect(items.every(({ json }) => typeof json.campaignName === 'string')).toBe(true);
		expect(paths()).toHaveLength(1);
	});

	it('gives the rows without names when Batch is down, with one hint for all files', async () => {
		batch.sandbox.faults.add({ kind: 'maintenance', times: 1_000 });
		const files = Array.from({ length: 5 }, (_, file) => header + line(`sandbox-ios-00${file + 1}`));
		const { items, error, hints } = await parse(files);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(5);
		expect(items[0]!.json).toMatchObject({ campaignName: null, campaignProblem: expect.stringMatching(/^Not looked up: /) });
		expect(hints).toEqual([expect.objectContaining({ type: 'warning', message: expect.stringContaining('campaignProblem') })]);
		// Two attempts for each of the first three, and none for the others.
		expect(paths().length).toBeLessThanOrEqual(8);
	});

	it('ends a run from the editor when the keys are wrong, and gives the rows in any other', async () => {
		const credential = { restApiKey: 'not-the-key' };
		const files = [header + line('sandbox-ios-002')];
		const byHand = await parse(files, {}, { credential, mode: 'manual' });
		expect(byHand.error?.message).toContain('The names of campaigns cannot be looked up');
		expect(byHand.error?.message).toContain('Check the REST API Key and the iOS App Key in the Batch credential');
		expect(JSON.stringify(byHand.error)).not.toContain('not-the-key');
		const scheduled = await parse(files, {}, { credential });
		expect(scheduled.error).toBeUndefined();
		expect(scheduled.items).toHaveLength(1);
		expect(scheduled.hints).toHaveLength(1);
	});

	it('stops asking when the execution is cancelled', async () => {
		batch.sandbox.faults.add({ kind: 'slow', delayMs: 30_000, times: 1_000 });
		const startedAt = performance.now();
		await parse([header + line('sandbox-ios-002')], {}, { onStart: (cancel) => void wait(500).then(cancel) });
		expect(performance.now() - startedAt).toBeLessThan(3_000);
	});

	it('needs no credential of Batch without them', async () => {
		const { items, error } = await executeNode({
			parameters: { resource: 'exportFile', operation: 'parse' },
			credentials: {},
			binary: [binaryOf(header + line('sandbox-ios-002'))],
		});
		expect(error).toBeUndefined();
		expect(items[0]!.json).not.toHaveProperty('campaignName');
	});

	it('says that the credential is missing with them', async () => {
		const { error } = await executeNode({
			parameters: { resource: 'exportFile', operation: 'parse', campaignNames: true },
			credentials: {},
			binary: [binaryOf(header + line('sandbox-ios-002'))],
		});
		expect(error?.message).toContain('batchApi');
	});
});

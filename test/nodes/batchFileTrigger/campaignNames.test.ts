import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../sandbox/sandbox.ts';
import { batchCredential } from '../harness/batch.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { pollNode, type Poll } from '../harness/poll.ts';
import { WebFiles } from '../harness/webFiles.ts';

const header = 'event,timestamp,custom_user_id,campaign_token,transactional_token\n';
const line = (campaign: string, transactional = '', event = 'push_sent') => `${event},2026-03-01T10:00:00Z,reader,${campaign},${transactional}\n`;

const server = new WebFiles();
let address: string;
let sandbox: Sandbox;
let nodes = 0;

beforeAll(async () => {
	address = await server.start();
});

afterAll(async () => {
	await server.stop();
});

// Each its own: what was looked up at one address is known in this process.
beforeEach(async () => {
	server.files.clear();
	sandbox = await startCheckedSandbox();
});

afterEach(async () => {
	await sandbox.close();
});

/** A trigger that watches push.csv and looks names up in the sandbox. */
function trigger(parameters: INodeParameters = {}, credential: Record<string, string> | null = {}) {
	const workflowId = `campaign-names-${++nodes}`;
	const staticData: IDataObject = {};
	const poll = async (options: Poll = {}) =>
		await pollNode(
			{
				type: 'batchFileTrigger',
				workflowId,
				credentials: {
					batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses: true },
					...(credential && { batchApi: { ...batchCredential(sandbox), ...credential } }),
				},
				parameters: {
					source: 'http',
					webFiles: 'names',
					filePattern: 'push.csv',
					campaignNames: true,
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					...parameters,
					options: { unchangedFor: 0 },
				},
			},
			{ staticData, ...options },
		);
	return { poll, staticData };
}

function put(content: string): void {
	server.files.set('push.csv', { content, modifiedAt: new Date(), tag: `"${content.length}"` });
}

const json = (outputs: INodeExecutionData[][] | null): IDataObject[] => (outputs?.[0] ?? []).map((item) => item.json);
const named = (rows: IDataObject[]) => rows.map(({ campaignToken, campaignName, campaignLabels }) => [campaignToken, campaignName, campaignLabels]);
const paths = (): string[] => sandbox.state.requests.map(({ path }) => path);

describe('Campaign Names of an app', () => {
	it('stand in the rows, looked up once a campaign, and not again in later polls', async () => {
		put(header + line('sandbox-ios-002') + line('sandbox-ios-002') + line('sandbox-ios-005') + line('', 'group') + line('', '', 'push_optin'));
		const { poll, staticData } = trigger();
		expect(named(json(await poll()))).toEqual([
			['sandbox-ios-002', 'Weekend reads 2', ['NEWS', 'DAILY']],
			['sandbox-ios-002', 'Weekend reads 2', ['NEWS', 'DAILY']],
			['sandbox-ios-005', 'Your cart is waiting 5', []],
			[null, undefined, undefined],
			[null, undefined, undefined],
		]);
		expect(paths().toSorted()).toEqual(['/1.1/ios/campaigns/sandbox-ios-002', '/1.1/ios/campaigns/sandbox-ios-005']);
		expect(JSON.stringify(staticData)).not.toContain('Weekend');
		put(header + line('sandbox-ios-005') + line('sandbox-ios-007'));
		expect(named(json(await poll()))).toEqual([
			['sandbox-ios-005', 'Your cart is waiting 5', []],
			['sandbox-ios-007', 'Payment failed 7', []],
		]);
		expect(paths()).toHaveLength(3);
	});

	it('stand in batches and summaries', async () => {
		put(header + line('sandbox-web-004').repeat(3) + line('', 'group'));
		const [batch] = json(await trigger({ output: 'batches' }).poll());
		expect(named(batch!.rows as IDataObject[])[0]).toEqual(['sandbox-web-004', 'Welcome back 4', ['NEWS', 'DAILY']]);
		const [summary] = json(await trigger({ output: 'summary' }).poll());
		expect(summary!.campaigns).toEqual([
			expect.objectContaining({ campaignToken: 'sandbox-web-004', rows: 3, campaignName: 'Welcome back 4', campaignLabels: ['NEWS', 'DAILY'] }),
			{ transactionalToken: 'group', rows: 1, events: { push_sent: 1 }, errorRate: 0 },
		]);
	});

	it('are those of in-app campaigns in an export of in-app events', async () => {
		put(`event,timestamp,install_id,event_var_1\n${'inapp_shown,2026-03-01T10:00:00Z,i-1,sandbox-android-in-app-2\n'.repeat(2)}`);
		expect(named(json(await trigger().poll()))[0]).toEqual(['sandbox-android-in-app-2', 'Weekend reads (in-app 2)', ['ONBOARDING']]);
	});

	it('are the same in a file that is read in portions', async () => {
		const tokens = Array.from({ length: 30 }, (_, index) => `sandbox-ios-${String((index % 12) + 1).padStart(3, '0')}`);
		put(header + tokens.map((token) => line(token)).join(''));
		const whole = json(await trigger().poll());
		const calls = paths().length;
		expect(calls).toBe(12);
		const { poll } = trigger({ rowsPerRun: 7 });
		const portions: IDataObject[] = [];
		for (let outputs = await poll(); outputs !== null; outputs = await poll()) portions.push(...json(outputs));
		expect(portions).toEqual(whole);
		expect(paths()).toHaveLength(calls);
	});
});

describe('Campaign Names of a project', () => {
	it('stand in the rows, whatever kind of campaign it is', async () => {
		put(header + line('orchestration_sandbox012') + line('orchestration_sandbox001') + line('orchestration_unknown'));
		const rows = json(await trigger().poll());
		expect(named(rows)).toEqual([
			['orchestration_sandbox012', 'Breaking news 12', ['news']],
			['orchestration_sandbox001', 'Morning briefing 1', []],
			['orchestration_unknown', null, []],
		]);
		expect(rows[2]!.campaignProblem).toBe('Batch knows no campaign or automation with this token in the project of the credential');
		expect(paths()).toEqual(['/2.11/orchestrations/list']);
	});
});

describe('Campaign Names that cannot be had', () => {
	const two = header + line('sandbox-ios-002') + line('no-such-campaign');

	it('leave the row of an unknown campaign, with the reason', async () => {
		put(two);
		const [known, unknown] = json(await trigger().poll());
		expect(known).toMatchObject({ campaignName: 'Weekend reads 2' });
		expect(known).not.toHaveProperty('campaignProblem');
		expect(unknown).toMatchObject({
			customId: 'reader',
			campaignToken: 'no-such-campaign',
			campaignName: null,
			campaignLabels: [],
			campaignProblem: 'Batch knows no campaign with this token in the apps of the credential (iOS, Android, Web)',
			_file: { row: 2 },
		});
	});

	it('leave the rows when Batch is down, and come again with it', async () => {
		sandbox.faults.add({ kind: 'maintenance', times: 1_000 });
		put(header + line('sandbox-ios-002') + line('sandbox-ios-004'));
		const { poll } = trigger({ rowsPerRun: 1 });
		const [first] = json(await poll());
		expect(first).toMatchObject({ campaignToken: 'sandbox-ios-002', campaignName: null, campaignProblem: expect.stringMatching(/^Not looked up: /) });
		sandbox.faults.clear();
		expect(json(await poll())).toMatchObject([{ campaignToken: 'sandbox-ios-004', campaignName: 'Welcome back 4' }]);
	});

	it('leave the rows when nothing is at the address', async () => {
		put(two);
		const [row] = json(await trigger({}, { apiAddress: 'http://127.0.0.1:9' }).poll());
		expect(row).toMatchObject({ campaignName: null, campaignProblem: expect.stringContaining('Batch could not be reached') });
	});

	it('leave the rows when Batch does not answer, within the time of the poll', async () => {
		sandbox.faults.add({ kind: 'slow', delayMs: 60_000, times: 1_000 });
		put(two);
		const startedAt = performance.now();
		const rows = json(await trigger().poll({ budget: 3_000 }));
		expect(performance.now() - startedAt).toBeLessThan(4_000);
		expect(named(rows)).toEqual([
			['sandbox-ios-002', null, []],
			['no-such-campaign', null, []],
		]);
	});

	it('are an error of a test run when the keys are wrong, and leave the rows of any other', async () => {
		put(two);
		const wrong = { restApiKey: 'not-the-key' };
		await expect(trigger({}, wrong).poll({ mode: 'manual' })).rejects.toMatchObject({
			name: 'NodeApiError',
			description: 'Check the REST API Key and the iOS App Key in the Batch credential.',
			failure: { cause: 'credential-invalid' },
		});
		const { poll } = trigger({}, wrong);
		const rows = json(await poll());
		expect(rows).toHaveLength(2);
		expect(rows[0]).toMatchObject({
			campaignName: null,
			campaignProblem: expect.stringContaining('Check the REST API Key and the iOS App Key in the Batch credential.'),
		});
		expect(JSON.stringify(rows)).not.toContain('not-the-key');
		expect(await poll()).toBeNull();
	});

	it('are a matter of the Live key', async () => {
		put(two);
		const { ios, android, web } = sandbox.keys.devAppKeys;
		const dev = { iosApiKey: ios, androidApiKey: android, webApiKey: web };
		await expect(trigger({}, dev).poll({ mode: 'manual' })).rejects.toMatchObject({ description: expect.stringContaining('Live key') });
		expect(json(await trigger({}, dev).poll())).toHaveLength(2);
	});

	it('are no error of a test run when only the campaign is unknown', async () => {
		put(header + line('no-such-campaign'));
		expect(json(await trigger().poll({ mode: 'manual' }))).toMatchObject([{ campaignName: null }]);
	});
});

describe('without Campaign Names', () => {
	it('Batch is not asked, and its credential not needed', async () => {
		put(header + line('sandbox-ios-002'));
		const [row] = json(await trigger({ campaignNames: false }, null).poll());
		expect(row).not.toHaveProperty('campaignName');
		expect(json(await trigger({ output: 'file' }, null).poll())).toHaveLength(1);
		expect(paths()).toEqual([]);
	});

	it('a credential that is missing is said to be', async () => {
		put(header + line('sandbox-ios-002'));
		await expect(trigger({}, null).poll()).rejects.toThrow('batchApi');
	});
});

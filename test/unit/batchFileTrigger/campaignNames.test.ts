import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { CampaignAnswer, CampaignReference } from '../../../nodes/shared/batch/campaigns/campaign.ts';
import {
	addCampaignNames,
	campaignsAtMost,
	readNamedTable,
	type CampaignNames,
} from '../../../nodes/shared/rowFile/campaignNames.ts';
import { markOf } from '../../../nodes/shared/rowFile/fileMark.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import { sinkOf, type OutputMode } from '../../../nodes/shared/rowFile/sinkOf.ts';
import { defaultMaxGroups } from '../../../nodes/shared/tabular/summary/summary.ts';

/** Somebody who knows every campaign but those of the map. */
class Names implements CampaignNames {
	readonly asked: CampaignReference[] = [];
	/** Of each lookup, in milliseconds. */
	readonly times: number[] = [];

	constructor(private readonly others: Readonly<Record<string, CampaignAnswer>> = {}) {}

	async lookUp(campaigns: readonly CampaignReference[], milliseconds: number): Promise<CampaignAnswer[]> {
		this.asked.push(...campaigns);
		this.times.push(milliseconds);
		return campaigns.map(({ token }) => this.others[token] ?? { kind: 'found', name: `Name of ${token}`, labels: ['news'] });
	}

	get tokens(): string[] {
		return this.asked.map(({ token }) => token);
	}
}

const unknown: CampaignAnswer = { kind: 'unknown', reason: 'Batch knows no such campaign' };
const failed: CampaignAnswer = { kind: 'failed', reason: 'Not looked up: Batch is away' };
const row = (campaignToken: string | null, more: IDataObject = {}): INodeExecutionData => ({
	json: { event: 'push_sent', campaignToken, ...more },
});

/** A file in memory, and a clock that each portion of it moves on. */
async function read(content: string, output: OutputMode, names: CampaignNames, { deadline = Infinity, millisecondsAPortion = 0, milliseconds = 1_000 } = {}) {
	const file = { path: 'push.csv', size: Buffer.byteLength(content), modifiedAt: undefined };
	const identity = identityOf(file);
	let now = 0;
	async function* bytes(): AsyncGenerator<Uint8Array> {
		const all = Buffer.from(content);
		for (let at = 0; at < all.length; at += 16_384) {
			now += millisecondsAPortion;
			yield all.subarray(at, at + 16_384);
		}
	}
	return await readNamedTable(
		{
			storage: { open: async () => ({ stream: bytes(), size: file.size, close: async () => undefined }) },
			settings: {},
			sink: sinkOf(output, 2)!,
			mark: markOf(file, identity, undefined),
			acceptsOpenEnd: true,
			now: () => now,
		},
		{ file, identity, attempts: 0, room: Infinity, deadline },
		{ names, output, milliseconds },
	);
}

const header = 'event,timestamp,custom_user_id,campaign_token,transactional_token\n';
const line = (event: string, campaign: string, transactional = '') => `${event},2026-03-01T10:00:00Z,reader,${campaign},${transactional}\n`;

describe('names of campaigns', () => {
	it('are added to rows that have a campaign, and only to those', async () => {
		const names = new Names();
		const content = header + line('push_sent', 'a') + line('push_opened', 'a') + line('push_optin', '') + line('push_sent', '', 'group') + line('push_sent', 'b');
		const { items } = await read(content, 'rows', names);
		expect(items.map(({ json }) => [json.campaignToken, json.campaignName, json.campaignLabels])).toEqual([
			['a', 'Name of a', ['news']],
			['a', 'Name of a', ['news']],
			[null, undefined, undefined],
			[null, undefined, undefined],
			['b', 'Name of b', ['news']],
		]);
		expect(Object.keys(items[3]!.json)).toEqual(['event', 'time', 'customId', 'campaignToken', 'transactionalToken', '_file']);
		expect(names.tokens).toEqual(['a', 'b']);
	});

	it('are added to the rows of batches and the campaigns of a summary', async () => {
		const content = header + line('push_sent', 'a') + line('push_sent', 'b') + line('push_sent', 'b') + line('push_sent', '', 'group');
		const batches = await read(content, 'batches', new Names());
		expect(batches.items.map(({ json }) => (json.rows as IDataObject[]).map(({ campaignName }) => campaignName))).toEqual([
			['Name of a', 'Name of b'],
			['Name of b', undefined],
		]);
		const { items } = await read(content, 'summary', new Names());
		expect(items[0]!.json.campaigns).toEqual([
			{ campaignToken: 'b', rows: 2, events: { push_sent: 2 }, errorRate: 0, campaignName: 'Name of b', campaignLabels: ['news'] },
			{ campaignToken: 'a', rows: 1, events: { push_sent: 1 }, errorRate: 0, campaignName: 'Name of a', campaignLabels: ['news'] },
			{ transactionalToken: 'group', rows: 1, events: { push_sent: 1 }, errorRate: 0 },
		]);
	});

	it('are those of in-app campaigns where the events are', async () => {
		const inApp = 'event,timestamp,install_id,event_var_1\n' + 'inapp_shown,2026-03-01T10:00:00Z,i,welcome\n'.repeat(2);
		for (const output of ['rows', 'summary'] as const) {
			const names = new Names();
			await read(inApp, output, names);
			expect(names.asked).toEqual([{ token: 'welcome', isInApp: true }]);
			const pushes = new Names();
			await read(header + line('push_sent', 'welcome'), output, pushes);
			expect(pushes.asked).toEqual([{ token: 'welcome', isInApp: false }]);
		}
	});

	it('that are not known leave the row as it is, and say why', async () => {
		const items = [row('gone'), row('away'), row('known')];
		const problems = await addCampaignNames(items, { names: new Names({ gone: unknown, away: failed }), output: 'rows' }, 0);
		expect(items.map(({ json }) => json)).toEqual([
			{ event: 'push_sent', campaignToken: 'gone', campaignName: null, campaignLabels: [], campaignProblem: 'Batch knows no such campaign' },
			{ event: 'push_sent', campaignToken: 'away', campaignName: null, campaignLabels: [], campaignProblem: 'Not looked up: Batch is away' },
			{ event: 'push_sent', campaignToken: 'known', campaignName: 'Name of known', campaignLabels: ['news'] },
		]);
		expect(problems).toEqual(['Not looked up: Batch is away']);
	});

	it('give way to columns of the file', async () => {
		const items = [row('a', { campaignName: 'of the file', campaignProblem: 'as well', campaignLabels: 'x', campaignLabels_2: 'y' }), row('gone', { campaignProblem: 'mine' })];
		await addCampaignNames(items, { names: new Names({ gone: unknown }), output: 'rows' }, 0);
		expect(items[0]!.json).toEqual({
			event: 'push_sent',
			campaignToken: 'a',
			campaignName: 'of the file',
			campaignProblem: 'as well',
			campaignLabels: 'x',
			campaignLabels_2: 'y',
			campaignName_2: 'Name of a',
			campaignLabels_3: ['news'],
		});
		expect(items[1]!.json).toMatchObject({ campaignProblem: 'mine', campaignProblem_2: 'Batch knows no such campaign' });
	});

	it('give each row labels of its own', async () => {
		const items = [row('a'), row('a')];
		await addCampaignNames(items, { names: new Names(), output: 'rows' }, 0);
		(items[0]!.json.campaignLabels as string[]).push('changed downstream');
		expect(items[1]!.json.campaignLabels).toEqual(['news']);
	});

	it('are asked for in bounds, whatever the file holds', async () => {
		const items = Array.from({ length: 100_000 }, (_, index) => row(`token-${index}`));
		const names = new Names();
		const problems = await addCampaignNames(items, { names, output: 'rows' }, 0);
		expect(names.tokens).toEqual(Array.from({ length: campaignsAtMost }, (_, index) => `token-${index}`));
		expect(items.every(({ json }) => Object.hasOwn(json, 'campaignName'))).toBe(true);
		expect(items[campaignsAtMost]!.json).toMatchObject({ campaignName: null, campaignProblem: problems[0] });
		expect(problems).toEqual([expect.stringContaining('only 1,000 different campaigns')]);
	});

	it('are those of the busiest campaigns of a summary', async () => {
		const tokens = Array.from({ length: defaultMaxGroups + 50 }, (_, index) => `token-${index}`);
		const busiest = tokens.slice(-2_000, -1_000).map((token) => line('push_sent', token).repeat(2));
		const names = new Names();
		const { items, end } = await read(header + tokens.map((token) => line('push_sent', token)).join('') + busiest.join(''), 'summary', names);
		expect(end).toBe('finished');
		expect(new Set(names.tokens)).toEqual(new Set(tokens.slice(-2_000, -1_000)));
		expect(items[0]!.json.campaigns).toHaveLength(defaultMaxGroups);
	});

	it('are not asked for where nothing has one', async () => {
		const names = new Names();
		await read('who,what\nreader,thing\nreader,other\n', 'rows', names);
		await read(header + line('push_optin', ''), 'summary', names);
		expect(names.times).toEqual([]);
	});
});

describe('the time for names', () => {
	const large = header + line('push_sent', 'a').repeat(5_000);

	it('is a quarter of what there is at least, and reading goes on in the next poll', async () => {
		const names = new Names();
		const paused = await read(large, 'rows', names, { deadline: 1_000, millisecondsAPortion: 100, milliseconds: 15_000 });
		expect(paused.end).toBe('paused');
		expect(paused.items.length).toBe(paused.progress.rows);
		expect(paused.items.every(({ json }) => json.campaignName === 'Name of a')).toBe(true);
		// Reading stops behind the portion in which its time ends.
		expect(names.times[0]).toBeGreaterThan(100);
		expect(names.times[0]).toBeLessThanOrEqual(250);
	});

	it('is no more than what it may take, and none when reading took all', async () => {
		const names = new Names();
		await read(large, 'rows', names, { deadline: 1_000_000, milliseconds: 15_000 });
		await read(large, 'rows', names);
		const late = await read(large, 'rows', names, { deadline: 1_000, millisecondsAPortion: 2_000 });
		expect(names.times.slice(0, 2)).toEqual([15_000, 1_000]);
		expect(names.times[2]).toBeLessThanOrEqual(0);
		expect(late.items.length).toBeGreaterThan(0);
	});
});

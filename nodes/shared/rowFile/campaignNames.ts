import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { CampaignAnswer, CampaignReference } from '../batch/campaigns/campaign';
import { inAppEvents } from '../tabular/columns/events';
import type { ReadRequest, ReadResult } from './reading';
import { readTable, type TableReading } from './readTable';
import type { OutputMode } from './sinkOf';

/** Who knows the names of campaigns. */
export interface CampaignNames {
	/** One answer for each campaign, in their order, within so many milliseconds. Throws nothing. */
	lookUp(campaigns: readonly CampaignReference[], milliseconds: number): Promise<CampaignAnswer[]>;
}

export interface Naming {
	readonly names: CampaignNames;
	readonly output: OutputMode;
	/** What looking up may take, where the deadline leaves so much. */
	readonly milliseconds: number;
}

export interface NamedResult extends ReadResult {
	/** Why names could not be looked up, each reason once. A campaign that Batch does not know is none. */
	readonly problems: readonly string[];
}

/** Different campaigns looked up in one reading. The rows of those after them say so, and memory stays flat. */
export const campaignsAtMost = 1_000;

/** Reads as `readTable` does, and adds the names: they cost time, and never a row. Throws nothing. */
export async function readNamedTable(reading: TableReading, request: ReadRequest, naming: Naming): Promise<NamedResult> {
	// A quarter of the time is kept for the names, however long reading takes.
	const kept = Math.max(0, Math.min(naming.milliseconds, (request.deadline - reading.now()) / 4));
	const result = await readTable(reading, { ...request, deadline: request.deadline - kept });
	const left = Math.min(naming.milliseconds, request.deadline - reading.now());
	return { ...result, problems: await addCampaignNames(result.items, naming, left) };
}

/**
 * Adds `campaignName` and `campaignLabels` to every row, or to every campaign of a summary, that has a campaign
 * token; where there is no name, `campaignProblem` says why. Everything else stays as it is.
 * @returns why names could not be looked up
 */
export async function addCampaignNames(
	items: readonly INodeExecutionData[],
	{ names, output }: Pick<Naming, 'names' | 'output'>,
	milliseconds: number,
): Promise<string[]> {
	const campaigns = new Map<string, CampaignReference>();
	for (const { campaign } of mentionsIn(items, output)) {
		if (campaigns.size >= campaignsAtMost) break;
		campaigns.set(keyOf(campaign), campaign);
	}
	if (campaigns.size === 0) return [];
	const found = await names.lookUp([...campaigns.values()], milliseconds);
	const answers = new Map([...campaigns.keys()].map((key, index) => [key, found[index]]));
	const problems = new Set<string>();
	for (const { campaign, holder } of mentionsIn(items, output)) {
		const answer = answers.get(keyOf(campaign)) ?? oneTooMany;
		if (answer.kind === 'failed') problems.add(answer.reason);
		write(holder, answer);
	}
	return [...problems];
}

const oneTooMany: CampaignAnswer = {
	kind: 'failed',
	reason: `Not looked up: only ${campaignsAtMost.toLocaleString('en')} different campaigns are, in one part of a file`,
};

/** A row, or a campaign of a summary, and the campaign it is of. */
interface Mention {
	readonly holder: IDataObject;
	readonly campaign: CampaignReference;
}

/** In the order of the items: the campaigns of a summary are the busiest first. */
function* mentionsIn(items: readonly INodeExecutionData[], output: OutputMode): Generator<Mention> {
	for (const { json } of items) {
		for (const holder of holdersIn(json, output)) {
			const token = typeof holder.campaignToken === 'string' ? holder.campaignToken.trim() : '';
			if (token === '') continue;
			const events = output === 'summary' ? Object.keys(holder.events as IDataObject) : [String(holder.event)];
			yield { holder, campaign: { token, isInApp: events.some((event) => inAppEvents.has(event)) } };
		}
	}
}

function holdersIn(json: IDataObject, output: OutputMode): IDataObject[] {
	switch (output) {
		case 'rows':
			return [json];
		case 'batches':
			return json.rows as IDataObject[];
		case 'summary':
			return json.campaigns as IDataObject[];
		case 'file':
			return [];
	}
}

function keyOf({ token, isInApp }: CampaignReference): string {
	return `${isInApp ? 'in-app' : 'push'} ${token}`;
}

function write(holder: IDataObject, answer: CampaignAnswer): void {
	const isFound = answer.kind === 'found';
	holder[freeName(holder, 'campaignName')] = isFound ? answer.name : null;
	holder[freeName(holder, 'campaignLabels')] = isFound ? [...answer.labels] : [];
	if (!isFound) holder[freeName(holder, 'campaignProblem')] = answer.reason;
}

/** A column of the file keeps its name and its value, whatever it is called. */
function freeName(holder: IDataObject, wanted: string): string {
	let name = wanted;
	for (let copy = 2; Object.hasOwn(holder, name); copy++) name = `${wanted}_${copy}`;
	return name;
}

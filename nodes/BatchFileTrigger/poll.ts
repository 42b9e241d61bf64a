import { sleep, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';

import { answerAtMost, CampaignLookup } from '../shared/batch/campaigns/campaignLookup';
import { readConnection } from '../shared/batch/client/connection';
import { realEnvironment } from '../shared/batch/client/pace';
import { failureToError as callFailureToError } from '../shared/batch/client/failureToError';
import { n8nTransport } from '../shared/batch/client/exchange';
import { readAppPattern } from '../shared/rowFile/fileMark';
import { openStorage } from '../shared/storage/openStorage';
import type { Storage } from '../shared/storage/storage';
import { n8nHttp } from '../shared/storage/web/n8nHttp';
import { n8nResolve } from '../shared/storage/web/resolve';
import { failureToError } from './failureToError';
import { nodePorts, type Clock } from './nodePorts';
import { readSettings } from './readSettings';
import type { TriggerSettings } from './settings';
import { setRules } from './sets/setRules';
import { statCacheOf } from './source/statCache';
import { testRun } from './testRun';
import { gateOf } from './watch/gate';
import { longestInterval } from './watch/pollInterval';
import { pollOnce } from './watch/pollOnce';

/** For an n8n that does not say how long a poll may take. */
const usualBudget = 60_000;

/** However long n8n would wait: rows that are there should not. */
const longestBudget = 240_000;

/** What may still happen after the time to stop: the last portion, and letting go of the connection. */
const grace = 5_000;

/** One poll of the node. The storage is closed in any case. */
export async function poll(context: IPollFunctions, clock: Clock = realClock): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(context);
	const budget = Math.ceil(Math.min(context.getPollBudgetMs?.() ?? usualBudget, longestBudget));
	let storage: Storage | undefined;
	try {
		storage = await open(context, settings, AbortSignal.timeout(budget + grace));
		return await run(context, storage, settings, budget, clock);
	} catch (error) {
		throw failureToError(context.getNode(), error);
	} finally {
		await storage?.close();
	}
}

const realClock: Clock = { now: () => Date.now(), sleep: async (milliseconds) => await sleep(milliseconds) };

async function open(context: IPollFunctions, { source }: TriggerSettings, signal: AbortSignal): Promise<Storage> {
	const credential = await context.getCredentials(source.credential);
	const { helpers } = context;
	return await openStorage(source.value, credential, { send: n8nHttp(helpers), resolve: n8nResolve(helpers), signal });
}

async function run(
	context: IPollFunctions,
	storage: Storage,
	given: TriggerSettings,
	budget: number,
	clock: Clock,
): Promise<INodeExecutionData[][] | null> {
	const settings = await withSets(given);
	const node = context.getNode();
	const workflowId = context.getWorkflow().id ?? '';
	const cache = statCacheOf(`${workflowId}:${node.id}:${settings.watch.scope}`);
	const names = settings.campaignNames ? await campaignLookup(context) : undefined;
	const app = await readAppPattern(settings.appPattern);
	const ports = nodePorts(storage, settings, app, cache, clock, names);
	if (context.getMode() === 'manual') {
		const outputs = await testRun(ports, node, budget, settings.watch);
		// Somebody is there to put it right. At any other time rows without names are better than none.
		if (names?.refusal !== undefined) throw callFailureToError(node, names.refusal);
		return outputs;
	}
	const engine = { staticData: context.getWorkflowStaticData('node'), gate: gateOf(workflowId, node.id) };
	const limits = { budget, rows: settings.rowsPerRun, looksAgain: settings.looksAgain };
	return await pollOnce(engine, ports, settings.watch, limits, begunAtMost(context));
}

async function withSets(settings: TriggerSettings): Promise<TriggerSettings> {
	return settings.sets === undefined ? settings : { ...settings, watch: { ...settings.watch, sets: await setRules(settings.sets) } };
}

async function campaignLookup(context: IPollFunctions): Promise<CampaignLookup> {
	const connection = readConnection(await context.getCredentials('batchApi'));
	return new CampaignLookup({ connection, transport: n8nTransport(context, answerAtMost), environment: realEnvironment });
}

/**
 * How long ago the watch may have begun, if nothing is known of it. At activation: now. Later there would be
 * a state, had n8n not lost that of the activation, at most one interval ago (n8n-ecosystem.md §8).
 */
function begunAtMost(context: IPollFunctions): number {
	const mode = context.getActivationMode();
	if (mode === 'activate' || mode === 'create') return 0;
	return longestInterval(context.getNodeParameter('pollTimes', {}));
}

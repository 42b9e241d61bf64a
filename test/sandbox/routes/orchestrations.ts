import { pageByCursor } from '../paging.ts';
import { malformed, notFound, Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { requireQuery } from '../route.ts';
import { parseDay, sixMonthsBefore, without } from '../rules/values.ts';
import type { Orchestration } from '../seeds.ts';
import { statusAt } from '../seeds.ts';

export const orchestrationRoutes: Route[] = [
	{ method: 'GET', family: '2.x', path: '/2.x/orchestrations/list', handle: listOrchestrations },
	{ method: 'GET', family: '2.x', path: '/2.x/orchestrations/stats', handle: countOrchestration },
	{ method: 'GET', family: '2.x', path: '/2.x/orchestrations/view', handle: viewCampaign },
];

/** batch-api-2x.md §6.4 */
function listOrchestrations(call: Call): Answer {
	for (const name of new Set(call.query.keys())) {
		// Filters exist, but how a list is written in the query is unknown: they are not applied.
		if (name !== 'from' && name !== 'limit') call.warn(`query '${name}' is not applied`);
	}
	const { items, page } = pageByCursor(call.state.orchestrations, call.query);
	const orchestrations = items.map((orchestration) => ({
		...without(orchestration, 'tested', 'campaign', 'updated_date'),
		status: statusAt(orchestration, call.now),
	}));
	return { status: 200, body: { orchestrations, ...page } };
}

/** batch-api-2x.md §6.5: `orchestration_id`, `from` and `to` are required, 6 months at most back. */
function countOrchestration(call: Call): Answer {
	const id = requireQuery(call, 'orchestration_id');
	const from = parseDay(requireQuery(call, 'from'));
	const to = parseDay(requireQuery(call, 'to'));
	if (Number.isNaN(from) || Number.isNaN(to)) throw malformed("'from' and 'to' must be yyyy-MM-dd");
	if (from > to) throw malformed("'from' must not be later than 'to'");
	if (from < sixMonthsBefore(call.now)) throw malformed("'from' must not be older than 6 months");
	const found = call.state.orchestrations.find((orchestration) => orchestration.id === id);
	if (found === undefined) throw notFound('there is no such orchestration');
	// A campaign made here has sent nothing before its start.
	const first = found.campaign === undefined ? from : Math.max(from, startOfDay(found.start_time));
	return { status: 200, body: { id, details: daysOf(found, first, Math.min(to, call.now)) } };
}

/** batch-api-2x.md §6.6: push campaigns only, 403 for every other orchestration. */
function viewCampaign(call: Call): Answer {
	const id = requireQuery(call, 'orchestration_id');
	const found = call.state.orchestrations.find((orchestration) => orchestration.id === id);
	if (found === undefined) throw notFound('there is no such orchestration');
	if (found.type !== 'campaign' || !found.channels.includes('push')) {
		throw new Refusal('API_MISUSE', 'only push campaigns can be viewed');
	}
	// The message and the targeting are in Batch's answer, under names that are unknown: left out, so that
	// nothing can be built on reading a campaign back.
	return {
		status: 200,
		body: {
			...without(found, 'tested', 'channels', 'platforms', 'campaign'),
			status: statusAt(found, call.now),
			updated_date: found.updated_date ?? found.created_date,
		},
	};
}

function startOfDay(time: string): number {
	return parseDay(time.slice(0, 10));
}

function daysOf(orchestration: Orchestration, from: number, to: number): object[] {
	// Triggers answer in a second shape, which is unknown.
	if (orchestration.type === 'trigger' || orchestration.status === 'draft') return [];
	const push = orchestration.channels.includes('push');
	const details: object[] = [];
	for (let day = from; day <= to; day += 24 * 60 * 60 * 1000) {
		details.push({
			date: new Date(day).toISOString().slice(0, 10),
			...counters(1_000, push),
			...(orchestration.tested
				? {
						versions: [
							{ version: 'a', ...counters(500, push) },
							{ version: 'b', ...counters(500, push) },
						],
					}
				: {}),
		});
	}
	return details;
}

/** `sent_optin` is known from a third party, and for push alone (batch-api-2x.md §6.5, §15). */
function counters(sent: number, push: boolean): Record<string, number> {
	return {
		sent,
		...(push ? { sent_optin: sent * 0.8 } : {}),
		delivered: sent * 0.98,
		unique_open: sent * 0.3,
		total_open: sent * 0.4,
		unique_machine_open: sent * 0.1,
		unique_click: sent * 0.05,
		total_click: sent * 0.06,
		spam: 0,
		unsubscribe: sent * 0.002,
		total_bounce: sent * 0.02,
		skipped: 0,
	};
}

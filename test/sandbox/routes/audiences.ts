import type { Audience } from '../entities.ts';
import { indexingState, startIndexing } from '../indexing.ts';
import { pageByCursor } from '../paging.ts';
import { malformed, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	formatDate,
	requireObjectBody,
	requireQuery,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import type { MemberRules } from '../rules/audience-members.ts';
import {
	applyUpdates,
	checkAudienceName,
	countIds,
	readReplacement,
	readUpdates,
} from '../rules/audience-members.ts';
import type { Attributes } from '../state.ts';

/** batch-api-2x.md §4 */
const memberRules: MemberRules = {
	fields: ['attributes'],
	attributesMaximum: 15,
	limitIsKnown: true,
};

/** batch-api-2x.md §4: every change answers 202 and a token to poll `view` with. */
export const audienceRoutes: Route[] = [
	{ method: 'POST', family: '2.x', path: '/2.x/audiences/create', handle: createAudience },
	{
		method: 'POST',
		family: '2.x',
		path: '/2.x/audiences/update',
		countUpdates: countIds,
		handle: updateAudience,
	},
	{
		method: 'POST',
		family: '2.x',
		path: '/2.x/audiences/replace',
		countUpdates: countIds,
		handle: replaceAudience,
	},
	{ method: 'POST', family: '2.x', path: '/2.x/audiences/remove', handle: removeAudience },
	{ method: 'GET', family: '2.x', path: '/2.x/audiences/list', handle: listAudiences },
	{ method: 'GET', family: '2.x', path: '/2.x/audiences/view', handle: viewAudience },
];

function createAudience(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'type', 'display_name']);
	const name = requireText(body, 'name');
	const type = requireText(body, 'type');
	checkAudienceName(name);
	if (body.display_name !== undefined && typeof body.display_name !== 'string') {
		throw malformed("'display_name' must be a text");
	}
	// Other types are unconfirmed: accepted, but noted.
	if (type !== 'custom_ids') call.warn(`audience type '${type}' is not documented`);
	// Names are unique; the error Batch answers for a second one is unknown.
	if (call.state.audiences.has(name)) throw malformed(`there already is an audience '${name}'`);

	const date = formatDate(call.now);
	const audience: Audience = {
		name,
		display_name: body.display_name,
		type,
		members: new Map(),
		created: date,
		updated: date,
		latestToken: '',
	};
	call.state.audiences.set(name, audience);
	return accept(call, audience, 'created', () => undefined);
}

function updateAudience(call: Call): Answer {
	const { audience, body } = readChange(call);
	const changes = readUpdates(call, body, memberRules);
	return accept(call, audience, `${changes.length} changes`, () =>
		applyUpdates(audience.members, changes),
	);
}

function replaceAudience(call: Call): Answer {
	const { audience, body } = readChange(call);
	const members = readReplacement(call, body, memberRules);
	const carryOut = () => {
		audience.members = members;
	};
	return accept(call, audience, `replaced by ${members.size}`, carryOut, true);
}

/** That the audience is gone at once is the sandbox's choice; a token comes with it (batch-api-2x.md §15). */
function removeAudience(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name']);
	const audience = findAudience(call, requireText(body, 'name'));
	call.state.audiences.delete(audience.name);
	return accept(call, audience, 'removed', () => undefined);
}

function listAudiences(call: Call): Answer {
	const { items, page } = pageByCursor([...call.state.audiences.values()], call.query);
	const audiences = items.map((audience) => describe(call, audience, audience.latestToken));
	return { status: 200, body: { audiences, ...page } };
}

function viewAudience(call: Call): Answer {
	const audience = findAudience(call, requireQuery(call, 'name'));
	const token = call.query.get('indexing_token') ?? audience.latestToken;
	const task = call.state.indexing.tasks.get(token);
	// What Batch answers for a foreign token is unknown.
	if (task?.target !== audience) throw notFound('no such indexing token');
	const body = describe(call, audience, token);
	task.views += 1;
	return { status: 200, body };
}

function readChange(call: Call): { audience: Audience; body: Attributes } {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'ids']);
	return { audience: findAudience(call, requireText(body, 'name')), body };
}

function findAudience(call: Call, name: string): Audience {
	const audience = call.state.audiences.get(name);
	if (audience === undefined) throw notFound(`there is no audience '${name}'`);
	return audience;
}

function accept(
	call: Call,
	audience: Audience,
	what: string,
	carryOut: () => void,
	replaces = false,
): Answer {
	const change = { target: audience, replaces, carryOut };
	const token = startIndexing(call.state.indexing, change, call.now);
	audience.latestToken = token;
	audience.updated = formatDate(call.now);
	call.tell('audience', audience.name, `${what} · ${audience.members.size} members`);
	return { status: 202, body: { indexing_token: token } };
}

/** Ids without a profile are ignored by Batch; whether `nb_ids` counts them is unknown: here it does. */
function describe(call: Call, audience: Audience, token: string): object {
	const { indexing } = call.state;
	const task = indexing.tasks.get(token);
	return {
		name: audience.name,
		display_name: audience.display_name,
		type: audience.type === 'custom_ids' ? 'CUSTOM_ID' : audience.type,
		nb_ids: audience.members.size,
		indexing_state: task === undefined ? 'APPLIED' : indexingState(indexing, task, call.now),
		created: audience.created,
		updated: audience.updated,
	};
}

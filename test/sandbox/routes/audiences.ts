import { randomUUID } from 'node:crypto';
import { pageByCursor } from '../paging.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import { trimMap } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	formatDate,
	lengthOf,
	requireObjectBody,
	requireQuery,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import {
	isObject,
	isStringList,
	namePattern,
	parseAttributeKey,
	parseRfc3339,
	urlProblem,
} from '../rules/values.ts';
import type { Attributes, Audience, IndexingTask } from '../state.ts';

/** batch-api-2x.md §4 */
const namePatternOfAudiences = /^[A-Za-z0-9_-]{1,255}$/;
const idsMaximum = 10_000;
const attributesMaximum = 15;
const keptTasks = 1_000;

const countIds = (body: unknown) => (isObject(body) ? lengthOf(body.ids) : 0);

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
	if (!namePatternOfAudiences.test(name)) {
		throw malformed("'name' must be 1 to 255 of A-Z, a-z, 0-9, _ and -");
	}
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
	return accepted(call, audience);
}

function updateAudience(call: Call): Answer {
	const { audience, ids } = readChange(call);
	const changes = ids.map((entry, index) => {
		const { action } = entry;
		if (action === undefined) throw missing(`'action' of ids[${index}]`);
		if (action !== 'add' && action !== 'remove') {
			throw malformed(`'action' of ids[${index}] must be 'add' or 'remove'`);
		}
		if (action === 'remove' && entry.attributes !== undefined) {
			throw malformed(`ids[${index}] is removed and cannot have attributes`);
		}
		return { action, id: entry.id as string, attributes: readAttributes(entry, index) };
	});
	// In order, so that the last of several actions on one id wins, as documented.
	for (const { action, id, attributes } of changes) {
		if (action === 'add') audience.members.set(id, attributes);
		else audience.members.delete(id);
	}
	return accepted(call, audience);
}

function replaceAudience(call: Call): Answer {
	const { audience, ids } = readChange(call);
	const members = ids.map((entry, index) => {
		if (entry.action !== undefined) call.warn("'action' is not a field of audiences/replace");
		return [entry.id as string, readAttributes(entry, index)] as const;
	});
	audience.members = new Map(members);
	for (const task of call.state.indexing.tasks.values()) {
		if (task.audience === audience.name) task.replaced = true;
	}
	return accepted(call, audience);
}

function removeAudience(call: Call): Answer {
	const audience = findAudience(call, requireText(requireObjectBody(call), 'name'));
	call.state.audiences.delete(audience.name);
	return accepted(call, audience);
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
	if (task?.audience !== audience.name) throw notFound('no such indexing token');
	const body = describe(call, audience, token);
	task.views += 1;
	return { status: 200, body };
}

function readChange(call: Call): { audience: Audience; ids: Attributes[] } {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'ids']);
	const name = requireText(body, 'name');
	const { ids } = body;
	if (ids === undefined) throw missing("'ids' is missing");
	if (!Array.isArray(ids) || !ids.every(isObject))
		throw malformed("'ids' must be an array of objects");
	if (ids.length > idsMaximum) throw malformed(`'ids' must have at most ${idsMaximum} elements`);
	for (const entry of ids) requireText(entry, 'id');
	return { audience: findAudience(call, name), ids };
}

function readAttributes(entry: Attributes, index: number): Attributes {
	const { attributes = {} } = entry;
	if (!isObject(attributes)) throw malformed(`'attributes' of ids[${index}] must be an object`);
	const entries = Object.entries(attributes);
	if (entries.length > attributesMaximum) {
		throw malformed(`ids[${index}] must have at most ${attributesMaximum} attributes`);
	}
	for (const [key, value] of entries) {
		const problem = attributeProblem(key, value);
		if (problem !== undefined) throw malformed(`'${key}' of ids[${index}] ${problem}`);
	}
	return attributes;
}

/** String, number, `date(x)`, `url(x)`, array; lengths of texts are not documented here. */
function attributeProblem(key: string, value: unknown): string | undefined {
	const { wrapper, name } = parseAttributeKey(key);
	if (!namePattern.test(name)) return 'name must be 1 to 30 of a-z, 0-9 and _';
	if (wrapper === 'url') return urlProblem(value);
	if (wrapper === 'date') {
		return Number.isNaN(parseRfc3339(value)) ? 'must be an RFC 3339 date-time in UTC' : undefined;
	}
	const documented = typeof value === 'string' || typeof value === 'number' || isStringList(value);
	return documented ? undefined : 'must be a string, a number or an array of strings';
}

function findAudience(call: Call, name: string): Audience {
	const audience = call.state.audiences.get(name);
	if (audience === undefined) throw notFound(`there is no audience '${name}'`);
	return audience;
}

function accepted(call: Call, audience: Audience): Answer {
	const token = randomUUID();
	const { tasks } = call.state.indexing;
	tasks.set(token, {
		audience: audience.name,
		replaced: false,
		views: 0,
		startedAt: call.now,
	});
	trimMap(tasks, keptTasks);
	audience.latestToken = token;
	audience.updated = formatDate(call.now);
	return { status: 202, body: { indexing_token: token } };
}

/** Ids without a profile are ignored by Batch; whether `nb_ids` counts them is unknown: here it does. */
function describe(call: Call, audience: Audience, token: string): object {
	const task = call.state.indexing.tasks.get(token);
	return {
		name: audience.name,
		display_name: audience.display_name,
		type: audience.type === 'custom_ids' ? 'CUSTOM_ID' : audience.type,
		nb_ids: audience.members.size,
		indexing_state: task === undefined ? 'APPLIED' : stateOf(call, task),
		created: audience.created,
		updated: audience.updated,
	};
}

function stateOf(call: Call, task: IndexingTask): 'IN_PROGRESS' | 'APPLIED' | 'REPLACED' {
	const { afterViews, afterMilliseconds } = call.state.indexing;
	if (task.replaced) return 'REPLACED';
	const applied = task.views >= afterViews || call.now - task.startedAt >= afterMilliseconds;
	return applied ? 'APPLIED' : 'IN_PROGRESS';
}

import type { Audience, AudienceVersion } from '../entities.ts';
import { indexingState, startIndexing } from '../indexing.ts';
import { pageByOffset } from '../paging.ts';
import { malformed, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	formatPlainDate,
	ofApp,
	requireObjectBody,
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

/** batch-api-1x.md §6 */
const typesOfFirstVersion = ['custom_ids', 'advertising_ids'];
const memberRules: Record<AudienceVersion, MemberRules> = {
	'1.0': { fields: [], attributesMaximum: 0, limitIsKnown: true },
	'1.1': {
		fields: ['attributes', 'tags'],
		attributesMaximum: Number.POSITIVE_INFINITY,
		limitIsKnown: false,
	},
};

/** batch-api-1x.md §6; 1.0 has no page for replacing, so that there is no PUT here either. */
export const customAudienceRoutes: Route[] = [
	...routesOf('1.0'),
	...routesOf('1.1'),
	{
		method: 'PUT',
		family: '1.x',
		path: '/1.1/:appKey/custom-audience/:name',
		countUpdates: countIds,
		handle: (call) => replaceAudience(call, '1.1'),
	},
];

function routesOf(version: AudienceVersion): Route[] {
	const path = `/${version}/:appKey/custom-audience`;
	const one = { family: '1.x', path: `${path}/:name` } as const;
	return [
		// Changes nothing and takes every kind of key, hence good to test a credential.
		{ method: 'GET', family: '1.x', path, handle: (call) => listAudiences(call, version) },
		{ ...one, method: 'POST', handle: (call) => createAudience(call, version) },
		{
			...one,
			method: 'PATCH',
			countUpdates: countIds,
			handle: (call) => updateAudience(call, version),
		},
		{ ...one, method: 'DELETE', withoutBody: true, handle: (call) => deleteAudience(call, version) },
		{ ...one, method: 'GET', handle: (call) => viewAudience(call, version) },
	];
}

/** 200 and an empty object in 1.0; the body of 1.1 is unknown, and taken as a description alone. */
function createAudience(call: Call, version: AudienceVersion): Answer {
	const body = requireObjectBody(call);
	const { name } = call.parameters;
	checkAudienceName(name);
	warnOfUnknownFields(call, body, ['type', 'description']);
	const type = readType(call, body, version);
	const { description } = body;
	// That optional texts are left out when empty is inferred from a client (batch-api-1x.md §1.1).
	if (description !== undefined && (typeof description !== 'string' || description === '')) {
		throw malformed("'description' must be a text");
	}
	const audiences = ofApp(call, call.state.customAudiences)[version];
	// What Batch answers for a second one of that name is unknown.
	if (audiences.has(name)) throw malformed(`there already is an audience '${name}'`);
	const date = formatPlainDate(call.now);
	const audience: Audience = {
		...{ name, type, description: description ?? '', members: new Map() },
		...{ created: date, updated: date, latestToken: '' },
	};
	// The newest comes first in the list.
	ofApp(call, call.state.customAudiences)[version] = new Map([[name, audience], ...audiences]);
	call.tell('audience', name, 'created');
	return { status: 200, body: {} };
}

function updateAudience(call: Call, version: AudienceVersion): Answer {
	const audience = findAudience(call, version);
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['type', 'ids']);
	// That the type must be the audience's own is not said; anything else would be a mistake.
	if (version === '1.0' && readType(call, body, version) !== audience.type) {
		throw malformed(`'type' must be '${audience.type}', as the audience's`);
	}
	if (version === '1.1' && body.type !== undefined) readType(call, body, version);
	const changes = readUpdates(call, body, memberRules[version]);
	return accept(call, audience, `${changes.length} changes`, () =>
		applyUpdates(audience.members, changes),
	);
}

function replaceAudience(call: Call, version: AudienceVersion): Answer {
	const audience = findAudience(call, version);
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['ids']);
	const members = readReplacement(call, body, memberRules[version]);
	const carryOut = () => {
		audience.members = members;
	};
	return accept(call, audience, `replaced by ${members.size}`, carryOut, true);
}

function deleteAudience(call: Call, version: AudienceVersion): Answer {
	const { name } = findAudience(call, version);
	ofApp(call, call.state.customAudiences)[version].delete(name);
	call.tell('audience', name, 'deleted');
	return { status: 200, body: {} };
}

function listAudiences(call: Call, version: AudienceVersion): Answer {
	const all = [...ofApp(call, call.state.customAudiences)[version].values()];
	return { status: 200, body: { custom_audiences: pageByOffset(all, call.query).map(describe) } };
}

/**
 * Without a token the state of the latest change. There are two states only, so that a change that was
 * replaced is called APPLIED; a foreign token is answered 404, which is the sandbox's choice.
 */
function viewAudience(call: Call, version: AudienceVersion): Answer {
	const audience = findAudience(call, version);
	const { indexing } = call.state;
	const token = call.query.get('indexing_token') ?? audience.latestToken;
	const task = indexing.tasks.get(token);
	if (task?.target !== audience && token !== '') throw notFound('no such indexing token');
	const state = task === undefined ? 'APPLIED' : indexingState(indexing, task, call.now);
	if (task !== undefined) task.views += 1;
	return {
		status: 200,
		body: { ...describe(audience), indexing_state: state === 'REPLACED' ? 'APPLIED' : state },
	};
}

/** 1.0 needs one of two; 1.1 knows installations alone, and notes what else is sent (batch-api-1x.md §14). */
function readType(call: Call, body: Attributes, version: AudienceVersion): string {
	if (version === '1.1') {
		if (body.type !== undefined) call.warn("'type' is not a field of 1.1");
		return 'install_ids';
	}
	const type = requireText(body, 'type');
	if (!typesOfFirstVersion.includes(type)) {
		throw malformed(`'type' must be one of ${typesOfFirstVersion.join(', ')}`);
	}
	return type;
}

function findAudience(call: Call, version: AudienceVersion): Audience {
	const { name } = call.parameters;
	const audience = ofApp(call, call.state.customAudiences)[version].get(name);
	if (audience === undefined) throw notFound(`there is no audience '${name}'`);
	return audience;
}

/** A token, documented; its status is unknown: 202 here, as in 2.x. */
function accept(
	call: Call,
	audience: Audience,
	what: string,
	carryOut: () => void,
	replaces = false,
): Answer {
	const change = { target: audience, replaces, carryOut };
	audience.latestToken = startIndexing(call.state.indexing, change, call.now);
	audience.updated = formatPlainDate(call.now);
	call.tell('audience', audience.name, `${what} · ${audience.members.size} members`);
	return { status: 202, body: { indexing_token: audience.latestToken } };
}

function describe({ name, type, description, members, created, updated }: Audience): object {
	return { name, type, description, nb_ids: members.size, created, updated };
}

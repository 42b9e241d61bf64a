import { randomUUID } from 'node:crypto';
import type { ExportPart, ExportRequest } from '../entities.ts';
import { cutIntoParts } from '../export-files.ts';
import { advanceExport, startExport } from '../exporting.ts';
import { pageByCursor } from '../paging.ts';
import { otherProjectRoutes, segmentExports } from '../rate-limits.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	formatDate,
	requireObjectBody,
	requireQuery,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import { isObject, isStringList, parseRfc3339 } from '../rules/values.ts';
import type { Attributes } from '../state.ts';

/** batch-api-2x.md §3.4 */
const lookbackMilliseconds = 90 * 24 * 60 * 60 * 1000;
const attributeIdentifiers = ['custom_id', 'installation_ids'];
const reachabilityChannels = ['email', 'push', 'sms'];

export const exportRoutes: Route[] = [
	{
		method: 'POST',
		family: '2.x',
		path: '/2.x/profiles/export',
		ownRateLimit: true,
		handle: createExport,
	},
	{ method: 'GET', family: '2.x', path: '/2.x/exports/view', handle: viewExport },
	{ method: 'GET', family: '2.x', path: '/2.x/exports/list', handle: listExports },
	{ method: 'GET', family: '2.x', path: '/2.x/exports/download', handle: redirectToFile },
	// Where the 307 leads. In reality this is a storage provider's address.
	{ method: 'GET', family: 'file', path: '/signed-files/:fileId', handle: downloadFile },
];

function createExport(call: Call): Answer {
	const request = requireObjectBody(call);
	checkExportRequest(request, call.now);
	const fields = { ATTRIBUTES: ['attributes'], EVENTS: ['events', 'from', 'to'] };
	const own = fields[request.export_type as keyof typeof fields] ?? ['channels', 'from', 'to'];
	warnOfUnknownFields(call, request, ['export_type', 'identifiers', 'filter', ...own]);
	if (isObject(request.filter)) warnOfUnknownFields(call, request.filter, ['segment']);
	const bySegment = isObject(request.filter) && request.filter.segment !== undefined;
	call.spend(bySegment ? segmentExports : otherProjectRoutes, 1);

	const id = `export_${randomUUID().replaceAll('-', '')}`;
	startExport(call, { id, request });
	call.tell('data', `Export of ${String(request.export_type)}`, id);
	return { status: 202, body: { id } };
}

/** The three kinds of body (batch-api-2x.md §3.4). */
function checkExportRequest(request: Attributes, now: number): void {
	const type = requireText(request, 'export_type');
	if (request.filter !== undefined && !isObject(request.filter)) {
		throw malformed("'filter' must be an object");
	}
	if (isObject(request.filter) && request.filter.segment !== undefined) {
		requireText(request.filter, 'segment');
	}
	if (type === 'ATTRIBUTES') checkAttributeExport(request);
	else if (type === 'EVENTS') {
		checkPeriod(request, now);
		requireTexts(request, 'events');
		// Identifiers of this kind are not fully listed, so any text passes.
		if (request.identifiers !== undefined) requireTexts(request, 'identifiers');
	} else if (type === 'REACHABILITY') {
		checkPeriod(request, now);
		requireTexts(request, 'channels', reachabilityChannels);
	} else {
		throw malformed("'export_type' must be ATTRIBUTES, EVENTS or REACHABILITY");
	}
}

function checkAttributeExport(request: Attributes): void {
	if (request.attributes === undefined && request.identifiers === undefined) {
		throw missing("'attributes' or 'identifiers' is needed");
	}
	if (request.attributes !== undefined) requireTexts(request, 'attributes');
	if (request.identifiers !== undefined) requireTexts(request, 'identifiers', attributeIdentifiers);
}

function requireTexts(request: Attributes, name: string, allowed?: string[]): void {
	const value = request[name];
	if (value === undefined) throw missing(`'${name}' is missing`);
	if (!isStringList(value) || value.length === 0 || value.includes('')) {
		throw malformed(`'${name}' must be an array of at least one text`);
	}
	if (allowed !== undefined && value.some((item) => !allowed.includes(item))) {
		throw malformed(`'${name}' must only have ${allowed.join(', ')}`);
	}
}

function checkPeriod(request: Attributes, now: number): void {
	const from = parseRfc3339(requireText(request, 'from'));
	const toText = requireText(request, 'to');
	const to = toText === 'now' ? now : parseRfc3339(toText);
	if (Number.isNaN(from) || Number.isNaN(to)) throw malformed("'from' and 'to' must be RFC 3339");
	if (from < now - lookbackMilliseconds) throw malformed("'from' must not be older than 90 days");
	if (from > to) throw malformed("'from' must not be later than 'to'");
}

function viewExport(call: Call): Answer {
	const id = requireQuery(call, 'id');
	const found = call.state.exports.get(id);
	if (found === undefined || found.platform !== undefined) throw notFound('there is no such export');
	found.views += 1;
	return { status: 200, body: describeExport(call, found) };
}

/** The order is not documented; newest first here. */
function listExports(call: Call): Answer {
	const ofProject = [...call.state.exports.values()].filter((it) => it.platform === undefined);
	const newestFirst = ofProject.reverse();
	const { items, page } = pageByCursor(newestFirst, call.query);
	return { status: 200, body: { exports: items.map((it) => describeExport(call, it)), ...page } };
}

/** CREATED → PENDING → RUNNING → SUCCESS or ERROR; files at SUCCESS only (batch-api-2x.md §7.1). */
function describeExport(call: Call, found: ExportRequest): object {
	const status = advanceExport(call, found, ['CREATED', 'PENDING', 'RUNNING'], () =>
		makeParts(call, found.request),
	);
	return {
		id: found.id,
		request_date: formatDate(found.requestedAt),
		start_date: found.startedAt === undefined ? null : formatDate(found.startedAt),
		completion_date: found.completedAt === undefined ? null : formatDate(found.completedAt),
		scope: scopeOf(found.request),
		status,
		request: found.request,
		files: status === 'SUCCESS' ? found.parts.map((part) => describePart(call, part)) : [],
	};
}

/** Only PROFILE_ATTRIBUTES is documented; the other two names are made up alike. */
function scopeOf(request: Attributes): string {
	return `PROFILE_${String(request.export_type)}`;
}

/** `url` is the download route itself, which needs the two Batch headers (batch-api-2x.md §7.1). */
function describePart(call: Call, part: ExportPart): object {
	const origin = `http://${call.headers.host ?? '127.0.0.1'}`;
	return {
		id: part.id,
		part: part.part,
		size: part.size,
		url: `${origin}/2.11/exports/download?id=${part.id}`,
	};
}

/**
 * Newline-delimited JSON, one line a profile (batch-api-2x.md §3.4). The shape of EVENTS and
 * REACHABILITY lines is unknown, so those files are empty. Segments have no members here: an
 * export by segment holds every profile.
 */
function makeParts(call: Call, request: Attributes): ExportPart[] {
	const { exporting, profiles } = call.state;
	if (request.export_type !== 'ATTRIBUTES') {
		return cutIntoParts([], '', { ...exporting, sampleLines: 0 });
	}
	const names = isStringList(request.attributes) ? request.attributes : [];
	const line = (customId: string, attributes: Attributes) =>
		JSON.stringify({ identifiers: { custom_id: customId }, attributes });
	const real = [...profiles].map(([customId, profile]) =>
		line(customId, Object.fromEntries(names.flatMap((name) => pick(profile.attributes, name)))),
	);
	const sample = line('sample-#', Object.fromEntries(names.map((name) => [name, 'sample'])));
	return cutIntoParts(real, sample, exporting);
}

/** An attribute is asked for by its bare name, and kept with its `date()` or `url()` wrapper. */
function pick(attributes: Attributes, name: string): Array<[string, unknown]> {
	const key = [name, `date(${name})`, `url(${name})`].find((it) => it in attributes);
	return key === undefined ? [] : [[key, attributes[key]]];
}

function redirectToFile(call: Call): Answer {
	const id = requireQuery(call, 'id');
	if (findPart(call, id) === undefined) throw notFound('there is no such file');
	return { status: 307, headers: { location: call.links.sign(id, call.now) } };
}

function findPart(call: Call, id: string): ExportPart | undefined {
	for (const { parts } of call.state.exports.values()) {
		const part = parts.find((it) => it.id === id);
		if (part !== undefined) return part;
	}
	return undefined;
}

/** What a storage provider does: it knows the signature only, and a second credential is an error. */
function downloadFile(call: Call): Answer {
	const forwarded = ['authorization', 'x-authorization', 'x-batch-project'].filter(
		(name) => call.headers[name] !== undefined,
	);
	if (forwarded.length > 0) {
		const message = `credentials were forwarded to a signed link: ${forwarded.join(', ')}`;
		call.violate(message);
		return { status: 400, text: message };
	}
	const { fileId } = call.parameters;
	const problem = call.links.problem(fileId, call.query, call.now);
	if (problem !== undefined) return { status: 403, text: problem };
	const file = call.state.files.get(fileId);
	const part = findPart(call, fileId);
	// The content type of the real files is unknown.
	const headers = { 'content-type': 'application/octet-stream' };
	if (file !== undefined) return { status: 200, text: file, headers };
	if (part !== undefined) return { status: 200, stream: part, headers };
	return { status: 404, text: 'there is no such file' };
}

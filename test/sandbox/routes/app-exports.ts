import { randomUUID } from 'node:crypto';
import type { ExportPart, ExportRequest } from '../entities.ts';
import { textPart } from '../export-files.ts';
import { advanceExport, startExport } from '../exporting.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	formatPlainDate,
	ofApp,
	requireObjectBody,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import { isStringList, parsePlainUtc } from '../rules/values.ts';
import type { Attributes } from '../state.ts';

/** batch-api-1x.md §9.1 */
const eventNames: Record<string, string> = {
	push_sent: 'push_sent',
	// Asked for under one name, written under another.
	push_open: 'push_opened',
	push_error: 'push_error',
};
const idNames = ['install_id', 'custom_id', 'advertising_id'];
const dayInMilliseconds = 24 * 60 * 60 * 1000;
const lookbackMilliseconds = 90 * dayInMilliseconds;
const fileLifeMilliseconds = 30 * dayInMilliseconds;
const listMaximum = 1_000;
/** The sandbox's own: so many lines for each event asked for. */
const linesPerEvent = 3;

/** Exports of in-app campaigns and of the user base exist, but their routes are unknown. */
export const appExportRoutes: Route[] = [
	...(['ids', 'events'] as const).map(
		(kind): Route => ({
			method: 'POST',
			family: '1.x',
			path: `/1.0/:appKey/export/campaign/:token/${kind}`,
			handle: (call) => createExport(call, kind),
		}),
	),
	{
		method: 'GET',
		family: '1.x',
		path: '/1.0/:appKey/export/request/:id',
		liveKeyOnly: true,
		handle: viewExport,
	},
	{ method: 'GET', family: '1.x', path: '/1.0/:appKey/export/requests', handle: listExports },
	// Where `file_url` leads is unknown but for this: it takes the REST key and redirects.
	{ method: 'GET', family: 'app-file', path: '/export-files/:id', handle: redirectToFile },
];

/** Status and body are unknown: 200 and the id here. */
function createExport(call: Call, kind: 'ids' | 'events'): Answer {
	const request = requireObjectBody(call);
	warnOfUnknownFields(call, request, ['from', 'to', 'events', 'ids']);
	checkRequest(request, call.now);
	const { token } = call.parameters;
	const known = ofApp(call, call.state.campaigns).some((it) => it.campaign_token === token);
	if (!known) throw notFound(`there is no campaign '${token}'`);
	const uri = `campaign/${token}/${kind}`;
	const { id } = startExport(call, { id: randomUUID(), platform: call.platform, uri, request });
	call.tell('data', `Export of ${uri}`, id);
	return { status: 200, body: { id } };
}

/** All four are required (batch-api-1x.md §14). A `from` beyond the look-back is no error (batch-api-2x.md §15). */
function checkRequest(request: Attributes, now: number): void {
	const from = parsePlainUtc(requireText(request, 'from'));
	const toText = requireText(request, 'to');
	const to = toText === 'now' ? now : parsePlainUtc(toText);
	if (Number.isNaN(from) || Number.isNaN(to)) {
		throw malformed("'from' and 'to' must be yyyy-MM-ddTHH:mm:ss");
	}
	if (from > to) throw malformed("'from' must not be later than 'to'");
	requireTexts(request, 'events', Object.keys(eventNames));
	requireTexts(request, 'ids', idNames);
}

function requireTexts(request: Attributes, name: string, allowed: string[]): void {
	const value = request[name];
	if (value === undefined) throw missing(`'${name}' is missing`);
	if (!isStringList(value) || value.length === 0 || value.some((it) => !allowed.includes(it))) {
		throw malformed(`'${name}' must be an array of ${allowed.join(', ')}`);
	}
}

function viewExport(call: Call): Answer {
	const found = call.state.exports.get(call.parameters.id);
	if (found === undefined || found.platform !== call.platform) {
		throw notFound('there is no such export');
	}
	found.views += 1;
	return { status: 200, body: describe(call, found) };
}

/** Newest first; that it is a bare array, as the list of privacy requests, is the sandbox's choice. */
function listExports(call: Call): Answer {
	const ofThisApp = [...call.state.exports.values()].filter((it) => it.platform === call.platform);
	const newest = ofThisApp.reverse().slice(0, listMaximum);
	return { status: 200, body: newest.map((found) => describe(call, found)) };
}

function describe(call: Call, found: ExportRequest): object {
	const step = advanceExport(call, found, ['CREATED', 'PENDING'], () => [writePart(call, found)]);
	const age = call.now - (found.completedAt ?? call.now);
	const status = step === 'SUCCESS' && age > fileLifeMilliseconds ? 'EXPIRED' : step;
	const done = found.completedAt !== undefined;
	return {
		id: found.id,
		uri: found.uri,
		request_date: formatPlainDate(found.requestedAt),
		completion_date: done ? formatPlainDate(found.completedAt ?? 0) : null,
		status,
		request: found.request,
		...(status === 'SUCCESS' ? { file_url: `${originOf(call)}/export-files/${found.id}` } : {}),
		...(status === 'ERROR' ? { error_msg: 'the export failed' } : {}),
	};
}

function originOf(call: Call): string {
	return `http://${call.headers.host ?? '127.0.0.1'}`;
}

/**
 * Semicolons, a header line, a line an event (batch-api-1x.md §9.1). The columns of `events` exports are
 * unknown, so those files are empty. Everything happens now, so that a period that has ended before, or
 * is older than the look-back, has the header alone.
 */
function writePart(call: Call, found: ExportRequest): ExportPart {
	const { events, ids, to } = found.request;
	const columns = idNames.filter((name) => (ids as string[]).includes(name));
	const end = to === 'now' ? found.requestedAt : parsePlainUtc(to);
	const lines = [[...columns, 'event_type'].join(';')];
	for (const event of end < call.now - lookbackMilliseconds ? [] : (events as string[])) {
		for (let line = 1; line <= linesPerEvent; line++) {
			lines.push([...columns.map((name) => `${name}-${line}`), eventNames[event]].join(';'));
		}
	}
	const unknown = found.uri?.endsWith('/events') === true;
	return textPart(found.id, unknown ? '' : `${lines.join('\n')}\n`);
}

/** 302 to a link that lives 20 minutes (batch-api-1x.md §9.1). */
function redirectToFile(call: Call): Answer {
	const found = call.state.exports.get(call.parameters.id);
	if (found === undefined || found.parts.length === 0) throw notFound('there is no such file');
	return { status: 302, headers: { location: call.links.sign(found.id, call.now) } };
}

import type { AppTable } from '../entities.ts';
import { pageByOffset } from '../paging.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { formatPlainDate, ofApp, requireObjectBody, warnOfUnknownFields } from '../route.ts';
import { isObject } from '../rules/values.ts';

/** batch-api-1x.md §9.2 */
const tableNamePattern = /^[A-Za-z0-9_-]+$/;
const valuesMaximum = 10_000;

const path = '/1.0/:appKey/app-data';

/** Reading one table was not found. */
export const appDataRoutes: Route[] = [
	{ method: 'POST', family: '1.x', path: `${path}/:table`, handle: createTable },
	{
		method: 'PATCH',
		family: '1.x',
		path: `${path}/:table`,
		countUpdates: (body) =>
			isObject(body) && isObject(body.values) ? Object.keys(body.values).length : 0,
		handle: writeValues,
	},
	{
		method: 'DELETE',
		family: '1.x',
		path: `${path}/:table`,
		withoutBody: true,
		handle: deleteTable,
	},
	{
		method: 'GET',
		family: '1.x',
		path,
		handle(call) {
			// Newest first, as every list of 1.x (batch-api-1x.md §10.6).
			const tables = [...ofApp(call, call.state.appData).values()].reverse();
			return { status: 200, body: { app_data: pageByOffset(tables, call.query).map(describe) } };
		},
	},
];

/** Status and body are unknown: 200 and an empty object here. The unit of `time_to_live` is unknown, too. */
function createTable(call: Call): Answer {
	const { table: name } = call.parameters;
	if (!tableNamePattern.test(name)) throw malformed('the name must be of A-Z, a-z, 0-9, _ and -');
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['description', 'time_to_live']);
	const { description, time_to_live: life } = body;
	// That optional texts are left out when empty is inferred from a client (batch-api-1x.md §1.1).
	if (description !== undefined && (typeof description !== 'string' || description === '')) {
		throw malformed("'description' must be a text");
	}
	if (life !== undefined && !(Number.isInteger(life) && Number(life) > 0)) {
		throw malformed("'time_to_live' must be a positive integer");
	}
	const tables = ofApp(call, call.state.appData);
	// What Batch answers for a name that is taken is unknown.
	if (tables.has(name)) throw malformed(`there already is a table '${name}'`);
	const date = formatPlainDate(call.now);
	tables.set(name, {
		...{ name, description: description ?? '', values: new Map() },
		...{ created: date, updated: date },
	});
	call.tell('data', `App data ${name}`, 'created');
	return { status: 200, body: {} };
}

/** 202 and an empty object. That at least one value is needed is the sandbox's choice. */
function writeValues(call: Call): Answer {
	const table = findTable(call);
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['overwrite', 'values']);
	const { overwrite, values } = body;
	if (overwrite === undefined) throw missing("'overwrite' is missing");
	if (typeof overwrite !== 'boolean') throw malformed("'overwrite' must be a boolean");
	if (values === undefined) throw missing("'values' is missing");
	if (!isObject(values)) throw malformed("'values' must be an object");
	const entries = Object.entries(values);
	if (entries.length === 0 || entries.length > valuesMaximum) {
		throw malformed(`'values' must have 1 to ${valuesMaximum} entries`);
	}
	for (const [key, value] of entries) {
		if (value === null && overwrite) throw malformed(`'${key}' must not be null with 'overwrite'`);
		if (value !== null && typeof value !== 'string') throw malformed(`'${key}' must be a text or null`);
	}
	if (overwrite) table.values.clear();
	for (const [key, value] of entries) {
		if (value === null) table.values.delete(key);
		else table.values.set(key, value as string);
	}
	table.updated = formatPlainDate(call.now);
	call.tell('data', `App data ${table.name}`, `${entries.length} written · ${table.values.size} rows`);
	return { status: 202, body: {} };
}

function deleteTable(call: Call): Answer {
	const { name } = findTable(call);
	ofApp(call, call.state.appData).delete(name);
	call.tell('data', `App data ${name}`, 'deleted');
	return { status: 200 };
}

function findTable(call: Call): AppTable {
	const { table: name } = call.parameters;
	const table = ofApp(call, call.state.appData).get(name);
	if (table === undefined) throw notFound(`there is no table '${name}'`);
	return table;
}

function describe({ name, description, values, created, updated }: AppTable): object {
	let size = 0;
	for (const [key, value] of values) size += Buffer.byteLength(key) + Buffer.byteLength(value);
	return { name, description, nb_rows: values.size, size, created, updated };
}

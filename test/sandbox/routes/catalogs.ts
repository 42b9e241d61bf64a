import type { Catalog } from '../entities.ts';
import { indexingState, startIndexing } from '../indexing.ts';
import { pageByCursor } from '../paging.ts';
import { catalogItems, catalogRequests } from '../rate-limits.ts';
import { malformed, missing, notFound } from '../refusal.ts';
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
	checkFieldCount,
	fieldsMaximum,
	itemAttributeProblem,
	itemsMaximum,
	readField,
	readFieldName,
	requireList,
} from '../rules/catalogs.ts';
import { isObject, parseAttributeKey } from '../rules/values.ts';
import type { Attributes } from '../state.ts';

/** batch-api-2x.md §7.2 */
const catalogsMaximum = 5;
const itemsOfCatalogMaximum = 2_000_000;

const countItems = (body: unknown) => (isObject(body) ? lengthOf(body.items) : 0);

/** Under a limit of their own: 5 requests/s, and 1,000 items/s on one of them (batch-api-2x.md §2.3). */
export const catalogRoutes: Route[] = [
	route('POST', 'create', createCatalog),
	route('POST', 'update', updateCatalog),
	route('POST', 'remove', removeCatalog),
	route('GET', 'list', listCatalogs),
	route('GET', 'view', viewCatalog),
	{ ...route('POST', 'items/edit', editItems), countUpdates: countItems },
];

function route(method: 'GET' | 'POST', path: string, handle: (call: Call) => Answer): Route {
	return {
		method,
		family: '2.x',
		path: `/2.x/catalogs/${path}`,
		ownRateLimit: true,
		handle(call) {
			call.spend(catalogRequests, 1);
			return handle(call);
		},
	};
}

/** The rules for a catalog's name are unknown; so is the error for a name that is taken, or a sixth catalog. */
function createCatalog(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'fields']);
	const name = requireText(body, 'name');
	const fields = requireList(body, 'fields', fieldsMaximum).map(readField);
	for (const field of body.fields as Attributes[]) warnOfUnknownFields(call, field, ['name', 'type']);
	checkFieldCount(fields);
	const { catalogs } = call.state;
	if (catalogs.has(name)) throw malformed(`there already is a catalog '${name}'`);
	if (catalogs.size >= catalogsMaximum) {
		throw malformed(`a project has at most ${catalogsMaximum} catalogs`);
	}
	const date = formatDate(call.now);
	catalogs.set(name, { name, fields, items: new Map(), created: date, updated: date });
	call.tell('data', `Catalog ${name}`, 'created');
	return { status: 201, body: {} };
}

/** Adds and removes fields; what becomes of the values of a removed one is unknown: they stay here. */
function updateCatalog(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'fields']);
	const catalog = findCatalog(call, requireText(body, 'name'));
	let { fields } = catalog;
	requireList(body, 'fields', Number.MAX_SAFE_INTEGER).forEach((field, index) => {
		const name = readFieldName(field, index);
		const { action } = field as Attributes;
		warnOfUnknownFields(call, field as Attributes, ['action', 'name', ...(action === 'add' ? ['type'] : [])]);
		if (action === 'add') fields = [...fields, readField(field, index)];
		else if (action !== 'remove') {
			throw action === undefined
				? missing(`'action' of fields[${index}] is missing`)
				: malformed(`'action' of fields[${index}] must be 'add' or 'remove'`);
		} else if (!fields.some((it) => it.name === name)) {
			throw malformed(`the catalog has no field '${name}'`);
		} else fields = fields.filter((it) => it.name !== name);
	});
	checkFieldCount(fields);
	Object.assign(catalog, { fields, updated: formatDate(call.now) });
	call.tell('data', `Catalog ${catalog.name}`, `${fields.length} fields`);
	return { status: 202, body: {} };
}

/** The status is unknown: 200 here. */
function removeCatalog(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name']);
	const { name } = findCatalog(call, requireText(body, 'name'));
	call.state.catalogs.delete(name);
	call.tell('data', `Catalog ${name}`, 'removed');
	return { status: 200, body: {} };
}

function listCatalogs(call: Call): Answer {
	const { items, page } = pageByCursor([...call.state.catalogs.values()], call.query);
	return { status: 200, body: { catalogs: items.map((catalog) => describe(catalog)), ...page } };
}

/** `indexing_state` only when a token was passed. */
function viewCatalog(call: Call): Answer {
	const catalog = findCatalog(call, requireQuery(call, 'name'));
	const token = call.query.get('indexing_token');
	if (token === null) return { status: 200, body: describe(catalog) };
	const { indexing } = call.state;
	const task = indexing.tasks.get(token);
	// What Batch answers for a foreign token is unknown.
	if (task?.target !== catalog) throw notFound('no such indexing token');
	const indexing_state = indexingState(indexing, task, call.now);
	task.views += 1;
	return { status: 200, body: { ...describe(catalog), indexing_state } };
}

function editItems(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['name', 'items']);
	const catalog = findCatalog(call, requireText(body, 'name'));
	const items = requireList(body, 'items', itemsMaximum);
	const edits = items.map((item, index) => readItem(call, catalog, item, index));
	call.spend(catalogItems, edits.length);
	const added = edits.filter(({ id }) => !catalog.items.has(id)).length;
	if (catalog.items.size + added > itemsOfCatalogMaximum) {
		throw malformed(`a catalog has at most ${itemsOfCatalogMaximum} items`);
	}
	const carryOut = () => {
		for (const { id, attributes } of edits) {
			if (attributes === undefined) catalog.items.delete(id);
			else catalog.items.set(id, attributes);
		}
	};
	const change = { target: catalog, replaces: false, carryOut };
	const token = startIndexing(call.state.indexing, change, call.now);
	catalog.updated = formatDate(call.now);
	call.tell('data', `Catalog ${catalog.name}`, `${edits.length} items edited`);
	return { status: 202, body: { indexing_token: token } };
}

/**
 * Only `add` was seen. The page speaks of updating and removing without spelling them: those two words
 * are taken here, and noted.
 */
function readItem(
	call: Call,
	catalog: Catalog,
	item: unknown,
	index: number,
): { id: string; attributes?: Attributes } {
	if (!isObject(item)) throw malformed(`items[${index}] must be an object`);
	warnOfUnknownFields(call, item, ['id', 'action', 'attributes']);
	const id = requireText(item, 'id');
	const action = requireText(item, 'action');
	if (action === 'update' || action === 'remove') {
		call.warn(`whether '${action}' is how Batch spells it is unknown`);
	} else if (action !== 'add') throw malformed(`'action' of items[${index}] must be 'add'`);
	if (action === 'remove') return { id };
	const { attributes } = item;
	if (attributes === undefined) throw missing(`'attributes' of items[${index}] is missing`);
	if (!isObject(attributes)) throw malformed(`'attributes' of items[${index}] must be an object`);
	for (const [key, value] of Object.entries(attributes)) {
		const problem = itemAttributeProblem(key, value);
		if (problem !== undefined) throw malformed(`'${key}' of items[${index}] ${problem}`);
		const { name } = parseAttributeKey(key);
		if (!catalog.fields.some((field) => field.name === name)) {
			call.warn(`the catalog has no field '${name}'`);
		}
	}
	return { id, attributes };
}

function findCatalog(call: Call, name: string): Catalog {
	const catalog = call.state.catalogs.get(name);
	if (catalog === undefined) throw notFound(`there is no catalog '${name}'`);
	return catalog;
}

/** `size` is what the items would take as JSON; how Batch counts is unknown. */
function describe({ name, fields, items, created, updated }: Catalog): object {
	let size = 0;
	for (const [id, attributes] of items) size += id.length + JSON.stringify(attributes).length;
	return { name, fields, items: items.size, size, created, updated };
}

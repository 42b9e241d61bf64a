import type { INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from '../operation';
import { credentialFields } from './credentials';

/** The node's fields, put together from its operations, so that the editor cannot disagree with what runs. */
export function propertiesOf(resources: readonly Resource[]): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ text }) => text),
			default: 'profile',
		},
		...resources.map(operationField),
		...fieldsOf(resources),
		// Nobody sees them, and n8n settles first what they depend on.
		...credentialFields(resources),
	];
}

/** A field, and the operations in whose forms it stands: names of operations by resource. */
interface Shared {
	readonly key: string;
	readonly field: INodeProperties;
	readonly shownFor: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The fields of all operations. Those of several forms that are the same are one: n8n goes through all of a node's fields
 * several times for every execution, to find which of them show.
 */
function fieldsOf(resources: readonly Resource[]): INodeProperties[] {
	const operationsOf = new Map(resources.map(({ text, operations }) => [text.value, operations.map((operation) => operation.text.value)]));
	let all: readonly Shared[] = [];
	for (const { text, operations } of resources) {
		let ofResource: readonly Shared[] = [];
		for (const operation of operations) {
			const form = withCredentials(operation).map((field): Shared => {
				return { key: JSON.stringify(field), field, shownFor: new Map([[text.value, new Set([operation.text.value])]]) };
			});
			ofResource = woven(ofResource, form, operationsOf);
		}
		all = woven(all, ofResource, operationsOf);
	}
	return all.map(shown);
}

/** Two lists in one, in which each keeps its order. What stands in both is there once, where a condition can say for which operations. */
function woven(first: readonly Shared[], second: readonly Shared[], operationsOf: ReadonlyMap<string, readonly string[]>): readonly Shared[] {
	const list = [...first];
	let place = 0;
	for (const one of second) {
		const found = list.findIndex(({ key, shownFor }, index) => index >= place && key === one.key && canBeSaid(joined(shownFor, one.shownFor), operationsOf));
		if (found === -1) list.splice(place, 0, one);
		else list[found] = { ...one, shownFor: joined(list[found].shownFor, one.shownFor) };
		place = (found === -1 ? place : found) + 1;
	}
	return list;
}

function joined(first: Shared['shownFor'], second: Shared['shownFor']): Map<string, ReadonlySet<string>> {
	const both = new Map(first);
	for (const [resource, operations] of second) both.set(resource, new Set([...(both.get(resource) ?? []), ...operations]));
	return both;
}

/** A condition lists resources and operations, and means every pair of them that there is. */
function canBeSaid(shownFor: Shared['shownFor'], operationsOf: ReadonlyMap<string, readonly string[]>): boolean {
	const named = new Set([...shownFor.values()].flatMap((operations) => [...operations]));
	return [...shownFor].every(([resource, operations]) => operationsOf.get(resource)?.every((operation) => !named.has(operation) || operations.has(operation)));
}

function shown({ field, shownFor }: Shared): INodeProperties {
	const { displayOptions } = field;
	const operation = [...new Set([...shownFor.values()].flatMap((operations) => [...operations]))];
	// n8n looks at one after the other, and most are decided by the first.
	return { ...field, displayOptions: { ...displayOptions, show: { resource: [...shownFor.keys()], operation, ...displayOptions?.show } } };
}

/** Marks the place in the form where credentials are chosen: below the field that decides which. */
const credentialsMark: INodeProperties = { displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' };

function withCredentials({ fields, uses }: Operation): INodeProperties[] {
	const deciding = new Set(['api', ...Object.values(uses).flatMap((show) => Object.keys(show))]);
	const place = fields.findIndex(({ name }) => deciding.has(name)) + 1;
	return [...fields.slice(0, place), credentialsMark, ...fields.slice(place)];
}

/** What a node's tile shows below its name, in the words of the lists: "Create or Update: Profile". */
export function subtitleOf(resources: readonly Resource[]): string {
	const names = Object.fromEntries(
		resources.flatMap(({ text, operations }) =>
			operations.map((operation) => [`${text.value} ${operation.text.value}`, `${operation.text.name}: ${text.name}`]),
		),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + " " + $parameter["operation"]] }}`;
}

function operationField({ text, operations, defaultOperation }: Resource): INodeProperties {
	const { value } = defaultOperation.text;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [text.value] } },
		options: operations.map((operation) => operation.text),
		default: value,
	};
}

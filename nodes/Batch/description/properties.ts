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
		...credentialFields(resources),
		...resources.map(operationField),
		...resources.flatMap(({ text, operations }) =>
			operations.flatMap((operation) =>
				withCredentials(operation).map((field) => shownFor(field, text.value, operation.text.value)),
			),
		),
	];
}

/** As n8n’s `updateDisplayOptions`, without its merging of everything in depth: some thousand fields are made while n8n starts. */
function shownFor(field: INodeProperties, resource: string, operation: string): INodeProperties {
	const { displayOptions } = field;
	return { ...field, displayOptions: { ...displayOptions, show: { ...displayOptions?.show, resource: [resource], operation: [operation] } } };
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

import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { campaignNamesField } from '../shared/rowFile/campaignFields';
import type { Resource } from './operation';

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
		...callsBatchFields(resources),
		...resources.map(operationField),
		...resources.flatMap(({ text, operations }) =>
			operations.flatMap((operation) =>
				updateDisplayOptions(
					{ show: { resource: [text.value], operation: [operation.text.value] } },
					operation.fields,
				),
			),
		),
	];
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

/** The field by which the credential of Batch shows. Nobody sees it. */
export const callsBatchField = 'callsBatch';

/**
 * There in every case in which Batch is called: a resource that does, or names that are looked up. A condition of
 * the credential's own could not say "or", a second entry for the same credential counts for nothing when the node
 * runs, and what is hidden by a choice left at its default is still demanded when a workflow is published.
 */
function callsBatchFields(resources: readonly Resource[]): INodeProperties[] {
	const local = resources.filter(({ operations }) => operations.every(({ shape }) => shape === 'local')).map(({ text }) => text.value);
	const field = { displayName: 'Calls Batch', name: callsBatchField, type: 'hidden', default: true } as const;
	return [
		{ ...field, displayOptions: { hide: { resource: local } } },
		{ ...field, displayOptions: { show: { resource: local, [campaignNamesField.name]: [true] } } },
	];
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

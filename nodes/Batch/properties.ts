import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { campaignNamesField } from '../shared/exportFile/campaignFields';
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
		batchCredentialField(resources),
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

/**
 * The field by which the editor shows the credential of Batch, where nobody chooses: what calls Batch needs it.
 * n8n joins conditions by "and", and checks a workflow that is published without the defaults of its fields, so
 * one condition must do, for the choice of Export File and for all others.
 */
function batchCredentialField(resources: readonly Resource[]): INodeProperties {
	const local = resources.filter(({ operations }) => operations.every(({ shape }) => shape === 'local'));
	return {
		displayName: campaignNamesField.displayName,
		name: campaignNamesField.name,
		type: 'hidden',
		default: true,
		displayOptions: { hide: { resource: local.map(({ text }) => text.value) } },
	};
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

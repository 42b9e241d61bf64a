import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

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

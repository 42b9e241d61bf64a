import type { INodeProperties } from 'n8n-workflow';

import { apiField, platformField } from '../../fields/identity';
import { listFields } from '../../fields/list';
import { writeOptions } from '../../fields/options';

export const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** Shown where pages are followed, under the conditions a field has already. */
function ofPages(field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { ...field.displayOptions?.show, method: ['GET'], followPages: [true] } } };
}

export const rawRequestFields: INodeProperties[] = [
	apiField({
		project: 'Routes of version 2, with the key of the project',
		app: 'Routes of version 1, with the key of the app in the path',
	}),
	{ ...platformField, displayOptions: { show: { api: ['app'] } } },
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		noDataExpression: true,
		options: methods.map((method) => ({ name: method, value: method })),
		default: 'GET',
		description: 'What to do at the address',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. segments/list',
		description: 'The path behind the version, as the documentation of Batch has it. The host and the keys are those of the credential.',
		displayOptions: { show: { api: ['project'] } },
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 1.1/campaigns/list',
		description: 'The path with its version and without the app key. The host and the keys are those of the credential.',
		displayOptions: { show: { api: ['app'] } },
	},
	{
		displayName: 'Query (JSON)',
		name: 'query',
		type: 'json',
		default: '{}',
		description: 'What stands behind the ? of the address, by name',
	},
	{
		displayName: 'Body (JSON)',
		name: 'body',
		type: 'json',
		default: '',
		description: 'What is sent. Empty: nothing.',
		displayOptions: { hide: { method: ['GET'] } },
	},
	{
		displayName: 'Follow Pages',
		name: 'followPages',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether the answer is a list in pages, whose rows are wanted one an item',
		displayOptions: { show: { method: ['GET'] } },
	},
	ofPages({
		displayName: 'Name of the List',
		name: 'listName',
		type: 'string',
		default: '',
		placeholder: 'e.g. segments',
		description: 'Under which name the rows stand in the answer. Empty: the answer is the list itself.',
	}),
	...listFields.map(ofPages),
	{
		displayName: 'May Be Repeated After a Lost Answer',
		name: 'mayBeRepeated',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether Batch may carry the call out twice without harm. Off: when no answer comes, the item says that it may have been delivered.',
		displayOptions: { hide: { method: ['GET'] } },
	},
	writeOptions(),
];

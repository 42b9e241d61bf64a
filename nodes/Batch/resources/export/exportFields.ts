import type { INodeProperties } from 'n8n-workflow';

import { apiField, platformField } from '../../fields/identity';

const ofProject = { show: { api: ['project'] } };
const ofApp = { show: { api: ['app'] } };

/** Which of the two families' exports: what comes out differs, too. */
export const exportApiField = apiField({
	project: 'Attributes, events and reachability of all profiles of the project, as JSON',
	app: 'Who got and opened a push campaign of one app, as CSV; needs the Live key',
});

export const exportPlatformField: INodeProperties = {
	...platformField,
	description: 'The app the export belongs to, called with its app key of the credential',
	displayOptions: ofApp,
};

/** An export of either family. */
export const exportField: INodeProperties = {
	displayName: 'Export',
	name: 'export',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The export, as Create or Create and Wait gave it',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchExports', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. export_0123456789abcdef',
		},
	],
};

export { ofApp, ofProject };

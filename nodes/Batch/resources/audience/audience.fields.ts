import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import type { Show } from '../../operation';
import { apiField, platformField, platformsField } from '../../fields/identity';

const idTypes = [
	{ name: 'Advertising ID', value: 'advertising_ids', description: 'App API 1.0' },
	{ name: 'Custom ID', value: 'custom_ids', description: 'App API 1.0' },
	{ name: 'Installation ID', value: 'install_ids', description: 'App API 1.1' },
];

/** By what the members are named: in the app family the version of the API goes by it (batch-api-1x.md §6). */
export const idTypeField: INodeProperties = {
	displayName: 'ID Type',
	name: 'idType',
	type: 'options',
	noDataExpression: true,
	default: 'custom_ids',
	options: idTypes,
	description: 'What the members of the audience are named by',
	displayOptions: { show: { api: ['app'] } },
};

const audienceApiField = apiField({
	project: 'Audiences of the project, for its campaigns on all platforms',
	app: 'Audiences of one app each, for campaigns of that app',
});

const onlyInApp = (field: INodeProperties, show: Show = {}): INodeProperties => ({ ...field, displayOptions: { show: { api: ['app'], ...show } } });

/** Family, kind of id, and one app. */
export const scopeFields: INodeProperties[] = [audienceApiField, idTypeField, onlyInApp(platformField)];

/** The same, where a custom id means one person in every app; other ids belong to one. */
export const manyAppsFields: INodeProperties[] = [
	audienceApiField,
	idTypeField,
	onlyInApp(platformsField, { idType: ['custom_ids'] }),
	onlyInApp(platformField, { idType: ['advertising_ids', 'install_ids'] }),
];

/** Chosen from the audiences of the family, the app and the kind of id that are chosen above. */
export const audienceField: INodeProperties = {
	displayName: 'Audience',
	name: 'audience',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The audience, as its name reads in the API. Names tell upper and lower case apart.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchAudiences', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. vip_readers' },
	],
};

/** @param show when replacing leaves what is documented */
export function replacingNotice(show: Show): INodeProperties {
	return {
		displayName:
			'In the app API only version 1.1 can replace, and its documentation speaks of installation IDs alone. Other IDs are sent there with their type, as one vendor does; Batch may refuse them.',
		name: 'idTypeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { api: ['app'], ...show } },
	};
}

/** Fields that exist where members may have attributes: in the project family, and in the app family's 1.1. */
export function whereMembersHaveAttributes(fields: INodeProperties[]): INodeProperties[] {
	const inProject = { show: { api: ['project'] } };
	const inFirstVersion = { show: { api: ['app'], idType: ['install_ids'] } };
	return [inProject, inFirstVersion].flatMap((shown) => fields.map((field) => ({ ...updateDisplayOptions(shown, [field])[0] })));
}

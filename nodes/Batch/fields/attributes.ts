import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Limit } from '../../shared/batch/contract/limit';
import { projectNameRule } from '../../shared/batch/contract/projectContract';
import { fileField } from '../../shared/rowFile/fileMark';

const scalarTypes: INodePropertyOptions[] = [
	{ name: 'Boolean', value: 'boolean' },
	{ name: 'Date', value: 'date', description: 'A time without an offset is read in the time zone of the workflow' },
	{ name: 'Integer', value: 'integer' },
	{ name: 'Number', value: 'number' },
	{ name: 'Text', value: 'text' },
	{ name: 'Text List', value: 'textList', description: 'Replaces the whole list' },
	{ name: 'URL', value: 'url' },
];

const editTypes: INodePropertyOptions[] = [
	{ name: 'Add to List', value: 'addToList' },
	{ name: 'Delete', value: 'delete' },
	{ name: 'Delete List', value: 'deleteList' },
	{ name: 'Remove From List', value: 'removeFromList' },
];

const valueField = (type: string, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { type: type.split(' ') } },
});

const texts = (limit: Limit) => `Up to ${limit.value} ${limit.unit}`;

interface AttributeFieldsOptions {
	readonly owner: 'profile' | 'event';
	readonly text: Limit;
	readonly url: Limit;
}

/** The list of typed attributes that is filled in by hand. */
export function attributeList({ owner, text, url }: AttributeFieldsOptions): INodeProperties {
	return {
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Attribute',
		default: {},
		options: [
			{
				displayName: 'Attribute',
				name: 'attribute',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. plan',
						description: `The name ${projectNameRule.words}`,
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'text',
						options: owner === 'profile' ? [...scalarTypes, ...editTypes].sort(byName) : scalarTypes,
					},
					valueField('text', {
						displayName: 'Text',
						name: 'text',
						type: 'string',
						default: '',
						description: texts(text),
					}),
					valueField('integer number', { displayName: 'Number', name: 'number', type: 'number', default: 0 }),
					valueField('boolean', {
						displayName: 'True or False',
						name: 'boolean',
						type: 'boolean',
						default: true,
						description: 'Whether the attribute is true',
					}),
					valueField('date', { displayName: 'Date', name: 'date', type: 'dateTime', default: '' }),
					valueField('url', {
						displayName: 'URL',
						name: 'url',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com/me.png',
						description: texts(url),
					}),
					valueField('textList addToList removeFromList', {
						displayName: 'Texts',
						name: 'texts',
						type: 'string',
						default: '',
						placeholder: 'e.g. wine, cheese',
						description: 'Separated by commas, or an expression that gives a list',
					}),
				],
			},
		],
	};
}

function byName(first: INodePropertyOptions, second: INodePropertyOptions): number {
	return first.name.localeCompare(second.name);
}

/** The ways to fill in attributes; an operation adds its own. */
export const attributeSources: INodePropertyOptions[] = [
	{
		name: 'All Incoming Fields',
		value: 'incoming',
		description: 'Every field of the item becomes an attribute; types are inferred and shown in the output',
	},
	{ name: 'Fields Below', value: 'fields', description: 'Choose names, types and values' },
	{ name: 'JSON', value: 'json', description: 'Attributes in the notation of the Batch documentation' },
];

/** How the attributes of a profile are filled in. */
export const attributesFromField: INodeProperties = {
	displayName: 'Attributes From',
	name: 'attributesFrom',
	type: 'options',
	noDataExpression: true,
	default: 'fields',
	options: attributeSources,
	description: 'How to fill in the attributes',
};

const inference =
	'Texts like 2026-01-10 or 2026-01-10T09:30:00Z become dates, http and https addresses become URLs, everything else keeps its type. The output lists what was inferred. Names must be lowercase letters, digits and underscores';

const incomingRules = {
	profile: `${inference}; names starting with $ are native attributes of Batch.`,
	event: `${inference}.`,
};

const emptyFieldChoices: INodePropertyOptions[] = [
	{ name: 'Delete the Attribute', value: 'delete', description: 'Nothing of it stays on the profile' },
	{ name: 'Leave Out', value: 'leaveOut', description: 'The output lists them' },
	{ name: 'Refuse the Row', value: 'refuse', description: 'The row says why' },
];

// Beside the field and not in it: the linter would write the "url" of Batch's notation in capitals.
const jsonNotation = {
	profile:
		'An object of names and values: date(name) for dates, url(name) for URLs, {"$add": [], "$remove": []} to edit a list, null to delete',
	event: 'An object of names and values: date(name) for dates, url(name) for URLs',
};

/** What belongs to "All Incoming Fields" and to "JSON", shown when `source` (the name of the choosing field) says so. */
export function attributeSourceFields(source: string, owner: 'profile' | 'event' = 'profile'): INodeProperties[] {
	const only = (value: string) => ({ show: { [source]: [value] } });
	return [
		{
			displayName: incomingRules[owner],
			name: 'incomingNotice',
			type: 'notice',
			default: '',
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Fields to Leave Out',
			name: 'fieldsToLeaveOut',
			type: 'string',
			default: 'custom_id',
			placeholder: 'e.g. custom_id, updated_at',
			description: `Names of fields that do not become attributes, separated by commas. The origin of a file’s row, ${fileField}, never becomes one.`,
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Empty Fields',
			name: 'emptyFields',
			type: 'options',
			default: 'leaveOut',
			// An attribute of an event cannot be deleted.
			options: emptyFieldChoices.filter(({ value }) => owner === 'profile' || value !== 'delete'),
			description: 'What to do with fields that are null or an empty text',
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Attributes (JSON)',
			name: 'attributesJson',
			type: 'json',
			default: '{\n  "plan": "gold",\n  "points": 120,\n  "date(renewal)": "2026-01-10T09:30:00Z"\n}',
			description: jsonNotation[owner],
			displayOptions: only('json'),
		},
	];
}

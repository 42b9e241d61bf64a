import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { AttributeOwner } from '../../shared/batch/contract/attributeRules';
import type { Limit, NameRule } from '../../shared/batch/contract/limit';
import { projectNameRule } from '../../shared/batch/contract/projectContract';
import type { Family } from '../../shared/batch/family';
import { valueKinds } from '../../shared/batch/values/table';
import { fileField } from '../../shared/rowFile/fileMark';
import { alphabetically, grouped } from '../../shared/words';

const scalarTypes: INodePropertyOptions[] = [
	{ name: 'Boolean', value: 'boolean' },
	{ name: 'Date', value: 'date', description: 'A time without an offset is read in the time zone of the workflow' },
	{ name: 'Integer', value: 'integer' },
	{ name: 'Number', value: 'number' },
	{ name: 'Text', value: 'text' },
	{ name: 'Text List', value: 'textList' },
	{ name: 'URL', value: 'url' },
];

/** Only of a profile there is a list before. */
const profileTypes: INodePropertyOptions[] = [
	...scalarTypes.map((type) => (type.value === 'textList' ? { ...type, description: 'Replaces the whole list' } : type)),
	{ name: 'Add to List', value: 'addToList' },
	{ name: 'Delete', value: 'delete', description: 'Nothing of the attribute stays at Batch' },
	{ name: 'Delete List', value: 'deleteList', description: 'The same of an attribute that is a list' },
	{ name: 'Remove From List', value: 'removeFromList' },
];

const valueField = (type: string, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { type: type.split(' ') } },
});

const texts = (limit: Limit) => `Up to ${grouped(limit.value)} ${limit.unit}`;

interface AttributeFieldsOptions {
	readonly owner: AttributeOwner;
	readonly name?: Pick<NameRule, 'words'>;
	readonly text: Limit;
	readonly url: Limit;
}

/** The list of typed attributes that is filled in by hand. */
export function attributeList({ owner, name = projectNameRule, text, url }: AttributeFieldsOptions): INodeProperties {
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
						description: `The name ${name.words}`,
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'text',
						options: owner === 'profile' ? profileTypes.sort(byName) : scalarTypes,
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
						description: `Whether the attribute is true. From an expression: ${valueKinds.boolean.taken}.`,
					}),
					valueField('date', {
						displayName: 'Date',
						name: 'date',
						type: 'dateTime',
						default: '',
						description: valueKinds.time.taken,
					}),
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
						description: valueKinds.textList.taken,
					}),
				],
			},
		],
	};
}

function byName(first: INodePropertyOptions, second: INodePropertyOptions): number {
	return alphabetically(first.name, second.name);
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
	'A field whose values are all dates (2026-01-10, 2026-01-10T09:30:00Z) becomes a date, one whose values are all http or https addresses a URL; where values of different types meet, it becomes a text. The first row of the output lists what was decided.';

const idOf = (owner: AttributeOwner) => (owner === 'audienceMember' ? 'Member ID' : 'Custom ID');

function incomingRules(owner: AttributeOwner, family: Family): string {
	const rules = `${inference} The field used as the ${idOf(owner)} is left out.`;
	return owner === 'profile' && family === 'project' ? `${rules} Names starting with $ are native attributes of Batch.` : rules;
}

/** Whose fields may be empty: what has attributes at Batch, and items of catalogs. */
type EmptyFieldsOwner = AttributeOwner | 'item';

/** Only a profile keeps what an update does not name. */
const withoutThem: Readonly<Record<EmptyFieldsOwner, string>> = {
	profile: 'What Batch holds stays as it is',
	event: 'The event is sent without them',
	audienceMember: 'The member is sent without them',
	item: 'The item is sent without them',
};

const emptyFieldChoices = (owner: EmptyFieldsOwner): INodePropertyOptions[] => [
	{ name: 'Delete at Batch', value: 'delete', description: 'Nothing of the attribute stays on the profile' },
	{ name: 'Leave Out', value: 'leaveOut', description: `${withoutThem[owner]}; the output lists them` },
	{ name: 'Refuse', value: 'refuse', description: 'The row is not sent and says why' },
];

/** What becomes of empty fields, for the sources that map fields. */
export function emptyFieldsField(owner: EmptyFieldsOwner, displayOptions: INodeProperties['displayOptions']): INodeProperties {
	return {
		displayName: 'Empty Fields',
		name: 'emptyFields',
		type: 'options',
		default: 'leaveOut',
		// Only a profile keeps what an update does not name, so only there is something to delete.
		options: emptyFieldChoices(owner).filter(({ value }) => owner === 'profile' || value !== 'delete'),
		description: 'What to do with fields that hold nothing: undefined, null, an empty or blank text, an empty list',
		displayOptions,
	};
}

// Beside the field and not in it: the linter would write the "url" of Batch's notation in capitals.
const jsonNotation: Readonly<Record<AttributeOwner, string>> = {
	profile:
		'An object of names and values: date(name) for dates, url(name) for URLs, {"$add": [], "$remove": []} to edit a list, null to delete. Example: {"plan": "gold", "date(renewal)": "2026-01-10T09:30:00Z"}.',
	event:
		'An object of names and values: date(name) for dates, url(name) for URLs, $label and $tags. Example: {"amount": 39.9, "$tags": ["sale"]}.',
	audienceMember: 'An object of names and values: date(name) for dates, url(name) for URLs. Example: {"score": 7}.',
};

/** What belongs to the sources of attributes, shown when `source` (the name of the choosing field) says so. */
export function attributeSourceFields(source: string, owner: AttributeOwner = 'profile', family: Family = 'project'): INodeProperties[] {
	const only = (...values: string[]) => ({ show: { [source]: values } });
	return [
		{
			displayName: incomingRules(owner, family),
			name: 'incomingNotice',
			type: 'notice',
			default: '',
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Fields to Leave Out',
			name: 'fieldsToLeaveOut',
			type: 'string',
			default: '',
			placeholder: 'e.g. internal_note, updated_at',
			description: `Names of fields that do not become attributes, separated by commas. The field used as the ${idOf(owner)} and the origin of a file’s row, ${fileField}, never become one.`,
			displayOptions: only('incoming'),
		},
		emptyFieldsField(owner, only('fields', 'incoming')),
		{
			displayName: 'Names Batch Does Not Allow',
			name: 'namesNotAllowed',
			type: 'options',
			default: 'convert',
			options: [
				{
					name: 'Convert',
					value: 'convert',
					description: '“First Name” becomes first_name. Of two that become the same the second is left out; the output shows both.',
				},
				{ name: 'Leave Out', value: 'leaveOut', description: 'The output lists them' },
				{ name: 'Refuse', value: 'refuse', description: 'The row is not sent and says why' },
			],
			description: `What to do with fields whose name is not allowed. It ${projectNameRule.words}.`,
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Values Batch Cannot Take',
			name: 'valuesNotTaken',
			type: 'options',
			default: 'leaveOut',
			options: [
				{ name: 'Leave Out', value: 'leaveOut', description: 'The rest of the row is sent; the output says which and why' },
				{ name: 'Refuse', value: 'refuse', description: 'The row is not sent and says why' },
			],
			description: 'What to do with an object, a list of numbers, a text that is too long and the like',
			displayOptions: only('incoming'),
		},
		{
			displayName: 'Attributes (JSON)',
			name: 'attributesJson',
			type: 'json',
			default: '{}',
			description: jsonNotation[owner],
			displayOptions: only('json'),
		},
	];
}

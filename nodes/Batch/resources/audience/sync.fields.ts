import { updateDisplayOptions, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { audienceNameRule } from '../../../shared/batch/contract/audienceContract';
import { projectLimits, projectNameRule } from '../../../shared/batch/contract/projectContract';
import { sources } from '../../../shared/rowFile/sources';
import { tableFields } from '../../../shared/rowFile/tableFields';
import { fileSourceFields } from '../../fields/fileSource';
import { writeOptions } from '../../fields/options';
import { waitingFields } from '../../fields/wait';
import { audienceField, manyAppsFields, replacingNotice, whereMembersHaveAttributes } from './audience.fields';
import { memberOptions } from './member.fields';
import { fewestMembersOption } from './smallness';

const stored = sources.map(({ value }) => value);

const modes: INodePropertyOptions[] = [
	{ name: 'Add', value: 'add', description: 'The IDs of the file are added; nobody is removed' },
	{ name: 'As Each Line Says', value: 'lines', description: 'A column tells: add or remove' },
	{ name: 'As the File Name Says', value: 'fileName', description: 'A group {action} of the pattern tells: replace, add or remove' },
	{
		name: 'Difference',
		value: 'difference',
		description: 'The file is all members, and only what changed against the file before it is sent; without one, it replaces',
	},
	{ name: 'Remove', value: 'remove', description: 'The IDs of the file are removed' },
	{ name: 'Replace', value: 'replace', description: 'The file is all members: others are removed' },
];

/** Modes in which a file may be all the members there are to be. */
export const replacingModes = ['replace', 'difference', 'fileName'] as const;

const namePatternField: INodeProperties = {
	displayName: 'File Name Pattern',
	name: 'fileNamePattern',
	type: 'string',
	default: '',
	placeholder: 'e.g. {segment}_{date}.csv*',
	description:
		'How files are called: * stands for anything, a word in braces for a part of the name that is used: {date} is a date, {part} a number, {action} what the file does, every other one is anything',
};

function only(show: Record<string, string[]>, field: INodeProperties): INodeProperties {
	const [shown] = updateDisplayOptions({ show }, [field]);
	return { ...shown };
}

const words = (name: string, displayName: string, standard: string, what: string, shown: string[]): INodeProperties =>
	only({ mode: shown }, {
		displayName,
		name,
		type: 'string',
		default: standard,
		placeholder: `e.g. ${standard}`,
		description: `Words that mean to ${what}, in any case, separated by commas`,
	});

const columnDescription = 'Its name in the header, or its number, counted from 1';

const attributeTypes: INodePropertyOptions[] = [
	{ name: 'Date', value: 'date', description: 'A time without an offset is read in the time zone of the workflow' },
	{ name: 'Integer', value: 'integer' },
	{ name: 'Number', value: 'number' },
	{ name: 'Text', value: 'text' },
	{ name: 'Text List', value: 'textList', description: 'Texts that commas part; in the project API' },
	{ name: 'URL', value: 'url' },
];

const attributesField: INodeProperties = {
	displayName: 'Attributes',
	name: 'attributeColumns',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Attribute',
	default: {},
	description: `Columns that become attributes of the member in this audience, up to ${projectLimits.audienceMemberAttributes.value}. An empty cell is left out.`,
	options: [
		{
			displayName: 'Attribute',
			name: 'attribute',
			values: [
				{ displayName: 'Column', name: 'column', type: 'string', default: '', placeholder: 'e.g. plan, or 2', description: columnDescription },
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. plan', description: `The name ${projectNameRule.words}` },
				{ displayName: 'Type', name: 'type', type: 'options', default: 'text', options: attributeTypes },
			],
		},
	],
};

const tableOptionNames = ['badRowLimit', 'comment', 'encoding', 'escape', 'longestRow', 'quote', 'shortRows', 'skipLines'];

const syncOptions: INodeProperties[] = [
	...tableFields.filter(({ name }) => tableOptionNames.includes(name)),
	...memberOptions.filter(({ name }) => name === 'idCase'),
	fewestMembersOption,
	{
		displayName: 'Empty File',
		name: 'emptyFile',
		type: 'options',
		default: 'fail',
		options: [
			{ name: 'Apply', value: 'apply', description: 'A file without a line means an audience without members' },
			{ name: 'Fail', value: 'fail', description: 'Nothing is sent, and the row says why' },
			{ name: 'Skip', value: 'skip', description: 'Nothing is sent, and the file stays where it is' },
		],
		description: 'What a file without any line means. One with lines and without a single ID always fails.',
	},
	{
		displayName: 'ID Type Column',
		name: 'kindColumn',
		type: 'string',
		default: '',
		placeholder: 'e.g. identifier_type, or 1',
		description: `The column that tells what kind of ID a line has, where a file mixes several. ${columnDescription}.`,
	},
	{
		displayName: 'ID Types to Take',
		name: 'kindWords',
		type: 'string',
		default: '',
		placeholder: 'e.g. custom_id, named_user',
		description: 'What the ID Type Column says of the lines that are meant, in any case, separated by commas. Other lines are left out and counted.',
	},
	{
		displayName: 'If the Audience Is Missing',
		name: 'ifMissing',
		type: 'options',
		default: 'fail',
		options: [
			{ name: 'Create', value: 'create', description: 'It is created before the first call' },
			{ name: 'Fail', value: 'fail', description: 'Nothing is sent, and the row says so' },
		],
		description: 'What to do when Batch knows no audience of this name',
	},
	{
		displayName: 'Refused Lines',
		name: 'refusedLines',
		type: 'options',
		default: 'count',
		options: [
			{ name: 'Count', value: 'count', description: 'The report counts them and shows the first five' },
			{ name: 'One Item Each', value: 'items', description: 'Behind the report, with line, value and reason; up to 10,000' },
		],
		description: 'What comes out of lines that are not taken',
	},
	{
		displayName: 'Values Batch Cannot Take',
		name: 'valuesNotTaken',
		type: 'options',
		default: 'leaveOut',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'The member is sent without this attribute, and the report counts it' },
			{ name: 'Refuse', value: 'refuse', description: 'The line is not sent' },
		],
		description: 'What to do with a cell that its attribute cannot hold',
	},
];

export const syncFields: INodeProperties[] = [
	...manyAppsFields,
	{
		displayName: 'Audience From',
		name: 'audienceFrom',
		type: 'options',
		noDataExpression: true,
		default: 'fixed',
		options: [
			{ name: 'File Name', value: 'fileName', description: 'Its name is put together from parts of the name of the file' },
			{ name: 'Fixed', value: 'fixed', description: 'It is chosen here' },
		],
		description: 'How it is known which audience a file is for',
	},
	only({ audienceFrom: ['fixed'] }, audienceField),
	only({ audienceFrom: ['fileName'] }, { ...namePatternField, required: true }),
	{
		displayName: 'Audience Name',
		name: 'audienceName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. news_{segment}',
		description: `The name of the audience, with parts of the file’s name in braces; it ${audienceNameRule.words}`,
		displayOptions: { show: { audienceFrom: ['fileName'] } },
	},
	{ ...fileSourceFields[0], default: 'binary', description: 'Where the file is. A stored file is read as a stream, whatever its size.' },
	fileSourceFields[1],
	only({ fileFrom: stored }, {
		displayName: 'Stored File',
		name: 'storedFile',
		type: 'options',
		noDataExpression: true,
		default: 'path',
		options: [
			{ name: 'By Its Path', value: 'path', description: 'One file' },
			{ name: 'Set of the Batch File Trigger', value: 'set', description: 'Several files that are one list together' },
		],
		description: 'What the item names',
	}),
	{
		...fileSourceFields[2],
		default: '',
		placeholder: 'e.g. {{ $json._file.path }}',
		displayOptions: { show: { fileFrom: stored, storedFile: ['path'] } },
	},
	{
		displayName: 'Set',
		name: 'set',
		type: 'json',
		required: true,
		default: '={{ $json.set }}',
		description: 'What the Batch File Trigger put out with Wait for a Set: the name of the set and its files',
		displayOptions: { show: { fileFrom: stored, storedFile: ['set'] } },
	},
	{
		displayName: 'Header',
		name: 'header',
		type: 'options',
		default: 'ask',
		options: [
			{ name: 'First Line Names the Columns', value: 'yes' },
			{ name: 'None', value: 'no', description: 'The first line is a member, too' },
			{ name: 'Not Chosen Yet', value: 'ask' },
		],
		description: 'Whether the first line names the columns. It must be chosen: a guess would add a member too many, or lose one.',
	},
	{
		displayName: 'ID Column',
		name: 'idColumn',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. custom_id, or 1',
		description: `The column that holds the ID. ${columnDescription}.`,
	},
	{
		...tableFields.find(({ name }) => name === 'delimiter')!,
	},
	{
		displayName: 'A File Means',
		name: 'mode',
		type: 'options',
		default: 'replace',
		options: modes,
		description: 'What a file that is uploaded again does to the audience',
	},
	// Fields that the choice above shows are not required in the editor's sense: where it is an expression n8n takes every field for shown.
	replacingNotice({ idType: ['custom_ids', 'advertising_ids'], mode: ['replace', 'difference'] }),
	only({ audienceFrom: ['fixed'], mode: ['fileName'] }, namePatternField),
	only({ mode: ['lines'] }, {
		displayName: 'Action Column',
		name: 'actionColumn',
		type: 'string',
		default: '',
		placeholder: 'e.g. status, or 2',
		description: `The column that says what is done with the member. ${columnDescription}.`,
	}),
	words('wordsToAdd', 'Words to Add', 'add, added, changed, sync', 'add', ['lines', 'fileName']),
	words('wordsToRemove', 'Words to Remove', 'remove, removed, deleted', 'remove', ['lines', 'fileName']),
	words('wordsToReplace', 'Words to Replace', 'replace, overwrite, full', 'replace', ['fileName']),
	{
		displayName:
			'As long as Words to Replace names a word, every file of other IDs than installation IDs goes to the audience of App API 1.1, also one that adds or removes: in the app API only 1.1 can replace, and Batch may refuse these IDs there. <b>Without words, files go to the audience of 1.0.</b>',
		name: 'wordsToReplaceNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { api: ['app'], idType: ['custom_ids', 'advertising_ids'], mode: ['fileName'] },
			hide: { wordsToReplace: [''] },
		},
	},
	...whereMembersHaveAttributes([attributesField]),
	only({ fileFrom: stored }, {
		displayName: 'After Reading',
		name: 'afterReading',
		type: 'options',
		default: 'leave',
		options: [
			{ name: 'Delete the File', value: 'delete' },
			{ name: 'Leave the File', value: 'leave' },
			{ name: 'Move the File', value: 'move' },
		],
		description: 'What to do with the file once Batch has applied all of it, if it is still the version that was read',
	}),
	only({ fileFrom: stored, afterReading: ['move'] }, {
		displayName: 'Move To',
		name: 'targetFolder',
		type: 'string',
		default: '',
		placeholder: 'e.g. audiences/done',
		description: 'The folder for files that are applied. It is made if need be; no file in it is overwritten.',
	}),
	only({ mode: ['difference'] }, {
		displayName: 'Previous Files',
		name: 'previousFiles',
		type: 'string',
		default: '',
		placeholder: 'e.g. vip_*.csv',
		description:
			'Names of files of this audience in the folder under Move To, where the one before lies, and is the only one. Before the first call it goes on into the folder “earlier” there. * takes every file.',
	}),
	...waitingFields({ atMost: 3_600, every: 1 }),
	// One file of several that failed half-way is not to be overlooked.
	writeOptions(syncOptions, 'stop'),
];

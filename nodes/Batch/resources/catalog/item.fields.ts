import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { formatProjectTime } from '../../../shared/batch/attributes/formatTime';
import { readMapped } from '../../../shared/batch/attributes/readMapped';
import { readItemAttributes, type ItemAttributes } from '../../../shared/batch/catalogs/readItemAttributes';
import { catalogLimits, catalogFieldNameRule } from '../../../shared/batch/routes/catalogs';
import { fieldOfExpression } from '../../../shared/batch/values/fieldOfExpression';
import { isMissing } from '../../../shared/batch/values/readValue';
import { violation, type Violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import { fileField } from '../../../shared/rowFile/fileMark';
import { attributeList, emptyFieldsField } from '../../fields/attributes';
import { readEmptyFields } from '../../readAttributes';
import type { Item } from '../../run/item';

const only = (...values: string[]) => ({ show: { attributesFrom: values } });

/** How the attributes of a catalog's item are filled in. */
export const itemAttributeFields: INodeProperties[] = [
	{
		displayName: 'Attributes From',
		name: 'attributesFrom',
		type: 'options',
		noDataExpression: true,
		default: 'incoming',
		options: [
			{ name: 'All Incoming Fields', value: 'incoming', description: 'Every field of the item becomes an attribute, under its own name and as it is' },
			{ name: 'Fields Below', value: 'fields', description: 'Choose names, types and values' },
			{ name: 'JSON', value: 'json', description: 'Attributes in the notation of the Batch documentation' },
		],
		description: 'How to fill in the attributes',
	},
	{
		...attributeList({ owner: 'event', name: catalogFieldNameRule, text: catalogLimits.itemTextCharacters, url: catalogLimits.itemUrlCharacters }),
		required: true,
		displayOptions: only('fields'),
	},
	{
		displayName: 'Fields to Leave Out',
		name: 'fieldsToLeaveOut',
		type: 'string',
		default: '',
		placeholder: 'e.g. internal_note, updated_at',
		description: `Names of fields that do not become attributes, separated by commas. The field used as the Item ID and the origin of a file’s row, ${fileField}, never become one.`,
		displayOptions: only('incoming'),
	},
	emptyFieldsField('item', only('fields', 'incoming')),
	{
		displayName: 'Names Batch Does Not Allow',
		name: 'namesNotAllowed',
		type: 'options',
		default: 'leaveOut',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'The output lists them' },
			{ name: 'Refuse', value: 'refuse', description: 'The row is not sent and says why' },
		],
		description: 'What to do with fields whose name is not lowercase letters, digits and underscores',
		displayOptions: only('incoming'),
	},
	{
		displayName: 'Values Batch Cannot Take',
		name: 'valuesNotTaken',
		type: 'options',
		default: 'leaveOut',
		options: [
			{ name: 'Leave Out', value: 'leaveOut', description: 'The rest of the row is sent; the output says which' },
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
		description: 'An object of names and values; keys are sent as they are. Example: {"title": "Spring", "tags": ["sale"]}.',
		displayOptions: only('json'),
	},
];

/** The attributes of an item, in the way Attributes From says. */
export function readAttributesOfItem(item: Item): ItemAttributes {
	const { timezone } = item;
	const strict = { timezone, namesNotAllowed: 'refuse', valuesNotTaken: 'refuse' } as const;
	const source = item.choice('attributesFrom', ['incoming', 'fields', 'json']);
	if (source === 'json') return readItemAttributes(Object.entries(item.jsonObject('attributesJson') ?? {}), { ...strict, emptyFields: 'send' });
	const { value: emptyFields, violations } = readEmptyFields(item, 'event');
	const empty = emptyFields === 'refuse' ? 'refuse' : 'leaveOut';
	if (source === 'fields') {
		const mapped = readMappedFields(item, empty);
		const read = readItemAttributes(mapped.values, { ...strict, emptyFields: 'send' });
		return { ...read, leftOut: mapped.leftOut, violations: [...violations, ...mapped.violations, ...read.violations] };
	}
	const left = new Set([...item.list('fieldsToLeaveOut'), fileField, fieldOfExpression(item.context.getNode().parameters.itemId)]);
	const given = Object.entries(item.fields).filter(([key]) => !left.has(key));
	const read = readItemAttributes(given, {
		timezone,
		emptyFields: empty,
		namesNotAllowed: item.choice('namesNotAllowed', ['leaveOut', 'refuse']),
		valuesNotTaken: item.choice('valuesNotTaken', ['leaveOut', 'refuse']),
	});
	return { ...read, violations: [...violations, ...read.violations] };
}

function readMappedFields(item: Item, emptyFields: 'leaveOut' | 'refuse') {
	const rows = item.read('attributes.attribute');
	const list = isMissing(rows) ? [] : rows;
	if (!Array.isArray(list) || !list.every(isRecord)) {
		return item.refuse(violation('Attributes', list, 'must be a list of attributes with name and type'));
	}
	const { attributes, violations, leftOut } = readMapped(list, { timezone: item.timezone, emptyFields });
	const values: Array<[string, unknown]> = [];
	const notTaken: Violation[] = [];
	for (const [name, attribute] of attributes) {
		if (attribute.type === 'date') values.push([name, formatProjectTime(attribute.value)]);
		else if ('value' in attribute) values.push([name, attribute.value as IDataObject[string]]);
		else notTaken.push(violation(`Type of attribute ${name}`, attribute.type, 'is none that an item of a catalog has'));
	}
	return { values, leftOut, violations: [...violations, ...notTaken] };
}

import type { INodeProperties } from 'n8n-workflow';

import { checkProject } from '../../../shared/batch/client/connection';
import { catalogFieldNameRule, catalogFieldTypes } from '../../../shared/batch/routes/catalogs';
import { isMissing, readChoice, readText } from '../../../shared/batch/values/readValue';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';

/** An existing catalog. */
export const catalogField: INodeProperties = {
	displayName: 'Catalog',
	name: 'catalog',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The catalog of the project',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchCatalogs', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. articles' },
	],
};

/** The catalog an item names; it comes out with the item's verdict. */
export function readCatalog(item: Item): string {
	const name = item.locator('catalog');
	item.show({ catalog: name });
	item.check([...checkProject(item.connection), ...(name === '' ? [violation(item.label('catalog'), '', 'must be chosen')] : [])]);
	return name;
}

const typeOptions = [
	{ name: 'Array', value: 'array' },
	{ name: 'Boolean', value: 'bool' },
	{ name: 'Date', value: 'date' },
	{ name: 'Float', value: 'float' },
	{ name: 'Integer', value: 'integer' },
	{ name: 'String', value: 'string' },
	{ name: 'URL', value: 'url' },
];

/** The names and types of a catalog's fields. */
export const fieldsOfCatalog = (field: Pick<INodeProperties, 'displayName' | 'description' | 'required'>): INodeProperties => ({
	name: 'fields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Field',
	default: {},
	options: [
		{
			displayName: 'Field',
			name: 'field',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. title',
					description: `The name ${catalogFieldNameRule.words}`,
				},
				{ displayName: 'Type', name: 'type', type: 'options', default: 'string', options: typeOptions },
			],
		},
	],
	...field,
});

export interface CatalogField {
	readonly name: string;
	readonly type: string;
}

/** The fields somebody filled in; an item that holds anything else is refused. */
export function readFieldsOfCatalog(item: Item): CatalogField[] {
	const rows = item.read('fields.field');
	if (isMissing(rows)) return [];
	const label = item.label('fields');
	if (!Array.isArray(rows) || !rows.every(isRecord)) return item.refuse(violation(label, rows, 'must be a list of fields with name and type'));
	const fields = rows.map((row) => {
		const name = readText(row.name);
		if (!name.ok) return item.refuse(violation(`${label}: Name`, row.name, name.rule));
		const type = readChoice(row.type ?? 'string', catalogFieldTypes);
		if (!type.ok) return item.refuse(violation(`${label}: Type`, row.type, type.rule));
		return { name: name.value ?? '', type: type.value ?? 'string' };
	});
	checkFieldNames(item, label, fields.map(({ name }) => name));
	return fields;
}

/** Every name keeps Batch's rule and stands once. */
export function checkFieldNames(item: Item, label: string, names: readonly string[]): void {
	item.check(names.filter((name) => !catalogFieldNameRule.pattern.test(name)).map((name) => violation(label, name, catalogFieldNameRule.words)));
	item.check(names.filter((name, index) => names.indexOf(name) !== index).map((name) => violation(label, name, 'is given twice')));
}

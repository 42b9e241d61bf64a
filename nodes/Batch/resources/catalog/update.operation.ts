import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { catalogs } from '../../../shared/batch/routes/catalogs';
import { violation } from '../../../shared/batch/violation';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { catalogField, checkFieldNames, fieldsOfCatalog, readCatalog, readFieldsOfCatalog } from './catalog.fields';

/** Catalog → Update: adds and removes fields (batch-api-2x.md §7.2). */
export const updateCatalog = item({
	text: {
		name: 'Update',
		value: 'update',
		action: 'Update catalog',
		description: 'Add fields to a catalog, or remove some',
	},
	fields: [
		catalogField,
		fieldsOfCatalog({ displayName: 'Fields to Add', description: 'New fields of the items' }),
		{
			displayName: 'Fields to Remove',
			name: 'fieldsToRemove',
			type: 'string',
			default: '',
			placeholder: 'e.g. old_price, badge',
			description: 'Names of fields that no item is to have anymore, separated by commas',
		},
		writeOptions([additionalFieldsOption]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = readCatalog(item);
	const added = readFieldsOfCatalog(item);
	const removed = item.list('fieldsToRemove');
	checkFieldNames(item, item.label('fieldsToRemove'), removed);
	if (added.length + removed.length === 0) {
		item.refuse(violation(item.label('fields'), '', 'must hold a field, unless Fields to Remove names one'));
	}
	const both = removed.filter((field) => added.some((other) => other.name === field));
	item.check(both.map((field) => violation(item.label('fieldsToRemove'), field, 'is among Fields to Add, too')));
	const fields = [...removed.map((field) => ({ action: 'remove', name: field })), ...added.map((field) => ({ action: 'add', ...field }))];
	// Whether Batch refuses a field that is there already is unknown, so a lost answer is not asked for again.
	await api.send({ route: catalogs.update, body: withAdditional(item, { name, fields }), repeatable: false });
	return { status: 'accepted', catalog: name, added: added.map((field) => field.name), removed };
}

import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { catalogLimits, catalogs } from '../../../shared/batch/routes/catalogs';
import { violation } from '../../../shared/batch/violation';
import { additionalFieldsOption, withAdditional } from '../../fields/additional';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { fieldsOfCatalog, readFieldsOfCatalog } from './catalog.fields';

const { value: fieldsAtMost } = catalogLimits.catalogFields;

/** Catalog → Create: a catalog and the fields of its items (batch-api-2x.md §7.2). */
export const createCatalog = item({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create catalog',
		description: 'Create a catalog and say which fields its items have',
	},
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. articles',
			description: 'The name by which messages and calls refer to the catalog',
			hint: 'A project has up to 5 catalogs',
		},
		fieldsOfCatalog({ displayName: 'Fields', required: true, description: `What each item of the catalog has: 1 to ${fieldsAtMost} fields` }),
		writeOptions([additionalFieldsOption]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = item.text('name');
	item.show({ catalog: name });
	const fields = readFieldsOfCatalog(item);
	const violations = checkProject(item.connection);
	if (name === '') violations.push(violation(item.label('name'), '', 'must not be empty'));
	if (fields.length === 0 || fields.length > fieldsAtMost) {
		violations.push(violation(item.label('fields'), fields.length || '', `must be 1 to ${fieldsAtMost} fields`));
	}
	item.check(violations);
	const body = withAdditional(item, { name, fields: fields.map((field) => ({ ...field })) });
	await api.send({ route: catalogs.create, body, repeatable: false });
	return { status: 'accepted', catalog: name, fields: fields.map((field) => ({ ...field })) };
}

import type { INodeProperties } from 'n8n-workflow';

import { checkPlatforms } from '../../../shared/batch/client/connection';
import type { Platform } from '../../../shared/batch/family';
import { tableNameRule } from '../../../shared/batch/routes/appData';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** An existing table. Tables of one name may stand in several apps. */
export const tableField: INodeProperties = {
	displayName: 'Table',
	name: 'table',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The app data table. With several platforms it must stand in each of their apps.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchAppTables', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. matches' },
	],
};

/** The table an item names and the apps it is in. */
export function readTable(item: Item): { readonly table: string; readonly platforms: readonly Platform[] } {
	const table = item.locator('table');
	return { table, platforms: checkTable(item, table, item.label('table')) };
}

/** The apps of a table, once its name and they are right. */
export function checkTable(item: Item, table: string, label: string): readonly Platform[] {
	item.show({ table });
	const platforms = item.platforms();
	const rule = table === '' ? 'must not be empty' : tableNameRule.words;
	const isRight = tableNameRule.pattern.test(table);
	item.check([...checkPlatforms(platforms, item.connection), ...(isRight ? [] : [violation(label, table, rule)])]);
	return platforms;
}

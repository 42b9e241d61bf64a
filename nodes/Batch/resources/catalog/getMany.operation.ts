import { checkProject } from '../../../shared/batch/client/connection';
import { catalogs } from '../../../shared/batch/routes/catalogs';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';

/** Catalog → Get Many (batch-api-2x.md §7.2). */
export const getManyCatalogs = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many catalogs',
		description: 'Get the catalogs of the project with their fields',
	},
	fields: [...listFields, readOptions()],
	run(item, api) {
		item.check(checkProject(item.connection));
		return limited(item, api.pages({ route: catalogs.list }, 'catalogs'));
	},
});

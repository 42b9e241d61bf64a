import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { listExports } from '../../../shared/batch/exports/listExports';
import { exportApiField, exportPlatformField } from './exportFields';
import { readFamily } from './locateExport';

/** Export → Get Many: the exports of the last months (batch-api-2x.md §7.1, batch-api-1x.md §9.1). */
export const getManyExports = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many exports',
		description: 'Get the exports of the last months, with their status',
	},
	fields: [exportApiField, exportPlatformField, ...listFields, readOptions()],
	run(item, api) {
		const { platform } = readFamily(item);
		return limited(item, listExports(api, platform));
	},
});

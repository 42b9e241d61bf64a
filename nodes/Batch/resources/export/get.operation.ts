import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import { exportApiField, exportField, exportPlatformField } from './exportFields';
import { readExportPlace, viewRequest } from './locateExport';

/** Export → Get: how far it is, and its files (batch-api-2x.md §7.1, batch-api-1x.md §9.1). */
export const getExport = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get export',
		description: 'Get the status of an export, and its files once it is ready',
	},
	fields: [exportApiField, exportPlatformField, exportField, readOptions()],
	async run(item, api) {
		const body = await api.send({ ...viewRequest(readExportPlace(item)), repeatable: true });
		return objectOf(body);
	},
});

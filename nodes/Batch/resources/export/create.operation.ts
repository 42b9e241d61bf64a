import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import { createFields, createOptions } from './create.fields';
import { createExport } from './createExport';

/** Export → Create: asks Batch for files; it makes them in minutes (batch-api-2x.md §3.4, batch-api-1x.md §9.1). */
export const createExportOperation = item({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create export',
		description: 'Ask Batch for an export and go on at once; Get says when it is ready, Download fetches it',
	},
	fields: [...createFields, writeOptions(createOptions)],
	run: async (item, api) => ({ status: 'accepted', ...(await createExport(item, api)) }),
});

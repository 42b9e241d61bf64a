import { readExport } from '../../../shared/batch/exports/exportState';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { outputField, outputFields, startOptions } from './download.fields';
import { readDownloadSettings } from './downloadSettings';
import { exportApiField, exportField, exportPlatformField } from './exportFields';
import { readExportPlace, viewRequest } from './locateExport';
import { readParts } from './readParts';

/** Export → Download: the files of an export that is ready, a part at a time (batch-api-2x.md §7.1, batch-api-1x.md §9.1). */
export const downloadExport = item({
	text: {
		name: 'Download',
		value: 'download',
		action: 'Download export',
		description: 'Get the files of an export that is ready, as they are or as rows',
	},
	fields: [exportApiField, exportPlatformField, exportField, outputField, ...outputFields(outputField.name), readOptions(startOptions)],
	async run(item, api) {
		const place = readExportPlace(item);
		const settings = readDownloadSettings(item, item.choice('output', ['binary', 'rows']));
		const state = readExport(place.family, await api.send({ ...viewRequest(place), repeatable: true }));
		return await readParts(item, api, place, state, settings);
	},
});

import type { Resource } from '../../operation';
import { createExportOperation } from './create.operation';
import { createExportAndWait } from './createAndWait.operation';
import { downloadExport } from './download.operation';
import { getExport } from './get.operation';
import { getManyExports } from './getMany.operation';

export const exportResource: Resource = {
	text: { name: 'Export', value: 'export', description: 'Files that Batch makes of profiles, events and campaigns' },
	operations: [createExportOperation, createExportAndWait, downloadExport, getExport, getManyExports],
	defaultOperation: createExportAndWait,
};

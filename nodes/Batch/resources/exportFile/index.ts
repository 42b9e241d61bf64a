import type { Resource } from '../../operation';
import { parseExportFile } from './parse.operation';

export const exportFile: Resource = {
	text: { name: 'Export File', value: 'exportFile', description: 'Files Batch has put on a storage, or any CSV' },
	operations: [parseExportFile],
	defaultOperation: parseExportFile,
};

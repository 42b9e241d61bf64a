import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { failureOf } from '../../../shared/exportFile/failureOf';
import { markOf, readAppPattern } from '../../../shared/exportFile/fileMark';
import { identityOf } from '../../../shared/exportFile/identity';
import type { Failure } from '../../../shared/exportFile/reading';
import { readTable } from '../../../shared/exportFile/readTable';
import { rowsSink } from '../../../shared/exportFile/rows';
import { sinkOf, type OutputMode } from '../../../shared/exportFile/sinkOf';
import { readTableSettings, type TableOptions } from '../../../shared/exportFile/tableSettings';
import type { LocalOperation } from '../../operation';
import { openSource, type OpenSource } from './openSource';
import { parseFields } from './parse.fields';

/** Reads a file as the Batch File Trigger does, whole and at once. */
export const parseExportFile: LocalOperation = {
	shape: 'local',
	text: {
		name: 'Parse',
		value: 'parse',
		action: 'Parse export file',
		description: 'Turn a file into rows or a summary: an export of Batch, or any CSV, also compressed',
	},
	fields: parseFields,
	async run(context, index) {
		let source: OpenSource | undefined;
		try {
			source = await openSource(context, index);
			return await read(context, index, source);
		} catch (error) {
			return failureOf(error);
		} finally {
			await source?.storage.close();
		}
	},
};

async function read(context: IExecuteFunctions, index: number, { file, storage }: OpenSource): Promise<INodeExecutionData[] | Failure> {
	const options = context.getNodeParameter('options', index, {}) as TableOptions & { appPattern?: string };
	const output = context.getNodeParameter('output', index) as OutputMode;
	const identity = identityOf(file);
	const { items, setAside, end } = await readTable(
		{
			storage,
			settings: readTableSettings(options),
			sink: sinkOf(output, Math.max(1, Number(context.getNodeParameter('batchSize', index, 1000)))) ?? rowsSink,
			mark: markOf(file, identity, readAppPattern(options.appPattern ?? '')),
			acceptsOpenEnd: true,
			now: () => Date.now(),
		},
		{ file, identity, attempts: 0, room: Infinity, deadline: Infinity },
	);
	if (typeof end === 'object') return end;
	return items.concat(setAside);
}

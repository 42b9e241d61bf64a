import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readNamedTable } from '../../../shared/exportFile/campaignNames';
import { failureOf } from '../../../shared/exportFile/failureOf';
import { markOf, readAppPattern } from '../../../shared/exportFile/fileMark';
import { identityOf } from '../../../shared/exportFile/identity';
import type { Failure, ReadResult } from '../../../shared/exportFile/reading';
import { readTable, type TableReading } from '../../../shared/exportFile/readTable';
import { rowsSink } from '../../../shared/exportFile/rows';
import { sinkOf, type OutputMode } from '../../../shared/exportFile/sinkOf';
import { readTableSettings, type TableOptions } from '../../../shared/exportFile/tableSettings';
import type { LocalOperation } from '../../operation';
import { CampaignNaming } from './campaignNaming';
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
	async begin(context) {
		const naming = await CampaignNaming.begin(context);
		return async (index) => {
			let source: OpenSource | undefined;
			try {
				source = await openSource(context, index);
				return await read(context, index, source, naming);
			} catch (error) {
				return failureOf(error);
			} finally {
				await source?.storage.close();
			}
		};
	},
};

/** What looking up names may take for one file, in milliseconds. */
const namingAtMost = 60_000;

async function read(
	context: IExecuteFunctions,
	index: number,
	{ file, storage }: OpenSource,
	naming: CampaignNaming | undefined,
): Promise<INodeExecutionData[] | { readonly reason: string }> {
	const options = context.getNodeParameter('options', index, {}) as TableOptions & { appPattern?: string };
	const output = context.getNodeParameter('output', index) as OutputMode;
	const identity = identityOf(file);
	const reading: TableReading = {
		storage,
		settings: readTableSettings(options),
		sink: sinkOf(output, Math.max(1, Number(context.getNodeParameter('batchSize', index, 1000)))) ?? rowsSink,
		mark: markOf(file, identity, await readAppPattern(options.appPattern ?? '')),
		acceptsOpenEnd: true,
		now: () => Date.now(),
	};
	const all = { file, identity, attempts: 0, room: Infinity, deadline: Infinity };
	if (naming === undefined) return itemsOf(await readTable(reading, all));
	const { names } = naming;
	const result = await readNamedTable(reading, all, { names, output, milliseconds: namingAtMost });
	return naming.settle(result.problems) ?? itemsOf(result);
}

function itemsOf({ items, setAside, end }: ReadResult): INodeExecutionData[] | Failure {
	return typeof end === 'object' ? end : items.concat(setAside);
}

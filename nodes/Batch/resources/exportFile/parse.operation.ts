import { NodeOperationError, type IExecuteFunctions, type NodeParameterValueType } from 'n8n-workflow';

import { Parameters } from '../../../shared/parameters';
import { campaignNamesField } from '../../../shared/rowFile/campaignFields';
import { readNamedTable } from '../../../shared/rowFile/campaignNames';
import { failureOf } from '../../../shared/rowFile/failureOf';
import { markOf, readAppPattern } from '../../../shared/rowFile/fileMark';
import { identityOf } from '../../../shared/rowFile/identity';
import type { ReadResult } from '../../../shared/rowFile/reading';
import { readTable, type TableReading } from '../../../shared/rowFile/readTable';
import { rowsSink } from '../../../shared/rowFile/rows';
import { sources } from '../../../shared/rowFile/sources';
import { sinkOf, type OutputMode } from '../../../shared/rowFile/sinkOf';
import { readTableOptions, readTableSettings } from '../../../shared/rowFile/tableSettings';
import { TabularError } from '../../../shared/tabular/failure';
import { item, Output } from '../../operation';
import { CampaignNaming } from './campaignNaming';
import { openSource, type OpenSource } from './openSource';
import { parseFields } from './parse.fields';

/** Reads a file as the Batch File Trigger does, whole and at once. */
export const parseExportFile = item<CampaignNaming | undefined>({
	text: {
		name: 'Parse',
		value: 'parse',
		action: 'Parse export file',
		description: 'Turn a file into rows or a summary: an export of Batch, or any CSV, also compressed',
	},
	fields: parseFields,
	uses: {
		batch: { [campaignNamesField.name]: [true] },
		...Object.fromEntries(sources.map(({ value }) => [value, { fileFrom: [value] }])),
	},
	begin: async (context) => await CampaignNaming.begin(context),
	run: async ({ context, index }, _api, naming) =>
		await parse(context, index, naming).catch(
			async (error: unknown) =>
				await Promise.reject(new NodeOperationError(context.getNode(), failureOf(error).reason, { itemIndex: index })),
		),
});

async function parse(context: IExecuteFunctions, index: number, naming: CampaignNaming | undefined): Promise<Output[]> {
	const parameters = new Parameters(
		(name, otherwise) => context.getNodeParameter(name, index, otherwise as NodeParameterValueType),
		parseFields,
	);
	const source = await openSource(context, index, parameters);
	try {
		return await read({ context, index, parameters }, source, naming);
	} finally {
		await source.storage.close();
	}
}

/** What looking up names may take for one file, in milliseconds. */
const namingAtMost = 60_000;

interface ParsedItem {
	readonly context: IExecuteFunctions;
	readonly index: number;
	readonly parameters: Parameters;
}

async function read(
	{ context, index, parameters }: ParsedItem,
	{ file, storage }: OpenSource,
	naming: CampaignNaming | undefined,
): Promise<Output[]> {
	const options = parameters.collection('options');
	const output = parameters.choice<OutputMode>('output');
	const identity = identityOf(file);
	const reading: TableReading = {
		storage,
		settings: readTableSettings(readTableOptions(options)),
		sink: sinkOf(output, parameters.number('batchSize')) ?? rowsSink,
		mark: markOf(file, identity, await readAppPattern(options.text('appPattern'))),
		acceptsOpenEnd: true,
		now: () => Date.now(),
	};
	const all = { file, identity, attempts: 0, room: Infinity, deadline: Infinity };
	if (naming === undefined) return outputsOf(await readTable(reading, all));
	const { names } = naming;
	const result = await readNamedTable(reading, all, { names, output, milliseconds: namingAtMost });
	const refused = naming.settle(result.problems);
	if (refused !== undefined) throw new NodeOperationError(context.getNode(), refused.reason, { itemIndex: index });
	return outputsOf(result);
}

function outputsOf({ items, setAside, end }: ReadResult): Output[] {
	if (typeof end === 'object') throw new TabularError('refused', end.reason);
	return items.concat(setAside).map(({ json, binary }) => new Output(json, binary));
}

import { NodeOperationError, type NodeParameterValueType } from 'n8n-workflow';

import { violation } from '../../../shared/batch/violation';
import { ParameterError, Parameters } from '../../../shared/parameters';
import { campaignNamesField } from '../../../shared/rowFile/campaignFields';
import { readNamedTable } from '../../../shared/rowFile/campaignNames';
import { failureOf } from '../../../shared/rowFile/failureOf';
import { markOf, readAppPattern } from '../../../shared/rowFile/fileMark';
import { identityOf } from '../../../shared/rowFile/identity';
import type { ReadResult } from '../../../shared/rowFile/reading';
import { readTable, type TableReading } from '../../../shared/rowFile/readTable';
import { rowsSink } from '../../../shared/rowFile/rows';
import { sayNoRows } from '../../../shared/rowFile/sayNoRows';
import { sinkOf, type OutputMode } from '../../../shared/rowFile/sinkOf';
import { nameOf } from '../../../shared/storage/paths';
import { readTableOptions, readTableSettings } from '../../../shared/rowFile/tableSettings';
import type { TableSettings } from '../../../shared/tabular/rows/settings';
import { TabularError } from '../../../shared/tabular/failure';
import { fileSourceUses } from '../../fields/fileSource';
import { item, Output } from '../../operation';
import type { Item } from '../../run/item';
import { CampaignNaming } from './campaignNaming';
import { openSource, type OpenSource } from '../../openSource';
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
		...fileSourceUses,
	},
	begin: async (context) => await CampaignNaming.begin(context),
	run: async (item, _api, naming) => await parse(item, naming).catch((error: unknown) => refuse(item, error)),
});

/** A parameter that cannot be is a refusal like those of other operations; what is wrong with the file is told of the item. */
function refuse(item: Item, error: unknown): never {
	if (error instanceof ParameterError) {
		item.refuse({ ...violation(error.field, error.value, error.rule), advice: 'The file was not read. Change the value, or its expression.' });
	}
	throw new NodeOperationError(item.context.getNode(), failureOf(error).reason, { itemIndex: item.index });
}

async function parse(item: Item, naming: CampaignNaming | undefined): Promise<Output[]> {
	const { context, index } = item;
	const parameters = new Parameters((name, otherwise) => context.getNodeParameter(name, index, otherwise as NodeParameterValueType), parseFields);
	const wish = readWish(parameters);
	const source = await openSource(context, index, parameters);
	try {
		return await read(item, wish, source, naming);
	} finally {
		await source.storage.close();
	}
}

/** What is to be made of a file. */
interface Wish {
	readonly output: OutputMode;
	readonly batchSize: number;
	readonly table: TableSettings;
	readonly appPattern: string;
}

/** Everything is read before the file is opened. */
function readWish(parameters: Parameters): Wish {
	const options = parameters.collection('options');
	const output = parameters.choice<OutputMode>('output');
	return {
		output,
		batchSize: output === 'batches' ? parameters.number('batchSize') : 1,
		table: readTableSettings(readTableOptions(options)),
		appPattern: options.text('appPattern'),
	};
}

/** What looking up names may take for one file, in milliseconds. */
const namingAtMost = 60_000;

async function read(item: Item, wish: Wish, { file, storage }: OpenSource, naming: CampaignNaming | undefined): Promise<Output[]> {
	const { output } = wish;
	const identity = identityOf(file);
	const reading: TableReading = {
		storage,
		settings: wish.table,
		sink: sinkOf(output, wish.batchSize) ?? rowsSink,
		mark: markOf(file, identity, await readAppPattern(wish.appPattern)),
		acceptsOpenEnd: true,
		now: () => item.now(),
	};
	const all = { file, identity, attempts: 0, room: Infinity, deadline: Infinity };
	if (naming === undefined) return outputsOf(item, file.path, await readTable(reading, all));
	const { names } = naming;
	const result = await readNamedTable(reading, all, { names, output, milliseconds: namingAtMost });
	const refused = naming.settle(result.problems);
	if (refused !== undefined) throw new NodeOperationError(item.context.getNode(), refused.reason, { itemIndex: item.index });
	return outputsOf(item, file.path, result);
}

function outputsOf(item: Item, path: string, { items, setAside, end, readAs = [] }: ReadResult): Output[] {
	if (typeof end === 'object') throw new TabularError('refused', end.reason);
	// A first line that was taken for a header is seen nowhere else.
	if (items.length + setAside.length === 0) {
		item.context.addExecutionHints({ type: 'warning', location: 'outputPane', message: sayNoRows(nameOf(path), readAs) });
	}
	return items.concat(setAside).map(({ json, binary }) => new Output(json, binary));
}

// The readers that are compared: each reads a whole file from disk in chunks of 64 KB and counts its rows.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const delimiter = ';';
const open = (file, options) => createReadStream(file, { highWaterMark: 65_536, ...options });

/** @param tabular folder of our reader, bundled */
const ours = (tabular, file) => import(pathToFileURL(join(tabular, file)).href);

export const readers = {
	'ours: Summary': async (file, tabular) => {
		const { openTable } = await ours(tabular, 'rows/table.js');
		const { emptySummary, summaryFold } = await ours(tabular, 'summary/summary.js');
		const table = await openTable(open(file));
		const state = emptySummary(table.format.kind);
		const fold = summaryFold(state, table.format.columns);
		for await (const portion of table.columnPortions(fold.only)) fold.add(portion);
		return state.rows;
	},
	'ours: Rows': async (file, tabular) => {
		const { openTable } = await ours(tabular, 'rows/table.js');
		const { rowTyper } = await ours(tabular, 'columns/typedRow.js');
		const table = await openTable(open(file));
		const type = rowTyper(table.format);
		let rows = 0;
		for await (const portion of table.portions()) {
			const items = portion.rows.map((fields, index) => ({
				json: { ...type(fields, portion.mayHaveBlanks), _file: { row: portion.rowNumber(index), line: portion.lineNumber(index) } },
			}));
			rows += items.length;
		}
		return rows;
	},
	'papaparse alone': async (file) => {
		const papa = require('papaparse');
		let rows = -1;
		await new Promise((resolve, reject) => {
			papa.parse(open(file), { delimiter, chunk: ({ data }) => (rows += data.length), complete: resolve, error: reject });
		});
		return rows;
	},
	'udsv alone': async (file) => {
		const { inferSchema, initParser } = require('udsv');
		let parser;
		let rows = 0;
		const count = () => {
			rows++;
		};
		for await (const text of open(file, { encoding: 'utf8' })) {
			parser ??= initParser(inferSchema(text, { col: delimiter }));
			parser.chunk(text, parser.stringArrs, count);
		}
		parser.end();
		return rows;
	},
	'csv-parse alone': async (file) => {
		const { parse } = require('csv-parse');
		let rows = -1;
		for await (const row of open(file).pipe(parse({ delimiter }))) rows += row.length > 0 ? 1 : 0;
		return rows;
	},
	'csv-parser alone': async (file) => {
		const csvParser = require('csv-parser');
		let rows = 0;
		for await (const row of open(file).pipe(csvParser({ separator: delimiter }))) rows += row === undefined ? 0 : 1;
		return rows;
	},
	'fast-csv alone': async (file) => {
		const { parse } = require('fast-csv');
		let rows = -1;
		for await (const row of open(file).pipe(parse({ delimiter }))) rows += row.length > 0 ? 1 : 0;
		return rows;
	},
};

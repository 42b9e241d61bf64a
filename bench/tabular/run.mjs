// Compares our reader with CSV libraries on a generated export:
// node bench/tabular/run.mjs [--megabytes 64] [--rounds 3] [--quoting none --quoting some --quoting all] [--reader papa ...]
// Every measurement is a process of its own; the readers take turns, so that a busy minute hits them all; medians.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { generate } from './generate.mjs';
import { readers } from './readers.mjs';

const { values: options } = parseArgs({
	options: {
		megabytes: { type: 'string', default: '64' },
		rounds: { type: 'string', default: '3' },
		quoting: { type: 'string', multiple: true, default: ['none', 'some', 'all'] },
		reader: { type: 'string', multiple: true, default: [''] },
	},
});
const { megabytes, rounds } = options;
const projectFolder = join(import.meta.dirname, '..', '..');
const chosen = 'papaparse alone';

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
try {
	const tabular = join(folder, 'tabular');
	await bundle(tabular);
	process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	for (const quoting of options.quoting) await compare(quoting, tabular);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

async function compare(quoting, tabular) {
	const file = join(folder, `export-${quoting}.csv`);
	const rows = await generate(file, Number(megabytes), quoting);
	process.stdout.write(`\n${megabytes} MB, ${rows.toLocaleString('en')} rows, quoted rows: ${quoting}, median of ${rounds}\n\n`);
	const names = Object.keys(readers).filter((name) => name === chosen || options.reader.some((part) => name.includes(part)));
	const results = new Map(names.map((name) => [name, []]));
	for (let round = 0; round < Number(rounds); round++) {
		for (const [name, measured] of results) measured.push(measure(name, file, tabular, rows));
	}
	rmSync(file);
	printTable(results, rows);
}

function measure(name, file, tabular, rows) {
	const { stdout, stderr, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'measure.mjs'), name, file, tabular], { encoding: 'utf8' });
	if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
	const result = JSON.parse(stdout);
	if (result.rows !== rows) throw new Error(`${name} found ${result.rows} of ${rows} rows`);
	return result;
}

function printTable(results, rows) {
	const reference = results.get(chosen);
	process.stdout.write(`| Reader | rows/s | of ${chosen} | rows per CPU second | of ${chosen} | peak RSS | growth |\n|---|---|---|---|---|---|---|\n`);
	for (const [name, measured] of results) {
		const perSecond = rows / median(measured, 'seconds');
		const perCpuSecond = rows / median(measured, 'cpuSeconds');
		// Turn by turn, so that both halves of a ratio saw the same machine.
		const ratio = (key) => median(measured.map((result, turn) => ({ ratio: reference[turn][key] / result[key] })), 'ratio');
		const cells = [
			name,
			thousands(perSecond),
			percent(ratio('seconds')),
			thousands(perCpuSecond),
			percent(ratio('cpuSeconds')),
			`${Math.round(median(measured, 'peakMegabytes'))} MB`,
			`${Math.round(median(measured, 'growthMegabytes'))} MB`,
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
}

function median(results, key) {
	const sorted = results.map((result) => result[key]).sort((one, other) => one - other);
	return sorted[sorted.length >> 1];
}

function thousands(number) {
	return `${Math.round(number / 1000).toLocaleString('en')} k`;
}

function percent(number) {
	return `${Math.round(number * 100)} %`;
}

/** What users run: our code compiled, the libraries bundled in. */
async function bundle(outdir) {
	const source = join(projectFolder, 'nodes', 'shared', 'tabular');
	await build({
		entryPoints: ['rows/table.ts', 'columns/typedRow.ts', 'summary/summary.ts'].map((file) => join(source, file)),
		outbase: source,
		outdir,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		minifySyntax: true,
		alias: { 'n8n-workflow': join(import.meta.dirname, 'n8nWorkflow.mjs') },
		logLevel: 'warning',
	});
}

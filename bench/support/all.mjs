// All measurements one after the other, and the summary of their figures. Started by scripts/bench.mjs.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { n8nVersion, projectFolder } from '../../scripts/bootstrap.mjs';
import { runInForeground } from '../../scripts/support/child-processes.mjs';
import { runCommand } from '../../scripts/support/command.mjs';
import { plan } from './plan.mjs';
import { drawPlot } from './plot.mjs';
import { quoteInReadme, writeSummary } from './summary.mjs';

const isShort = process.argv.includes('--short');
/** What is measured at the same time: nothing, where the figures count. */
const lanes = isShort ? 2 : 1;

await runCommand(async () => {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
	try {
		const figures = await measureAll(folder);
		const summary = writeSummary(figures, machine());
		process.stdout.write(`\n${summary}`);
		const picture = drawPlot(figures);
		if (isShort) return;
		writeFileSync(inProject('docs/benchmarks.md'), summary);
		writeFileSync(inProject('docs/pictures/benchmarks.svg'), picture);
		writeFileSync(inProject('README.md'), quoteInReadme(readFileSync(inProject('README.md'), 'utf8'), summary));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

/** In the order of the plan, whatever is over first. */
async function measureAll(folder) {
	const figures = [];
	const waiting = [...plan.entries()];
	const measureOn = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			const [place, { bench, long, short }] = next;
			figures[place] = await measure(bench, isShort ? short : long, join(folder, bench)).catch((error) => {
				waiting.length = 0;
				throw error;
			});
		}
	};
	const ended = await Promise.allSettled(Array.from({ length: lanes }, measureOn));
	const failed = ended.find(({ status }) => status === 'rejected');
	if (failed !== undefined) throw failed.reason;
	return figures.flat();
}

/** Throws where it ends with an error, or hands nothing over. */
async function measure(bench, settings, file) {
	process.stdout.write(`\n── ${bench}\n`);
	const startedAt = Date.now();
	const environment = { ...settings, ...process.env, BENCH_FIGURES: file };
	const code = await runInForeground(process.execPath, [inProject(`bench/${bench}.mjs`)], { cwd: projectFolder, env: environment });
	if (code !== 0) throw new Error(`${bench} ended with ${code}`);
	if (!existsSync(file)) throw new Error(`${bench} gave no figure`);
	process.stdout.write(`✓ ${bench} (${((Date.now() - startedAt) / 1_000).toFixed(0)} s)\n`);
	return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
}

function machine() {
	const processors = `${availableParallelism()} cores ${cpus()[0].model.trim()}`;
	return { date: new Date().toISOString().slice(0, 10), node: process.versions.node, n8n: n8nVersion, processors, memory: totalmem() };
}

function inProject(path) {
	return join(projectFolder, ...path.split('/'));
}

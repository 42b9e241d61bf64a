// npm run bench -- audience-file: files of a million and of ten million ids become an audience (Audience → Sync From File,
// replace), beside reading the same file twice alone, over the same web server and with the package's own reader, and beside
// sending the same calls alone. In n8n-core's execution engine with n8n's default expression engine, against the sandbox in a process
// of its own, without rates. Prints seconds, processor time, memory beyond what there was, pauses of the event loop, and calls. Linux.
// BENCH_ROWS sets how many ids (1000000,10000000), BENCH_BLOCKS how often each is measured, BENCH_WARM_UP of how many ids the file is
// that is read before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n, projectFolder } from '../scripts/bootstrap.mjs';
import { idsOf } from './support/audienceIds.mjs';
import { handOver } from './support/figures.mjs';
import { median } from './support/load.mjs';

const sizes = (process.env.BENCH_ROWS ?? '1000000,10000000').split(',').map(Number);
const blocks = Number(process.env.BENCH_BLOCKS ?? 1);
const callSize = 10_000;

const { n8nBin } = await ensureN8n();
const places = { n8nFolder: dirname(dirname(dirname(dirname(n8nBin)))), packageFolder: projectFolder, expressionEngine: 'vm' };
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-files-'));
const fileServer = fork(join(import.meta.dirname, 'support', 'fileServerProcess.mjs'), [folder]);
const sandboxProcess = fork(join(import.meta.dirname, 'support', 'sandboxProcess.mjs'), {
	env: { ...process.env, BENCH_RATES: 'off' },
	execArgv: ['--max-old-space-size=8192'],
});
try {
	const [[port], [sandbox]] = await Promise.all([once(fileServer, 'message'), once(sandboxProcess, 'message')]);
	// As much as lets V8 take the memory that it keeps for whatever comes in an n8n that is in use.
	await write('warm-up.csv', Number(process.env.BENCH_WARM_UP ?? 500_000));
	process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	const rows = [];
	for (const size of sizes) {
		const file = `ids-${size}.csv`;
		await write(file, size);
		rows.push(await compare(size, { file, address: `http://127.0.0.1:${port}/`, sandbox, places }));
		rmSync(join(folder, file));
	}
	printTable(rows);
	rows.forEach(handOverAll);
} finally {
	sandboxProcess.disconnect();
	fileServer.disconnect();
	rmSync(folder, { recursive: true, force: true });
}

async function write(file, count) {
	const stream = createWriteStream(join(folder, file));
	stream.write('id\n');
	for (let from = 0; from < count; from += callSize) {
		const text = `${idsOf(from, Math.min(from + callSize, count)).join('\n')}\n`;
		if (!stream.write(text)) await once(stream, 'drain');
	}
	stream.end();
	await once(stream, 'close');
}

async function compare(size, setting) {
	const figures = { alone: [], sending: [], sync: [] };
	for (let block = 0; block < blocks; block++) {
		for (const contender of Object.keys(figures)) {
			const one = await run(contender, size, setting);
			figures[contender].push(one);
			process.stdout.write(`${count(size)}, block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender}: ${JSON.stringify(one)}\n`);
		}
	}
	return { size, ...figures };
}

/** Throws when an id did not arrive, or took more calls than it should. */
async function run(contender, size, setting) {
	const child = fork(join(import.meta.dirname, 'support', 'measureAudienceFile.mjs'), [JSON.stringify({ contender, size, ...setting })], { execArgv: ['--expose-gc'] });
	const result = new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`${contender} ended with ${code} before it said anything`)));
	});
	const figures = await result;
	if (child.exitCode === null) await once(child, 'exit');
	if (figures.status !== 'accepted' || figures.lines !== size) throw new Error(`${contender}: ${JSON.stringify(figures)}`);
	if (contender === 'alone') return figures;
	sandboxProcess.send('count');
	const [{ audiences }] = await once(sandboxProcess, 'message');
	if (audiences['1.1 bench'] !== size) throw new Error(`${audiences['1.1 bench']} of ${size} ids arrived`);
	if (figures.calls !== Math.ceil(size / callSize)) throw new Error(`${figures.calls} calls`);
	return figures;
}

function printTable(rows) {
	const columns = ['ids', '', 'calls', 'seconds', 'CPU seconds', 'CPU of reading twice', 'CPU of both', 'RSS growth', 'longest pause'];
	process.stdout.write(`\n| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`);
	for (const { size, alone, sending, sync } of rows) {
		const print = (what, figures) => {
			const middle = (of) => median(figures.map(of));
			// Turn by turn, so that both halves of a ratio saw the same machine.
			const ratio = (to) => `${median(figures.map(({ processorSeconds }, turn) => processorSeconds / to(turn))).toFixed(2)} ×`;
			const reading = (turn) => alone[turn].processorSeconds;
			const cells = [
				count(size),
				what,
				count(figures[0].calls),
				middle(({ seconds }) => seconds).toFixed(2),
				middle(({ processorSeconds }) => processorSeconds).toFixed(2),
				ratio(reading),
				ratio((turn) => reading(turn) + sending[turn].processorSeconds),
				`${count(middle(({ growth }) => growth))} MB`,
				`${count(Math.round(middle(({ longestPause }) => longestPause)))} ms`,
			];
			process.stdout.write(`| ${cells.join(' | ')} |\n`);
		};
		print('reading the file twice alone', alone);
		print('sending the calls alone', sending);
		print('Sync From File', sync);
	}
}

/** @param {{ size: number, alone: object[], sending: object[], sync: object[] }} measured of one size */
function handOverAll({ size, alone, sending, sync }) {
	const both = alone.map((one, turn) => ({
		seconds: one.seconds + sending[turn].seconds,
		processorSeconds: one.processorSeconds + sending[turn].processorSeconds,
		growth: Math.max(one.growth, sending[turn].growth),
	}));
	handOver({ work: `A file of ${count(size)} IDs becomes an audience`, rival: 'reading the file twice and sending the same calls, nothing else' }, sync, both, [
		['time', 's', ({ seconds }) => seconds],
		['processor time', 's', ({ processorSeconds }) => processorSeconds],
		['memory', 'MB', ({ growth }) => growth],
	]);
}

function count(number) {
	return number.toLocaleString('en');
}

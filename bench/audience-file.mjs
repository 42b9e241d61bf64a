// npm run bench -- audience-file: files of a million and of ten million ids become an audience (Audience → Sync From File,
// replace), beside reading the same file twice alone, over the same web server and with the package's own reader. In n8n-core's
// execution engine with n8n's default expression engine, against the sandbox in a process of its own, without rates. Prints
// seconds, processor time, memory beyond what there was, pauses of the event loop, and calls. Linux.
// BENCH_ROWS sets how many ids (1000000,10000000), BENCH_BLOCKS how often each is measured.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n, projectFolder } from '../scripts/bootstrap.mjs';
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
	await write('warm-up.csv', 500_000);
	process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	const rows = [];
	for (const size of sizes) {
		const file = `ids-${size}.csv`;
		await write(file, size);
		rows.push(await compare(size, { file, address: `http://127.0.0.1:${port}/`, sandbox, places }));
		rmSync(join(folder, file));
	}
	printTable(rows);
} finally {
	sandboxProcess.disconnect();
	fileServer.disconnect();
	rmSync(folder, { recursive: true, force: true });
}

/** Ids as most have them: 36 characters, no two alike. */
async function write(file, count) {
	const stream = createWriteStream(join(folder, file));
	stream.write('id\n');
	for (let from = 0; from < count; from += callSize) {
		let text = '';
		for (let index = from; index < Math.min(from + callSize, count); index++) text += `${index.toString(16).padStart(8, '0')}-9dad-41d1-80b4-00c04fd430c8\n`;
		if (!stream.write(text)) await once(stream, 'drain');
	}
	stream.end();
	await once(stream, 'close');
}

async function compare(size, setting) {
	const figures = { alone: [], sync: [] };
	for (let block = 0; block < blocks; block++) {
		for (const contender of ['alone', 'sync']) {
			const one = await run(contender, size, setting);
			figures[contender].push(one);
			process.stdout.write(`${count(size)}, block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender}: ${JSON.stringify(one)}\n`);
		}
	}
	return { size, ...figures };
}

/** Throws when an id did not arrive, or took more calls than it should. */
async function run(contender, size, setting) {
	const child = fork(join(import.meta.dirname, 'support', 'measureAudienceFile.mjs'), [JSON.stringify({ contender, ...setting })], { execArgv: ['--expose-gc'] });
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
	const columns = ['ids', 'calls', 'seconds', 'of reading twice', 'CPU seconds', 'of reading twice', 'RSS growth', 'longest pause'];
	process.stdout.write(`\n| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`);
	for (const { size, alone, sync } of rows) {
		const middle = (of) => median(sync.map(of));
		// Turn by turn, so that both halves of a ratio saw the same machine.
		const ratio = (of) => `${median(sync.map((one, turn) => of(one) / of(alone[turn]))).toFixed(2)} ×`;
		const cells = [
			count(size),
			count(sync[0].calls),
			middle(({ seconds }) => seconds).toFixed(1),
			ratio(({ seconds }) => seconds),
			middle(({ processorSeconds }) => processorSeconds).toFixed(1),
			ratio(({ processorSeconds }) => processorSeconds),
			`${count(middle(({ growth }) => growth))} MB`,
			`${count(Math.round(middle(({ longestPause }) => longestPause)))} ms`,
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
}

function count(number) {
	return number.toLocaleString('en');
}

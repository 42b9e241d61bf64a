// npm run bench -- audience: a million members go to an audience – items, in portions, a hundred calls of ten thousand – beside reading
// and serializing them alone. In n8n-core's execution engine with n8n's default expression engine, against the sandbox in a process
// of its own, without rates. Prints processor time for 10,000 members, memory beyond the items, and pauses of the event loop. Linux.
// BENCH_ROWS sets how many (1000000), BENCH_PORTION how many a run of the node gets (100000), BENCH_BLOCKS how often each is
// measured, BENCH_ONLY which (an expression for names).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n, projectFolder } from '../scripts/bootstrap.mjs';
import { audienceContenders, audienceName } from './support/audienceContenders.mjs';
import { handOver } from './support/figures.mjs';
import { median } from './support/load.mjs';

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const portion = Number(process.env.BENCH_PORTION ?? 100_000);
const blocks = Number(process.env.BENCH_BLOCKS ?? 1);
const only = new RegExp(process.env.BENCH_ONLY ?? '');
const callSize = 10_000;

const { n8nBin } = await ensureN8n();
const n8nFolder = dirname(dirname(dirname(dirname(n8nBin))));
const sandboxProcess = fork(join(import.meta.dirname, 'support', 'sandboxProcess.mjs'), { env: { ...process.env, BENCH_RATES: 'off' } });
try {
	const [sandbox] = await once(sandboxProcess, 'message');
	await compare({ sandbox, places: { n8nFolder, packageFolder: projectFolder, expressionEngine: 'vm' } });
} finally {
	sandboxProcess.disconnect();
}

async function compare(setting) {
	process.stdout.write(`${count(rows)} members, ${count(portion)} a run, Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	const contenders = audienceContenders().filter(({ name }, index) => index === 0 || only.test(name));
	const figuresOf = new Map(contenders.map((contender) => [contender, []]));
	for (let block = 0; block < blocks; block++) {
		for (const contender of contenders) {
			const figures = await run(contender, setting);
			figuresOf.get(contender).push(figures);
			process.stdout.write(`block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender.name}: ${JSON.stringify(figures)}\n`);
		}
	}
	printTable(figuresOf);
	handOverAll([...figuresOf]);
}

/** Throws when a member did not arrive, or took more calls than it should. */
async function run({ name, share, atOnce, version }, setting) {
	const measured = Math.round(rows * share);
	const options = { contender: name, rows: measured, portion: atOnce ? measured : Math.min(portion, measured), ...setting };
	sandboxProcess.send('count');
	await once(sandboxProcess, 'message');
	const child = fork(join(import.meta.dirname, 'support', 'measureAudience.mjs'), [JSON.stringify(options)], {
		execArgv: ['--expose-gc', '--max-old-space-size=8192'],
	});
	const result = new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it said anything`)));
	});
	const { refused, ...figures } = await result;
	if (child.exitCode === null) await once(child, 'exit');
	sandboxProcess.send('count');
	const [{ audiences, changes }] = await once(sandboxProcess, 'message');
	const arrived = version === undefined ? measured : audiences[`${version} ${audienceName}`];
	if (arrived !== measured || refused > 0) throw new Error(`${name}: ${arrived} of ${measured} members arrived, ${refused} rows were refused`);
	// Those of the warm-up came before.
	const calls = version === undefined ? 0 : changes - 1 - Math.ceil(Math.min(options.portion, 2 * callSize) / callSize);
	if (version !== undefined && calls !== Math.ceil(measured / callSize)) throw new Error(`${name}: ${calls} calls`);
	return { members: measured, calls, ...figures, processorPerCall: (figures.processorSeconds / measured) * callSize * 1_000 };
}

function printTable(figuresOf) {
	const [reference] = figuresOf.values();
	const columns = ['', 'members', 'calls', 'CPU ms per 10,000', 'of the first', 'members/s', 'longest pause', 'RSS beyond the items, first and last run'];
	process.stdout.write(`\n| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`);
	for (const [{ name }, figures] of figuresOf) {
		const middle = (of) => median(figures.map(of));
		const cells = [
			name,
			count(figures[0].members),
			figures[0].calls || '–',
			middle(({ processorPerCall }) => processorPerCall).toFixed(1),
			// Turn by turn, so that both halves of a ratio saw the same machine.
			`${median(figures.map((one, turn) => one.processorPerCall / reference[turn].processorPerCall)).toFixed(2)} ×`,
			count(Math.round(middle(({ members, seconds }) => members / seconds))),
			`${count(Math.round(middle(({ longestPause }) => longestPause)))} ms`,
			[0, 1].map((index) => `${middle(({ growth }) => growth[index])} MB`).join(', '),
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
}

/** What each call of ten thousand members costs. */
function handOverAll(figuresOf) {
	const [first, ...others] = figuresOf;
	const isOurs = ([{ version }]) => version !== undefined;
	const costs = [['processor time for 10,000 members', 'ms', ({ processorPerCall }) => processorPerCall]];
	const memory = ['memory beyond the items', 'MB', ({ growth }) => growth[0]];
	for (const [{ name, atOnce }, figures] of others.filter(isOurs)) {
		for (const [rival, theirs] of [first, ...others.filter((other) => !isOurs(other))]) {
			const isAsMany = theirs[0].members === figures[0].members && !atOnce;
			handOver({ work: `${count(rows)} members, ${name}`, rival: `n8n: ${rival.name}` }, figures, theirs, isAsMany ? [...costs, memory] : costs);
		}
	}
}

function count(number) {
	return number.toLocaleString('en');
}

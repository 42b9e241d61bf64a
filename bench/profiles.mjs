// npm run bench -- profiles: rows of a workflow become profiles at Batch's mass endpoint – by our node, and by n8n's HTTP Request
// as people use it. In n8n-core's execution engine with n8n's default expression engine, against the sandbox in a process of its
// own. Prints rows a second, their share of Batch's rate, the longest pause of the event loop, memory and processor time. Linux.
// BENCH_ROWS sets how many rows (100000 for the figures of README.md), BENCH_BLOCKS how often each is measured, BENCH_ONLY which
// (an expression for names), BENCH_ENGINE=legacy n8n's former expression engine.
// Each measurement is a process of its own; they take turns, in another order each time, and ratios are taken turn by turn.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n, projectFolder } from '../scripts/bootstrap.mjs';
import { median } from './support/load.mjs';
import { evaluated, profileContenders } from './support/profileContenders.mjs';

const rows = Number(process.env.BENCH_ROWS ?? 20_000);
const blocks = Number(process.env.BENCH_BLOCKS ?? 1);
const only = new RegExp(process.env.BENCH_ONLY ?? '');
const expressionEngine = process.env.BENCH_ENGINE ?? 'vm';
/** Of the mass endpoint: rows a second, and rows that may go at once. */
const rate = { perSecond: 10_000, burst: 10_000 };

const { n8nBin } = await ensureN8n();
const n8nFolder = dirname(dirname(dirname(dirname(n8nBin))));
const sandboxProcess = fork(join(import.meta.dirname, 'support', 'sandboxProcess.mjs'));
try {
	const [sandbox] = await once(sandboxProcess, 'message');
	await compare({ sandbox, places: { n8nFolder, packageFolder: projectFolder, expressionEngine } });
} finally {
	sandboxProcess.disconnect();
}

async function compare(setting) {
	process.stdout.write(`${count(rows)} rows, engine ${expressionEngine}, Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	const contenders = profileContenders().filter(({ name }, index) => index === 0 || only.test(name));
	const figuresOf = new Map(contenders.map((contender) => [contender, []]));
	for (let block = 0; block < blocks; block++) {
		const shift = block % contenders.length;
		for (const contender of [...contenders.slice(shift), ...contenders.slice(0, shift)]) {
			const figures = await run(contender, setting);
			figuresOf.get(contender).push(figures);
			process.stdout.write(`block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender.name}: ${JSON.stringify(figures)}\n`);
		}
	}
	printTable(figuresOf);
}

/** Throws when a row did not arrive. */
async function run({ name, share, sends }, setting) {
	const measured = Math.round(rows * share);
	const child = fork(join(import.meta.dirname, 'support', 'measureProfiles.mjs'), [JSON.stringify({ contender: name, rows: measured, ...setting })], {
		execArgv: ['--expose-gc', '--max-old-space-size=4096'],
	});
	const result = new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it said anything`)));
	});
	const { refused, ...figures } = await result;
	if (child.exitCode === null) await once(child, 'exit');
	sandboxProcess.send('count');
	const [{ profiles }] = await once(sandboxProcess, 'message');
	if (profiles !== (sends ? measured : 0) || refused > 0) throw new Error(`${name}: ${profiles} of ${measured} profiles arrived, ${refused} rows were refused`);
	return {
		rows: measured,
		...figures,
		perSecond: measured / figures.seconds,
		shareOfRate: (measured - rate.burst) / figures.seconds / rate.perSecond,
		processorPerThousand: (figures.processorSeconds / measured) * 1_000,
	};
}

function printTable(figuresOf) {
	const [reference] = figuresOf.values();
	const columns = ['', 'rows', 'rows/s', 'of n8n by hand', "(rows − burst) ÷ s, of Batch's rate", 'longest pause', 'idle', 'RSS beyond the items', 'CPU s per 1,000 rows', 'of n8n by hand'];
	process.stdout.write(`\n| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`);
	for (const [{ name, sends }, figures] of figuresOf) {
		const middle = (key) => median(figures.map((one) => one[key]));
		// Turn by turn, so that both halves of a ratio saw the same machine.
		const ratio = (key) => median(figures.map((one, turn) => one[key] / reference[turn][key]));
		const cells = [
			name,
			count(middle('rows')),
			count(Math.round(middle('perSecond'))),
			`${ratio('perSecond').toFixed(2)} ×`,
			sends && middle('rows') > rate.burst ? `${Math.round(middle('shareOfRate') * 100)} %` : '–',
			`${count(Math.round(middle('longestPause')))} ms`,
			`${count(Math.round(middle('idlePause')))} ms`,
			`${Math.round(middle('growth'))} MB`,
			middle('processorPerThousand').toFixed(3),
			`${ratio('processorPerThousand').toFixed(2)} ×`,
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
	const [alone, byOurs] = [evaluated.alone, evaluated.byOurs].map((name) => [...figuresOf].find(([contender]) => contender.name === name)?.[1]);
	if (!alone || !byOurs) return;
	const ratio = (key) => median(byOurs.map((one, turn) => one[key] / alone[turn][key])).toFixed(2);
	process.stdout.write(`\n${evaluated.byOurs}: ${ratio('seconds')} × the time of n8n's evaluation alone, ${ratio('processorSeconds')} × its processor time\n`);
}

function count(number) {
	return number.toLocaleString('en');
}

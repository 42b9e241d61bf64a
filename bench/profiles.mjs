// npm run bench -- profiles: rows of a workflow become profiles, or events, at Batch's mass endpoint – by our node, and by n8n's HTTP
// Request as people use it. In n8n-core's execution engine with n8n's default expression engine, against the sandbox in a process of its
// own. Prints rows a second, their share of Batch's rate, the longest pause of the event loop, memory and processor time. Linux.
// BENCH_ROWS sets how many rows (100000 for the figures of README.md), BENCH_BLOCKS how often each is measured, BENCH_ONLY which
// (an expression for names), BENCH_ENGINE=legacy n8n's former expression engine, BENCH_WARM_UP how many rows go before (0: an n8n just started).
// Each measurement is a process of its own; they take turns, in another order each time, and ratios are taken turn by turn.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n, projectFolder } from '../scripts/bootstrap.mjs';
import { handOver } from './support/figures.mjs';
import { median } from './support/load.mjs';
import { comparisons, evaluated, profileContenders } from './support/profileContenders.mjs';

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
	const contenders = profileContenders().filter(({ name }) => only.test(name));
	const figuresOf = new Map(contenders.map((contender) => [contender, []]));
	for (let block = 0; block < blocks; block++) {
		const shift = block % contenders.length;
		for (const contender of [...contenders.slice(shift), ...contenders.slice(0, shift)]) {
			const figures = await run(contender, setting);
			figuresOf.get(contender)[block] = figures;
			process.stdout.write(`block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender.name}: ${JSON.stringify(figures)}\n`);
		}
	}
	printTable(figuresOf);
	handOverAll(new Map([...figuresOf].map(([{ name }, figures]) => [name, figures])));
}

/** Throws when a row of ours did not arrive. Where one of n8n's own ways cannot take so many and ends with an error, that is its figure. */
async function run(contender, setting) {
	try {
		return await measureOne(contender, setting);
	} catch (error) {
		if (contender.isOurs || rows < rate.burst) throw error;
		return { failure: error.message };
	}
}

async function measureOne({ name, share, sends }, setting) {
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
	const [{ profiles, calls }] = await once(sandboxProcess, 'message');
	if (profiles !== (sends ? measured : 0) || refused > 0) throw new Error(`${name}: ${profiles} of ${measured} profiles arrived, ${refused} rows were refused`);
	return {
		rows: measured,
		calls,
		...figures,
		perSecond: measured / figures.seconds,
		shareOfRate: (measured - rate.burst) / figures.seconds / rate.perSecond,
		processorPerThousand: (figures.processorSeconds / measured) * 1_000,
	};
}

function printTable(figuresOf) {
	const allOf = (wanted) => [...figuresOf].find(([{ name }]) => name === wanted)?.[1] ?? [];
	const columns = ['', 'rows', 'rows/s', 'of n8n by hand', "(rows − burst) ÷ s, of Batch's rate", 'longest pause', 'idle', 'RSS beyond the items', 'CPU s per 1,000 rows', 'of n8n by hand'];
	process.stdout.write(`\n| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`);
	for (const [{ name, sends, against = comparisons[0].rivals[0] }, all] of figuresOf) {
		const reference = allOf(against);
		const figures = all.filter(({ failure }) => failure === undefined);
		if (figures.length === 0) {
			process.stdout.write(`| ${name} | ${all[0].failure} |\n`);
			continue;
		}
		const middle = (key) => median(figures.map((one) => one[key]));
		// Turn by turn, so that both halves of a ratio saw the same machine.
		const turns = all.map((one, turn) => [one, reference[turn] ?? {}]);
		const ratio = (key) => {
			const ratios = turns.map(([one, other]) => one[key] / other[key]).filter((each) => !Number.isNaN(each));
			return ratios.length === 0 ? '–' : `${median(ratios).toFixed(2)} ×`;
		};
		const cells = [
			name,
			count(middle('rows')),
			count(Math.round(middle('perSecond'))),
			ratio('perSecond'),
			sends && middle('rows') > rate.burst ? `${Math.round(middle('shareOfRate') * 100)} %` : '–',
			`${count(Math.round(middle('longestPause')))} ms`,
			`${count(Math.round(middle('idlePause')))} ms`,
			`${Math.round(middle('growth'))} MB`,
			middle('processorPerThousand').toFixed(3),
			ratio('processorPerThousand'),
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
	const [alone, byOurs] = [evaluated.alone, evaluated.byOurs].map(allOf);
	if (alone.length === 0 || byOurs.length === 0) return;
	const ratio = (key) => median(byOurs.map((one, turn) => one[key] / alone[turn][key])).toFixed(2);
	process.stdout.write(`\n${evaluated.byOurs}: ${ratio('seconds')} × the time of n8n's evaluation alone, ${ratio('processorSeconds')} × its processor time\n`);
}

/** For a thousand rows each: what is slow was measured with fewer. */
function handOverAll(figuresOf) {
	const perThousand = (key) => (one) => (one[key] / one.rows) * 1_000;
	const costs = [
		['calls for 1,000 items', '', perThousand('calls')],
		['time for 1,000 items', 's', perThousand('seconds')],
		['processor time for 1,000 items', 's', perThousand('processorSeconds')],
	];
	const memory = ['memory beyond the items', 'MB', ({ growth }) => growth];
	for (const { what, ours, rivals } of comparisons) {
		const work = `${count(rows)} items become ${what}`;
		const measured = figuresOf.get(ours) ?? [];
		for (const rival of rivals) {
			const theirs = figuresOf.get(rival) ?? [];
			const isAsMany = theirs[0]?.rows === rows;
			handOver({ work, rival }, measured, theirs, isAsMany ? [...costs, memory] : costs);
		}
		const ceiling = measured.map(({ rows: all }) => ({ rows: all, seconds: (all - rate.burst) / rate.perSecond }));
		handOver({ work, rival: "as fast as Batch's rate allows" }, measured, ceiling, costs.slice(1, 2));
	}
}

function count(number) {
	return number.toLocaleString('en');
}

// npm run bench -- files: a CSV export on a real SFTP server (OpenSSH) becomes rows in a real n8n – by n8n's FTP + Extract from
// File, and by our nodes. Prints rows a second by node time, the whole runs, and the memory of n8n. Linux, with sshd installed.
// BENCH_MEGABYTES sets the size of the file, BENCH_BLOCKS how often each is measured, BENCH_ONLY which (an expression for names),
// BENCH_SERVER another server: ProFTPD (plain FTP), or "ProFTPD SFTP"; BENCH_WARM_UP the size of the file that is read before (0: none).
// Each measurement has an n8n of its own; they take turns, in another order each time, and ratios are taken turn by turn.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { packPackage } from '../scripts/support/community-package.mjs';
import { startProftpd, startProftpdSftp } from '../test/servers/support/ftpServers.ts';
import { startOpenSsh } from '../test/servers/support/openssh.ts';
import { fileContenders } from './support/fileContenders.mjs';
import { handOver } from './support/figures.mjs';
import { median } from './support/load.mjs';
import { runContender } from './support/runContender.mjs';
import { generate } from './tabular/generate.mjs';

const blocks = Number(process.env.BENCH_BLOCKS ?? 3);
const megabytes = Number(process.env.BENCH_MEGABYTES ?? 43);
const only = new RegExp(process.env.BENCH_ONLY ?? '');
const warmUpMegabytes = Number(process.env.BENCH_WARM_UP ?? 32);
const servers = { OpenSSH: startOpenSsh, ProFTPD: async () => await startProftpd('none'), 'ProFTPD SFTP': startProftpdSftp };

const costs = [
	['time of the nodes', 's', ({ nodeSeconds }) => nodeSeconds],
	['time of the whole runs', 's', ({ wholeSeconds }) => wholeSeconds],
	['processor time', 's', ({ processorSeconds }) => processorSeconds],
	['memory of n8n, peak', 'MB', ({ peak }) => peak],
	['memory above idle', 'MB', ({ peak, idle }) => peak - idle],
];

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-bench-'));
const fixture = await servers[process.env.BENCH_SERVER ?? 'OpenSSH']();
try {
	const tarball = await packPackage(process.execPath, projectFolder, join(folder, 'packed'));
	const warmUp = warmUpMegabytes > 0 ? await putExport('warm-up.csv', warmUpMegabytes) : undefined;
	const measured = await putExport('export.csv', megabytes);
	const rows = measured.rows.toLocaleString('en');
	process.stdout.write(`${megabytes} MB, ${rows} rows, Node ${process.version}, ${cpus().length} × ${cpus()[0].model}\n`);
	await compare({ tarball, fixture, warmUp, measured });
} finally {
	await fixture.stop();
	await rm(folder, { recursive: true, force: true });
}

async function putExport(file, size) {
	const local = join(folder, file);
	const rows = await generate(local, size, 'none');
	await fixture.shelf.write(file, await readFile(local));
	return { file, rows };
}

async function compare(setting) {
	const all = fileContenders();
	const contenders = all.filter(({ name }, index) => index === 0 || only.test(name));
	const figuresOf = new Map(contenders.map(({ name }) => [name, []]));
	for (let block = 0; block < blocks; block++) {
		const shift = (block * 2) % contenders.length;
		for (const contender of [...contenders.slice(shift), ...contenders.slice(0, shift)]) {
			const figures = await runContender(contender, setting);
			figuresOf.get(contender.name).push(figures);
			process.stdout.write(`block ${block + 1} of ${blocks}, load ${loadavg()[0].toFixed(1)}: ${contender.name}: ${describe(figures)} ${JSON.stringify(figures.nodes)}\n`);
		}
	}
	printTable(figuresOf, setting.measured.rows);
	const [[rival, theirs], ...ours] = figuresOf;
	for (const [name, figures] of ours) handOver({ work: `An export of ${megabytes} MB becomes items, ${name}`, rival }, figures, theirs, costs);
}

function describe({ nodeSeconds, wholeSeconds, processorSeconds, idle, peak }) {
	const seconds = [nodeSeconds, wholeSeconds, processorSeconds].map((value) => value.toFixed(2)).join(' / ');
	return `${seconds} s (nodes / whole runs / processor), ${Math.round(peak)} MB (idle ${Math.round(idle)})`;
}

function printTable(figuresOf, rows) {
	const reference = [...figuresOf.values()][0];
	const head = ['', 'rows/s by node time', 'of n8n', 'rows/s, whole runs', 'of n8n', 'processor', 'peak RSS', 'of n8n', 'above idle', 'of n8n'];
	process.stdout.write(`\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n`);
	for (const [name, figures] of figuresOf) {
		const of = (read) => median(figures.map(read));
		const ratio = (read) => median(figures.map((one, turn) => read(one) / read(reference[turn])));
		const perSecond = (read) => `${Math.round(rows / of(read) / 1000).toLocaleString('en')} k`;
		const times = (read) => `${median(figures.map((one, turn) => read(reference[turn]) / read(one))).toFixed(2)} ×`;
		const node = ({ nodeSeconds }) => nodeSeconds;
		const whole = ({ wholeSeconds }) => wholeSeconds;
		const peak = (one) => one.peak;
		const growth = (one) => one.peak - one.idle;
		const cells = [
			name,
			perSecond(node),
			times(node),
			perSecond(whole),
			times(whole),
			`${of(({ processorSeconds }) => processorSeconds).toFixed(1)} s`,
			`${Math.round(of(peak))} MB`,
			percent(ratio(peak)),
			`${Math.round(of(growth))} MB`,
			percent(ratio(growth)),
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
}

function percent(number) {
	return `${Math.round(number * 100)} %`;
}

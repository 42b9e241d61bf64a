// npm run bench -- start: what loading the nodes and credentials costs n8n when it starts, beside two popular community packages: each
// time in a process of its own that has n8n-workflow already, as n8n has; and n8n itself with this package and without it.
// Processor time depends on what else runs much less than the clock does. The packages come from npm. Linux.
// BENCH_RUNS sets how many processes load each package (15), BENCH_STARTS how often n8n is started with and without ours (3).
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { startN8n } from '../scripts/n8n-server.mjs';
import { packPackage } from '../scripts/support/community-package.mjs';
import { environmentWith, runNpm } from '../scripts/support/npm.mjs';
import { handOver } from './support/figures.mjs';
import { median } from './support/load.mjs';
import { processorMilliseconds, residentMegabytes } from './support/processFigures.mjs';

const runs = Number(process.env.BENCH_RUNS ?? 15);
const starts = Number(process.env.BENCH_STARTS ?? 3);
const node = process.execPath;
/** Two of the most downloaded that people install from npm. */
const rivals = { 'n8n-nodes-evolution-api': '1.0.4', '@devlikeapro/n8n-nodes-chatwoot': '1.0.2' };

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-start-'));
try {
	const tarball = await packPackage(node, projectFolder, join(folder, 'packed'));
	const packages = [await install('n8n-nodes-batch', 'as it is here', tarball)];
	for (const [name, version] of Object.entries(rivals)) packages.push(await install(name, version, await download(name, version)));
	const [ourLoads, ...otherLoads] = await measureLoading(packages);
	for (const [index, loads] of otherLoads.entries()) {
		handOver({ work: 'Loading all nodes and credentials', rival: packages[index + 1].name }, ourLoads, loads, [
			['processor time', 'ms', ({ processor }) => processor],
			['memory (heap)', 'MB', ({ heap }) => heap],
			['tarball', 'KB', ({ tarball }) => tarball],
			['installed, with its dependencies', 'KB', ({ installed }) => installed],
		]);
	}
	const started = await measureStarts(tarball);
	handOver({ work: 'n8n starts with the package', rival: 'n8n without it' }, started.with, started.without, [
		['processor time until ready', 's', ({ processor }) => processor],
		['memory when ready', 'MB', ({ resident }) => resident],
	]);
} finally {
	await rm(folder, { recursive: true, force: true });
}

async function download(name, version) {
	const place = join(folder, name.replace('/', '-'));
	await mkdir(place);
	await runNpm(node, ['pack', `${name}@${version}`, '--ignore-scripts'], { cwd: place, logFile: `${place}.log` });
	const [file] = await readdir(place);
	return join(place, file);
}

async function install(name, version, tarball) {
	const place = `${tarball}.installed`;
	await mkdir(place);
	const options = ['--ignore-scripts', '--legacy-peer-deps', '--omit=dev', '--no-save', '--prefix', place];
	await runNpm(node, ['install', ...options, tarball], { cwd: place, logFile: `${place}.log` });
	const sizes = { tarball: await bytesOf(tarball), installed: await bytesOf(join(place, 'node_modules')) };
	return { name: `${name} ${version}`, folder: join(place, 'node_modules', name), sizes };
}

/** Of a file, or of all files in a folder. */
async function bytesOf(path) {
	const found = await stat(path);
	if (!found.isDirectory()) return found.size;
	const sizes = await Promise.all((await readdir(path)).map(async (name) => await bytesOf(join(path, name))));
	return sizes.reduce((sum, one) => sum + one, 0);
}

/** They take turns. */
async function measureLoading(packages) {
	const measured = packages.map(() => []);
	const script = join(import.meta.dirname, 'support', 'measureStart.cjs');
	for (let run = 0; run < runs; run++) {
		for (const [index, { folder: place, sizes }] of packages.entries()) {
			const { stdout } = await promisify(execFile)(node, ['--expose-gc', script, place], {
				// They find the n8n-workflow that is there already, as in n8n.
				env: { ...environmentWith(node), NODE_PATH: join(projectFolder, 'node_modules') },
			});
			measured[index].push({ ...JSON.parse(stdout), tarball: sizes.tarball / 1_024, installed: sizes.installed / 1_024 });
		}
	}
	process.stdout.write(`Loading all nodes and credentials (medians of ${runs} processes, ${process.version}):\n`);
	for (const [index, loads] of measured.entries()) {
		const of = (what) => median(loads.map((one) => one[what])).toFixed(1);
		process.stdout.write(`${packages[index].name}: ${of('types')} nodes and credentials, tarball ${of('tarball')} KB, installed with its dependencies ${of('installed')} KB\n`);
		process.stdout.write(`  ${of('processor')} ms of processor, ${of('clock')} ms by the clock, ${of('heap')} MB of heap, ${of('resident')} MB resident, ${of('files')} files read\n`);
	}
	return measured;
}

async function measureStarts(tarball) {
	const measured = { with: [], without: [] };
	for (let start = 0; start < starts; start++) {
		for (const name of start % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
			const n8n = await startN8n({ packages: name === 'with' ? [tarball] : [] });
			const figures = { processor: processorMilliseconds(n8n.pid) / 1_000, resident: residentMegabytes(n8n.pid).now };
			await n8n.stop();
			measured[name].push(figures);
			process.stdout.write(`n8n ${name} the package: ${figures.processor.toFixed(1)} s of processor until it was ready, ${figures.resident.toFixed(0)} MB resident\n`);
		}
	}
	return measured;
}

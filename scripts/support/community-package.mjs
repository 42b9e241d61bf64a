import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runNpm } from './npm.mjs';

/**
 * Packs a package folder the way it is published.
 *
 * @param {string} node
 * @param {string} packageFolder
 * @param {string} destination an empty or missing folder
 * @returns {Promise<string>} the path of the tarball
 */
export async function packPackage(node, packageFolder, destination) {
	await rm(destination, { recursive: true, force: true });
	await mkdir(destination, { recursive: true });
	await runNpm(node, ['pack', resolve(packageFolder), '--ignore-scripts', '--pack-destination', destination], {
		cwd: destination,
		logFile: `${destination}.log`,
	});
	const tarball = (await readdir(destination)).find((name) => name.endsWith('.tgz'));
	return join(destination, tarball);
}

/**
 * Puts packed packages where n8n keeps the community packages that somebody installed through its settings page.
 *
 * npm extracts them, as it does for n8n: no tar needed, and no network as long as a package has no dependencies. Peers stay
 * away because n8n provides them.
 *
 * @param {string} node
 * @param {string} userFolder the N8N_USER_FOLDER
 * @param {string[]} tarballs
 */
export async function installCommunityPackages(node, userFolder, tarballs) {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const options = ['--ignore-scripts', '--legacy-peer-deps', '--omit=dev', '--no-save', '--prefer-offline', '--prefix', folder];
	await runNpm(node, ['install', ...options, ...tarballs], { cwd: folder, logFile: join(userFolder, 'packages.log') });
}

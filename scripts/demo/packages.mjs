import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../bootstrap.mjs';
import { slices } from '../slices/definitions.mjs';

/**
 * @typedef {object} Packages what is installed
 * @property {string[]} folders
 * @property {(type: string) => string} packageOf the name of the package that has a type of node
 * @property {boolean} hasFiles whether storages and the trigger that watches them are in it
 */

/** @type {Packages} */
export const whole = { folders: [projectFolder], packageOf: () => 'n8n-nodes-batch', hasFiles: true };

/**
 * @param {string} folder where npm run slices has put them
 * @returns {Packages}
 */
export function slicesOf(folder) {
	const folders = slices.map(({ name }) => join(folder, name));
	if (!folders.every((each) => existsSync(join(each, 'dist')))) throw new Error('The packages for one service each are not there: npm run slices makes them.');
	const packageOf = (type) => slices.find(({ nodes }) => nodes.some((node) => node.toLowerCase() === type.toLowerCase())).name;
	return { folders, packageOf, hasFiles: false };
}

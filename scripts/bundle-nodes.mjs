import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/**
 * Puts the compiled modules into two files: `dist/start.js` with those that n8n needs to load the nodes and credentials, and
 * `dist/rest.js`, which is read when something runs. n8n loads every node when it starts: hundreds of small files cost it
 * most of that time, and what only running needs the rest.
 *
 * Each node and credential stays where n8n looks for it, as a line that asks `start.js`. The modules it was compiled to stay
 * too, for tests that look into one of them; they are not published.
 *
 * @param {string} projectFolder with what tsc made in dist/
 */
export async function bundleNodes(projectFolder) {
	const dist = join(projectFolder, 'dist');
	const { n8n } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
	const entries = [...n8n.nodes, ...n8n.credentials].map((path) => path.replace(/^dist\//, ''));
	for (const entry of entries) {
		if (!existsSync(join(dist, compiledOf(entry)))) renameSync(join(dist, entry), join(dist, compiledOf(entry)));
		const [name] = /\w+(?=\.(?:node|credentials)\.js$)/.exec(entry);
		const start = relative(dirname(entry), 'start.js').replaceAll('\\', '/');
		writeFileSync(join(dist, entry), `'use strict';\nexports.${name} = require(${JSON.stringify(start)})(${JSON.stringify(compiledOf(entry))}).${name};\n`);
	}
	const paths = globSync('{nodes,credentials}/**/*.js', { cwd: dist }).map((path) => path.replaceAll('\\', '/'));
	const ids = new Set(paths.filter((path) => !entries.includes(path) && !isFileOfItsOwn(path)));
	const modules = new Map([...ids].sort().map((id) => [id, linked(id, readFileSync(join(dist, id), 'utf8'), ids)]));

	// What is needed at the start shows itself: everything is loaded once.
	await write(dist, 'start.js', startOf([...modules]));
	const load = createRequire(join(projectFolder, 'package.json'))(join(dist, 'start.js'));
	for (const entry of entries) for (const Type of Object.values(load(compiledOf(entry)))) new Type();
	const isNeeded = new Set(load.ids());
	const [needed, others] = [true, false].map((wanted) => [...modules].filter(([id]) => isNeeded.has(id) === wanted));
	await write(dist, 'start.js', startOf(needed));
	await write(dist, 'rest.js', `'use strict';\nmodule.exports = (require) => (${tableOf(others)});\n`);
}

function compiledOf(entry) {
	return entry.replace(/\.js$/, '.compiled.js');
}

/** Libraries, and the text of the page script: read when they are used. */
function isFileOfItsOwn(path) {
	return /^nodes\/shared\/vendor\/|\/bridgeText\.js$/.test(path);
}

/**
 * The text of a module whose imports of other modules ask the table. In the folders of nodes they ask when they use what they
 * import: of an operation, n8n's start needs the fields and not what carries it out. Elsewhere they ask at once, so that what runs
 * for every row asks nothing.
 */
function linked(id, text, ids) {
	const isLazy = !id.startsWith('nodes/shared/');
	const imports = new Map();
	const body = text.replace(/^const (\w+_\d+) = require\("(\.[^"]+)"\);\n/gm, (line, name, from) => {
		if (!isLazy) return line;
		imports.set(name, from);
		return '';
	});
	// In parentheses, since `new` takes the first call it meets for its own.
	const lazy = [...imports].reduce((rest, [name, from]) => rest.replace(new RegExp(`\\b${name}\\b`, 'g'), `(require("${from}"))`), body);
	return lazy.replace(/\brequire\((["'])(\.[^"']+)\1\)/g, (_, _quote, from) => {
		const path = join(dirname(id), from).replaceAll('\\', '/');
		const target = [`${path}.js`, `${path}/index.js`, path].find((candidate) => ids.has(candidate));
		return target === undefined ? `require("./${path}.js")` : `load("${target}")`;
	});
}

function startOf(modules) {
	return `'use strict';
const table = ${tableOf(modules)};
const loaded = Object.create(null);
let rest;
function load(id) {
	let module = loaded[id];
	if (module === undefined) {
		module = loaded[id] = { exports: {} };
		const evaluate = table[id] ?? (rest ??= require('./rest.js')(require))[id];
		evaluate(module.exports, load, module);
	}
	return module.exports;
}
load.ids = () => Object.keys(loaded);
module.exports = load;
`;
}

/** Functions in parentheses are compiled as they are read: those of the start are all used. */
function tableOf(modules) {
	return `{\n${modules.map(([id, text]) => `${JSON.stringify(id)}: (function (exports, load, module) {\n${text}\n}),\n`).join('')}}`;
}

async function write(dist, name, text) {
	const { transform } = await import('esbuild');
	const { code } = await transform(text, { minifyWhitespace: true, minifySyntax: true, target: 'node20', legalComments: 'none' });
	writeFileSync(join(dist, name), code);
}

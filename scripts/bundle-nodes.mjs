import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/**
 * Puts what was compiled into three files: `dist/start.json` with what n8n reads of the nodes and credentials when it starts,
 * `dist/start.js`, which hands that out, and `dist/rest.js` with all modules, read when something runs. n8n loads every node
 * when it starts: the code that puts sixty operations into one description cost it four times what reading the description does.
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
		const start = relative(dirname(entry), 'start.js').replaceAll('\\', '/');
		writeFileSync(join(dist, entry), `'use strict';\nexports.${nameOf(entry)} = require(${JSON.stringify(start)})(${JSON.stringify(nameOf(entry))}, ${JSON.stringify(compiledOf(entry))});\n`);
	}
	const paths = globSync('{nodes,credentials}/**/*.js', { cwd: dist }).map((path) => path.replaceAll('\\', '/'));
	const ids = new Set(paths.filter((path) => !entries.includes(path) && !isFileOfItsOwn(path)));
	const modules = [...ids].sort().map((id) => [id, linked(id, readFileSync(join(dist, id), 'utf8'), ids)]);
	await write(dist, 'rest.js', restOf(modules));
	await write(dist, 'start.js', startText);
	const load = createRequire(join(projectFolder, 'package.json'))(join(dist, 'rest.js'));
	const parts = entries.map((entry) => [nameOf(entry), partsOf(load(compiledOf(entry))[nameOf(entry)])]);
	writeFileSync(join(dist, 'start.json'), JSON.stringify(Object.fromEntries(parts)));
}

function nameOf(entry) {
	return /\w+(?=\.(?:node|credentials)\.js$)/.exec(entry)[0];
}

/**
 * What an instance is made of: data, the places of the functions in it, and those of lists that have n8n's own fields somewhere
 * else than at their beginning, with the index.
 */
function partsOf(Type) {
	const lists = [];
	const functions = Object.getOwnPropertyNames(Type.prototype).filter((name) => name !== 'constructor').map((name) => [name]);
	const dataOf = (value, place) => {
		if (typeof value === 'function') return void functions.push(place);
		if (typeof value !== 'object' || value === null) return value;
		if (Object.hasOwn(value, 'unshift')) lists.push([place, indexOfAdded(value)]);
		if (Array.isArray(value)) return value.map((part, index) => dataOf(part, [...place, index]));
		return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, dataOf(part, [...place, key])]));
	};
	return { data: dataOf(new Type(), []), functions, lists };
}

function indexOfAdded(list) {
	const added = {};
	list.unshift(added);
	const index = list.indexOf(added);
	list.splice(index, 1);
	return index;
}

/** A class that is made of such parts, and asks the one it stands for when one of its functions is called. */
const startText = `'use strict';
const load = (id) => require('./rest.js')(id);
const at = (value, place) => place.reduce((holder, step) => holder?.[step], value);
let parts = {};

/** Each instance has data of its own, since n8n adds to it; n8n asks for one of each. */
function take(name) {
	if (parts[name] === undefined) {
		delete require.cache[require.resolve('./start.json')];
		parts = require('./start.json');
	}
	const taken = parts[name];
	delete parts[name];
	return taken;
}

module.exports = (name, id) => {
	let made;
	const functionAt = (place) => {
		const Type = load(id)[name];
		return at(Type.prototype, place) ?? at(made ??= new Type(), place);
	};
	return class {
		constructor() {
			const { data, functions, lists } = take(name);
			Object.assign(this, data);
			for (const place of functions) {
				at(this, place.slice(0, -1))[place.at(-1)] = function (...given) {
					return functionAt(place).apply(this, given);
				};
			}
			// As nodes/BatchFileTrigger/fieldsBeforePollTimes.ts does it, which is not read for that.
			for (const [place, index] of lists) {
				const list = at(this, place);
				const unshift = (...added) => (list.splice(index, 0, ...added), list.length);
				Object.defineProperty(list, 'unshift', { value: unshift });
			}
		}
	};
};
`;

function compiledOf(entry) {
	return entry.replace(/\.js$/, '.compiled.js');
}

/** Libraries, and the text of the page script: read when they are used. */
function isFileOfItsOwn(path) {
	return /^nodes\/shared\/vendor\/|\/bridgeText\.js$/.test(path);
}

/**
 * The text of a module whose imports of other modules ask the table. In the folders of nodes they ask when they use what they
 * import: of the other operations, a first run needs the fields and not what carries them out. Elsewhere they ask at once, so that
 * what runs for every row asks nothing.
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

function restOf(modules) {
	return `'use strict';
const table = {
${modules.map(([id, text]) => `${JSON.stringify(id)}: function (exports, load, module) {\n${text}\n},\n`).join('')}};
const loaded = Object.create(null);
function load(id) {
	let module = loaded[id];
	if (module === undefined) {
		module = loaded[id] = { exports: {} };
		table[id](module.exports, load, module);
	}
	return module.exports;
}
module.exports = load;
`;
}

async function write(dist, name, text) {
	const { transform } = await import('esbuild');
	const { code } = await transform(text, { minifyWhitespace: true, minifySyntax: true, target: 'node20', legalComments: 'none' });
	writeFileSync(join(dist, name), code);
}

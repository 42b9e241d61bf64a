import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectFolder } from '../bootstrap.mjs';
import { reach } from './reach.mjs';

const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));

/** What every package has: how it is built and tested. */
const toolFiles = [
	...['LICENSE', 'SECURITY.md', 'index.js', 'gulpfile.js', 'tsconfig.json', 'vitest.config.ts'],
	...['test/package.json', 'test/tsconfig.json', 'test/setup.ts', 'test/globalSetup.ts', 'test/longestFirst.ts', '.github/workflows/release.yml'],
];
const tools = ['@n8n/node-cli', '@types/node', 'esbuild', 'eslint', 'gulp', 'n8n-core', 'n8n-workflow', 'reflect-metadata', 'typescript', 'unrs-resolver', 'vitest'];

/**
 * Writes a package of its own: the sources its nodes need, the tests that need no others, and what builds and describes it.
 *
 * @param {import('./definitions.mjs').Slice} slice
 * @param {string} folder is replaced
 * @returns {{ sources: number, tests: number }} how many files
 */
export function writeSlice(slice, folder) {
	const nodes = slice.nodes.filter((name) => existsSync(join(projectFolder, 'nodes', name)));
	const credentials = slice.credentials.filter((name) => existsSync(join(projectFolder, 'credentials', `${name}.credentials.ts`)));
	const isThere = (path) => {
		const [top, name] = path.split('/');
		if (slice.leftAway.includes(path)) return false;
		if (top === 'nodes') return name === 'shared' || nodes.includes(name);
		return top !== 'credentials' || credentials.some((credential) => path === `credentials/${credential}.credentials.ts`);
	};
	const entries = [...nodes.map((name) => `nodes/${name}/${name}.node.ts`), ...credentials.map((name) => `credentials/${name}.credentials.ts`)];
	// What is built for browsers is no import of the node.
	const bridges = nodes.flatMap((name) => filesIn(`nodes/${name}/bridge`));
	const sources = reach(projectFolder, [...entries, ...bridges], isThere);
	if (sources.missing.length > 0) throw new Error(`${slice.name} cannot be made by leaving files away:\n${sources.missing.join('\n')}`);
	const tests = testsOf(slice, (path) => isThere(path) && (!/^(nodes|credentials)\//.test(path) || sources.files.has(path)));

	rmSync(folder, { recursive: true, force: true });
	const build = reach(projectFolder, ['scripts/build.mjs'], () => true);
	const texts = new Map([...build.files, ...tests.files, ...sources.files]);
	for (const [path, text] of texts) write(folder, path, text);
	const icons = new Set([...sources.files.values()].flatMap((text) => text.match(/icons\/[\w.]+\.svg/g) ?? []));
	const besideTests = new Set([...tests.files.keys()].filter((path) => path.startsWith('test/')).flatMap((path) => dataBeside(path)));
	for (const path of [...toolFiles, ...icons, ...besideTests, ...slice.docs.filter((page) => existsSync(join(projectFolder, page)))]) copy(folder, path);
	for (const name of nodes) writeCodex(folder, slice, `nodes/${name}/${name}.node.json`);
	write(folder, 'eslint.config.mjs', "import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n");
	write(folder, '.gitignore', 'node_modules/\ndist/\n*.tgz\n');
	write(folder, 'README.md', readmeOf(slice, nodes));
	const packages = new Set([...sources.packages, ...tests.packages]);
	write(folder, 'package.json', `${JSON.stringify(manifestOf(slice, { nodes, credentials, packages }), undefined, '\t')}\n`);
	return { sources: sources.files.size, tests: tests.files.size };
}

/** The tests whose files, and all they import, are there. */
function testsOf({ tests, otherTests = [] }, isThere) {
	const wanted = tests.flatMap(filesIn).filter((path) => path.endsWith('.test.ts') && !otherTests.some((beginning) => path.startsWith(beginning)));
	const files = new Map();
	const packages = new Set();
	for (const test of wanted) {
		const needed = reach(projectFolder, [test], isThere);
		if (needed.missing.length > 0) continue;
		for (const [path, text] of needed.files) files.set(path, text);
		for (const name of needed.packages) packages.add(name);
	}
	return { files, packages };
}

function manifestOf({ name, description, keywords }, { nodes, credentials, packages }) {
	const address = manifest.homepage.replace(/#.*$/, '').replace(/[^/]+$/, name);
	const isUsed = (dependency) =>
		tools.includes(dependency) || packages.has(dependency) || packages.has(dependency.replace('@types/', ''));
	return {
		name,
		version: manifest.version,
		description,
		license: manifest.license,
		author: manifest.author,
		homepage: `${address}#readme`,
		repository: { type: 'git', url: `git+${address}.git` },
		bugs: { url: `${address}/issues` },
		keywords: ['n8n-community-node-package', 'n8n', ...keywords],
		engines: manifest.engines,
		main: manifest.main,
		scripts: {
			build: manifest.scripts.build,
			lint: 'eslint nodes credentials package.json --max-warnings 0',
			test: 'npm run lint && npm run build && vitest run',
			// On a fresh machine there is nothing yet.
			prepublishOnly: 'npm install --ignore-scripts && npm test',
		},
		files: manifest.files.filter((place) => place !== 'CHANGELOG.md'),
		n8n: {
			n8nNodesApiVersion: manifest.n8n.n8nNodesApiVersion,
			strict: true,
			credentials: credentials.map((credential) => `dist/credentials/${credential}.credentials.js`),
			nodes: nodes.map((node) => `dist/nodes/${node}/${node}.node.js`),
		},
		devDependencies: Object.fromEntries(Object.entries(manifest.devDependencies).filter(([dependency]) => isUsed(dependency))),
		peerDependencies: manifest.peerDependencies,
	};
}

function readmeOf({ name, title, description, only, docs }, nodes) {
	const pages = docs.filter((page) => existsSync(join(projectFolder, page)));
	const displayName = (node) => node.replace(/Trigger$/, ' Trigger');
	return [
		`# ${name}`,
		`${description}.`,
		'## Installation',
		`In n8n: **Settings → Community nodes → Install**, and enter \`${name}\`.`,
		'## Nodes',
		...nodes.map((node) => `- **${displayName(node)}**`),
		'## Credentials and usage',
		`Add a node of ${title}, and make the credential that it asks for: each of its fields says where the value is found.`,
		...pages.map((page) => `- [${page}](${page})`),
		`## What is not in it`,
		only,
		'Everything in it is made from the sources of n8n-nodes-batch. MIT licence.',
	]
		.join('\n\n')
		.replaceAll(/(\n- .*)\n(?=\n- )/g, '$1')
		.concat('\n');
}

/** What tests read: pages, samples. */
function dataBeside(path) {
	const place = dirname(path).replaceAll('\\', '/');
	return readdirSync(join(projectFolder, place))
		.filter((file) => /\.(?:html|json|csv|txt|gz|zip)$/.test(file))
		.map((file) => `${place}/${file}`);
}

/** n8n finds a node's codex by the name of its package. */
function writeCodex(folder, { name }, path) {
	const codex = JSON.parse(readFileSync(join(projectFolder, path), 'utf8'));
	write(folder, path, `${JSON.stringify({ ...codex, node: codex.node.replace(manifest.name, name) }, undefined, '\t')}\n`);
}

function filesIn(path) {
	const absolute = join(projectFolder, path);
	if (!existsSync(absolute)) return [];
	if (statSync(absolute).isFile()) return [path];
	return readdirSync(absolute, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(projectFolder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'));
}

function copy(folder, path) {
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	cpSync(join(projectFolder, path), join(folder, path));
}

function write(folder, path, text) {
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	writeFileSync(join(folder, path), text);
}
